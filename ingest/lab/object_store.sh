#!/usr/bin/env bash
# Builds an S3 server on a directory into LAB_DIR/bin unless it is there: versitygw, which `setup.sh s3` and lake.sh ask for, or minio, which takes some minutes.
set -euo pipefail
LAB_DIR=${LAB_DIR:-/var/tmp/vitesslake-lab}
SERVER=${1:-versitygw}
declare -A MODULES=([versitygw]=github.com/versity/versitygw/cmd/versitygw@v1.8.0 [minio]=github.com/minio/minio@v0.0.0-20250907161309-07c3a429bfed)
[ -n "${MODULES[$SERVER]:-}" ] || { echo "object_store.sh: unknown server $SERVER; known: ${!MODULES[*]}" >&2; exit 1; }
[ ! -x "$LAB_DIR/bin/$SERVER" ] || exit 0
echo "-- building ${MODULES[$SERVER]}"
GOFLAGS=-buildvcs=false GOBIN=$LAB_DIR/bin go install "${MODULES[$SERVER]}"
