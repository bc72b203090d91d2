#!/usr/bin/env bash
# Builds versitygw, an S3 server on a directory, into LAB_DIR/bin unless it is there; `setup.sh s3` and lake.sh call it.
set -euo pipefail
LAB_DIR=${LAB_DIR:-/var/tmp/vitesslake-lab}
VERSITYGW=v1.8.0
[ ! -x "$LAB_DIR/bin/versitygw" ] || exit 0
echo "-- building versitygw $VERSITYGW"
GOFLAGS=-buildvcs=false GOBIN=$LAB_DIR/bin go install "github.com/versity/versitygw/cmd/versitygw@$VERSITYGW"
