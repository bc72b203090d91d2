#!/usr/bin/env bash
# Checks terraform/ (check.py), and that the check finds what it must (check_test.py). Installs into LAB_DIR what they need:
#   terraform-venv/       parsers and schemas               PyPI
#   terraform-provider/   the schema of the AWS provider    Go modules; only if there is a Terraform, which comes from no registry here
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB_DIR=${LAB_DIR:-/var/tmp/vitesslake-lab}
PYTHON_PACKAGES=(python-hcl2==8.1.4 PyYAML==6.0.3 kubernetes-validate==1.37.0 botocore==1.44.5)
PLUGIN_GO=v0.31.0
venv=$LAB_DIR/terraform-venv provider=$LAB_DIR/terraform-provider

mkdir -p "$LAB_DIR"
if ! "$venv/bin/python" -c 'import botocore, hcl2, kubernetes_validate, yaml' 2> /dev/null; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install -q "${PYTHON_PACKAGES[@]}"
fi
if command -v terraform > /dev/null && command -v go > /dev/null; then
  mkdir -p "$provider"
  [ -f "$provider/go.mod" ] || printf 'module provider\n\ngo 1.24\n\nrequire github.com/hashicorp/terraform-plugin-go %s\n' $PLUGIN_GO > "$provider/go.mod"
  cp "$HERE/provider/main.go" "$HERE/aws.json" "$provider/"
  (cd "$provider" && GOFLAGS="-mod=mod -buildvcs=false" go build -o terraform-provider-aws .)
  export TERRAFORM_PROVIDER=$provider/terraform-provider-aws
fi
"$venv/bin/python" "$HERE/check.py" "$@"
[ $# -gt 0 ] || "$venv/bin/python" "$HERE/check_test.py"
