#!/usr/bin/env bash
# Real catalogs and a real object store on loopback, one catalog at a time, to try each catalog with each way to the store.
#
#   lake.sh setup                 builds and downloads what is missing into LAB_DIR (/var/tmp/vitesslake-lab)
#   lake.sh up KIND [s3|s3a]      fresh object store and catalog; KIND: sqlite, postgresql, mysql, rest, glue, nessie
#   lake.sh config KIND s3|s3a [NAMESPACE]   the configuration to give to `vitesslake demo --config` then
#   lake.sh env                   addresses, and keys that Glue and Nessie are reached with, as NAME=VALUE
#   lake.sh status | down
#
# REST and Nessie choose where tables lie, so `up` wants to know the way; the others take it from the configuration.
#   object store  versitygw, a gateway to a directory, or with S3_SERVER=minio MinIO      Go modules
#   rest          Iceberg's own fixture, RestCatalog.java   Maven Central
#   glue          moto                                      PyPI, with PyIceberg for catalogs_test.py
#   nessie        its Quarkus runner, on a JDK ≥ 21         Maven Central
#   postgresql    the server                                Debian package
#   mysql         the mysqld of setup.sh
#
# PORT_BASE (15000) places every port: +070 object store, +071 REST, +072 Glue, +073 PostgreSQL, +074 and +075 Nessie, +076 MySQL; cluster.sh uses none of them.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB_DIR=${LAB_DIR:-/var/tmp/vitesslake-lab}
PORT_BASE=${PORT_BASE:-15000}
RUN=$LAB_DIR/lake-$PORT_BASE
S3=$((PORT_BASE + 70)) REST=$((PORT_BASE + 71)) GLUE=$((PORT_BASE + 72)) POSTGRESQL=$((PORT_BASE + 73)) NESSIE=$((PORT_BASE + 74)) MYSQL=$((PORT_BASE + 76))
S3_SERVER=${S3_SERVER:-versitygw} S3_URL=http://127.0.0.1:$S3 REGION=us-east-1 ACCESS=lab SECRET=labsecretlab
ICEBERG=1.11.0 JETTY=12.1.8 NESSIE_RUNNER=org.projectnessie.nessie:nessie-quarkus:0.99.0:jar:runner
PYTHON_PACKAGES=("moto[glue,server]==5.2.5" "pyiceberg[glue,pyarrow,sql-sqlite]" psycopg2-binary PyMySQL PyYAML)
DEPENDENCY_PLUGIN=org.apache.maven.plugins:maven-dependency-plugin:3.8.1

fail() { echo "lake.sh: $*" >&2; exit 1; }
step() { echo "-- $*"; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
# PostgreSQL and mysqld refuse to run as root.
AS=()
[ "$(id -u)" != 0 ] || AS=(setpriv --reuid=nobody --regid=nogroup --clear-groups env "HOME=$RUN")

rest_catalog() {
  [ ! -f "$LAB_DIR/rest/.complete" ] || return 0
  step "Iceberg's REST fixture $ICEBERG"
  mkdir -p "$LAB_DIR/rest"
  local artifact dependencies=""
  for artifact in org.apache.iceberg:iceberg-{api,core,aws,gcp,azure,aws-bundle}:$ICEBERG org.apache.iceberg:iceberg-core:$ICEBERG:tests \
    org.apache.iceberg:iceberg-open-api:$ICEBERG:test-fixtures org.eclipse.jetty.ee10:jetty-ee10-servlet:$JETTY \
    org.eclipse.jetty.compression:jetty-compression-{server,gzip}:$JETTY org.xerial:sqlite-jdbc:3.54.1.0 \
    org.slf4j:slf4j-simple:2.0.17 org.apache.hadoop:hadoop-client-{api,runtime}:3.5.0; do
    dependencies+=$(awk -F: '{
      printf "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>", $1, $2, $3
      if ($4) printf "<classifier>%s</classifier>", $4
      if ($4 == "test-fixtures") printf "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>"
      printf "</dependency>" }' <<< "$artifact")
  done
  printf '<project><modelVersion>4.0.0</modelVersion><groupId>lab</groupId><artifactId>rest</artifactId><version>1</version><dependencies>%s</dependencies></project>\n' \
    "$dependencies" > "$LAB_DIR/rest/pom.xml"
  mvn -q -B -f "$LAB_DIR/rest/pom.xml" "$DEPENDENCY_PLUGIN:copy-dependencies" -DoutputDirectory="$LAB_DIR/rest"
  touch "$LAB_DIR/rest/.complete"
}
nessie_server() {
  ! compgen -G "$LAB_DIR/nessie/nessie-quarkus-*-runner.jar" > /dev/null || return 0
  step "Nessie, 245 MB"
  (cd "$LAB_DIR" && mvn -q -B "$DEPENDENCY_PLUGIN:copy" -Dartifact="$NESSIE_RUNNER" -DoutputDirectory="$LAB_DIR/nessie")
}
python_packages() {
  [ -x "$LAB_DIR/lake-venv/bin/python" ] || python3 -m venv "$LAB_DIR/lake-venv"
  "$LAB_DIR/lake-venv/bin/python" -c 'import moto, psycopg2, pyarrow, pyiceberg, pymysql, sqlalchemy, yaml' 2> /dev/null && return 0
  step "Python: ${PYTHON_PACKAGES[*]}"
  "$LAB_DIR/lake-venv/bin/pip" install -q "${PYTHON_PACKAGES[@]}"
}
postgresql_bin() {
  local bin
  for bin in /usr/lib/postgresql/*/bin; do [ -x "$bin/initdb" ] && { echo "$bin"; return; }; done
  return 1
}
postgresql_server() {
  postgresql_bin > /dev/null && return 0
  step "Debian package: postgresql"
  as_root apt-get update -q > /dev/null
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql > /dev/null
}
setup() {
  local tool
  for tool in go mvn java python3; do command -v $tool > /dev/null || fail "$tool is missing; install it first (go ≥ 1.26, Maven ≥ 3.8, a JDK 17, Python ≥ 3.10)"; done
  mkdir -p "$LAB_DIR"/{bin,build}
  "$HERE/object_store.sh" "$S3_SERVER"
  rest_catalog
  nessie_server
  python_packages
  postgresql_server
  echo "lake lab ready in $LAB_DIR"
}

open_port() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2> /dev/null; }
started_at() { # PID; a pid may come again, together with its start it does not
  [ -r "/proc/$1/stat" ] && sed 's/.*) //' "/proc/$1/stat" 2> /dev/null | cut -d' ' -f20
}
is_alive() { # NAME
  local pid at
  [ -s "$RUN/$1.pid" ] || return 1
  read -r pid at < "$RUN/$1.pid"
  [ -n "$at" ] && [ "$(started_at "$pid")" = "$at" ]
}
serve() { # NAME PORT COMMAND…
  local name=$1 port=$2 pid
  shift 2
  ! open_port "$port" || fail "port $port, for $name, is taken; choose another PORT_BASE"
  setsid nohup "$@" >> "$RUN/$name.log" 2>&1 < /dev/null &
  pid=$!
  echo "$pid $(started_at "$pid")" > "$RUN/$name.pid"
  for _ in $(seq 1200); do
    open_port "$port" && return 0
    is_alive "$name" || break
    sleep 0.1
  done
  fail "$name does not listen on port $port; the end of $RUN/$name.log:"$'\n'"$(tail -5 "$RUN/$name.log" 2>&1)"
}
down() {
  local file name pid rest
  for file in "$RUN"/*.pid; do
    [ -f "$file" ] || continue
    name=$(basename "$file" .pid)
    read -r pid rest < "$file"
    is_alive "$name" && kill "$pid" 2> /dev/null
    for _ in $(seq 300); do is_alive "$name" || break; sleep 0.1; done
    ! is_alive "$name" || { kill -KILL "$pid" 2> /dev/null || true; }
    rm -f "$file"
  done
}

up_s3() {
  case $S3_SERVER in
    versitygw) serve s3 "$S3" "$LAB_DIR/bin/versitygw" --quiet --port "127.0.0.1:$S3" --access $ACCESS --secret $SECRET --region $REGION posix "$RUN/s3" ;;
    minio) serve s3 "$S3" env MINIO_ROOT_USER=$ACCESS MINIO_ROOT_PASSWORD=$SECRET MINIO_REGION=$REGION "$LAB_DIR/bin/minio" server --quiet --address "127.0.0.1:$S3" \
      --console-address 127.0.0.1:0 "$RUN/s3" ;;
    *) fail "unknown S3_SERVER $S3_SERVER; known: versitygw, minio" ;;
  esac
}
up_sqlite() { mkdir -p "$RUN/sqlite"; }
up_rest() { # s3|s3a; S3FileIO, which the server writes metadata with, takes both
  serve rest "$REST" env AWS_ACCESS_KEY_ID=$ACCESS AWS_SECRET_ACCESS_KEY=$SECRET AWS_REGION=$REGION CATALOG_REST_PORT="$REST" \
    CATALOG_CATALOG__IMPL=org.apache.iceberg.jdbc.JdbcCatalog CATALOG_URI="jdbc:sqlite:$RUN/rest.db" CATALOG_JDBC_SCHEMA__VERSION=V1 \
    CATALOG_WAREHOUSE="$1://lake/rest" CATALOG_IO__IMPL=org.apache.iceberg.aws.s3.S3FileIO CATALOG_S3_ENDPOINT="$S3_URL" CATALOG_S3_PATH__STYLE__ACCESS=true \
    java -Xmx512m -cp "$LAB_DIR/rest/*" "$HERE/RestCatalog.java"
}
up_glue() { serve glue "$GLUE" "$LAB_DIR/lake-venv/bin/moto_server" -H 127.0.0.1 -p "$GLUE"; }
up_postgresql() {
  local bin
  bin=$(postgresql_bin)
  mkdir -p "$RUN/postgresql"
  [ "$(id -u)" != 0 ] || chown nobody:nogroup "$RUN/postgresql"
  "${AS[@]}" "$bin/initdb" -D "$RUN/postgresql" -U lab --auth=trust --no-sync > "$RUN/initdb.log" 2>&1
  serve postgresql "$POSTGRESQL" "${AS[@]}" "$bin/postgres" -D "$RUN/postgresql" -h 127.0.0.1 -p "$POSTGRESQL" -k ""
  for _ in $(seq 100); do "$bin/createdb" -h 127.0.0.1 -p "$POSTGRESQL" -U lab lake >> "$RUN/initdb.log" 2>&1 && return 0; sleep 0.1; done
  fail "PostgreSQL has no database; see $RUN/initdb.log"
}
up_mysql() {
  local mysqld=(env "LD_LIBRARY_PATH=$LAB_DIR/mysql/lib" "$LAB_DIR/mysql/bin/mysqld" --no-defaults "--basedir=$LAB_DIR/mysql" "--datadir=$RUN/mysql")
  [ -x "$LAB_DIR/mysql/bin/mysqld" ] || fail "there is no mysqld; run setup.sh first"
  mkdir -p "$RUN/mysql"
  [ "$(id -u)" != 0 ] || chown nobody:nogroup "$RUN/mysql"
  printf '%s;\n' "CREATE DATABASE lake" "CREATE USER lab@'%' IDENTIFIED BY 'lab'" "GRANT ALL ON lake.* TO lab@'%'" > "$RUN/mysql.sql" # it takes a statement a line
  "${AS[@]}" "${mysqld[@]}" --initialize-insecure > "$RUN/mysql.log" 2>&1
  serve mysql "$MYSQL" "${AS[@]}" "${mysqld[@]}" --bind-address=127.0.0.1 --port="$MYSQL" --mysqlx=OFF --socket="$RUN/mysql/socket" --init-file="$RUN/mysql.sql"
}
java_21() { # the java of a JDK 21 or newer
  local java
  for java in "${NESSIE_JAVA:-}" java /usr/lib/jvm/*/bin/java; do
    [ "$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')" -ge 21 ] 2> /dev/null && { echo "$java"; return; }
  done
  fail "Nessie needs a JDK 21 or newer: install one, or set NESSIE_JAVA to its java"
}
up_nessie() { # s3, in which its locations are; it would sign requests only as clients before Iceberg 1.11 ask for it
  [ "$1" = s3 ] || fail "Nessie serves s3 alone"
  local java
  java=$(java_21)
  serve nessie "$NESSIE" "$java" -Xmx768m -Dquarkus.http.host=127.0.0.1 -Dquarkus.http.port="$NESSIE" -Dquarkus.management.host=127.0.0.1 \
    -Dquarkus.management.port=$((NESSIE + 1)) -Dnessie.version.store.type=IN_MEMORY -Dnessie.catalog.default-warehouse=lake \
    -Dnessie.catalog.warehouses.lake.location=s3://lake/nessie -Dnessie.catalog.service.s3.default-options.endpoint="$S3_URL" \
    -Dnessie.catalog.service.s3.default-options.region=$REGION -Dnessie.catalog.service.s3.default-options.path-style-access=true \
    -Dnessie.catalog.service.s3.default-options.request-signing-enabled=false -Dnessie.catalog.service.s3.default-options.access-key=urn:nessie-secret:quarkus:lab \
    -Dlab.name=$ACCESS -Dlab.secret=$SECRET -jar "$LAB_DIR"/nessie/nessie-quarkus-*-runner.jar
}
up() { # KIND STORE
  declare -F "up_$1" > /dev/null || fail "unknown kind $1; known: sqlite, postgresql, mysql, rest, glue, nessie"
  [ -x "$LAB_DIR/bin/$S3_SERVER" ] || setup
  down
  rm -rf "$RUN"
  mkdir -p "$RUN/s3/lake"
  chmod a+rx "$RUN"
  up_s3
  "up_$1" "$2"
}

config() { # KIND STORE NAMESPACE
  local store s3="client.region: $REGION, s3.endpoint: \"$S3_URL\", s3.path-style-access: \"true\", s3.access-key-id: $ACCESS, s3.secret-access-key: $SECRET"
  local s3a="hadoop.fs.s3a.endpoint: \"$S3_URL\", hadoop.fs.s3a.endpoint.region: $REGION, hadoop.fs.s3a.path.style.access: \"true\", hadoop.fs.s3a.connection.ssl.enabled: \"false\", hadoop.fs.s3a.access.key: $ACCESS, hadoop.fs.s3a.secret.key: $SECRET"
  store=$s3
  [ "$2" != s3a ] || store=$s3a
  local place="warehouse: \"$2://lake/$1\", namespace: $3"
  case $1 in
    sqlite) echo "catalog: {type: jdbc, uri: \"jdbc:sqlite:$RUN/sqlite/catalog.db\", $place, properties: {$store}}" ;;
    postgresql) echo "catalog: {type: jdbc, uri: \"jdbc:postgresql://127.0.0.1:$POSTGRESQL/lake\", $place, properties: {jdbc.user: lab, $store}}" ;;
    mysql) echo "catalog: {type: jdbc, uri: \"jdbc:mariadb://127.0.0.1:$MYSQL/lake?sslMode=trust\", $place, properties: {jdbc.user: lab, jdbc.password: lab, $store}}" ;;
    rest) echo "catalog: {type: rest, uri: \"http://127.0.0.1:$REST\", $place, properties: {$store}}" ;;
    glue)
      [ "$2" = s3 ] || store="client.region: $REGION, $s3a"
      echo "catalog: {type: glue, $place, properties: {glue.endpoint: \"http://127.0.0.1:$GLUE\", $store}}" ;;
    nessie) echo "catalog: {type: rest, uri: \"http://127.0.0.1:$NESSIE/iceberg\", namespace: $3, properties: {$s3}}" ;;
    *) fail "unknown kind $1" ;;
  esac
}
lake_environment() {
  echo "AWS_ACCESS_KEY_ID=$ACCESS AWS_SECRET_ACCESS_KEY=$SECRET AWS_REGION=$REGION S3_URL=$S3_URL REST_URL=http://127.0.0.1:$REST GLUE_URL=http://127.0.0.1:$GLUE" \
    "NESSIE_URL=http://127.0.0.1:$NESSIE/iceberg POSTGRESQL=127.0.0.1:$POSTGRESQL MYSQL=127.0.0.1:$MYSQL RUN=$RUN"
}
status() { local file; for file in "$RUN"/*.pid; do [ -f "$file" ] || continue; is_alive "$(basename "$file" .pid)" && echo "$(basename "$file" .pid) up" || echo "$(basename "$file" .pid) gone"; done; }

case ${1:-} in
  setup) setup ;;
  up) up "${2:?which kind}" "${3:-s3}" ;;
  config) config "${2:?which kind}" "${3:?s3 or s3a}" "${4:-commerce}" ;;
  env) lake_environment ;;
  status) status ;;
  down) down ;;
  *) sed -n '2,9p' "$0" | cut -c3-; exit 2 ;;
esac
