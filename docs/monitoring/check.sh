#!/usr/bin/env bash
# Checks the alert rules with promtool, which is installed from the Debian package prometheus when it is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
command -v promtool > /dev/null || { apt-get update -q && apt-get install -y -q --no-install-recommends prometheus; }
promtool check rules alerts.yml
promtool test rules alerts_test.yml
