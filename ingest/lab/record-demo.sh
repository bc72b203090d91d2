#!/usr/bin/env bash
# Records again what the demo and the bench replay: a live cluster, a light workload, a reshard from 2 to 4 shards in the middle.
#   record-demo.sh [DIRECTORY]       default: the resources that ship in the jar (io/vitesslake/replay); about 3 minutes
# Brings up and throws away a cluster of its own on PORT_BASE (18000); needs LAB_DIR as setup.sh made it.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
OUT=$(realpath -m "${1:-$HERE/../src/main/resources/io/vitesslake/replay}")
export LAB_DIR=${LAB_DIR:-/var/tmp/vitesslake-lab} PORT_BASE=${PORT_BASE:-18000}
TABLES=(customer orders code_ci)
mkdir -p "$OUT"

cluster() { "$HERE/cluster.sh" "$@"; }
# Arrays, not functions: started in the background their pid is the program's own.
workload=("$LAB_DIR/venv/bin/python" "$HERE/workload.py" --port $((PORT_BASE + 306)))
record=("$LAB_DIR/bin/vrecord" -vtgate "127.0.0.1:$((PORT_BASE + 991))")
trap 'kill $(jobs -p) 2>/dev/null || true; cluster down' EXIT

# A request for some tables of both shards, explicit shards always: {"gtid": "", "tablePKs": […]} for each.
request() { # POSITION TABLE…
  local position=$1 rules=()
  shift
  for table in "$@"; do rules+=("{\"match\":\"$table\",\"filter\":\"select * from $table\"}"); done
  printf '{"vgtid":{"shardGtids":[{"keyspace":"commerce","shard":"-80",%s},{"keyspace":"commerce","shard":"80-",%s}]},
    "filter":{"rules":[%s]},"flags":{"excludeKeyspaceFromTableName":true}}' "$position" "$position" "$(IFS=,; echo "${rules[*]}")"
}
current() { request '"gtid":"current"' "$@"; }
copy() { request "\"gtid\":\"\",\"tablePKs\":[{\"tableName\":\"$1\"}]" "$1"; }

record_copy() { "${record[@]}" -request "$(copy "$1")" -after-copy 2s -out "$OUT/$2.bin.gz" | sed "s/^/$2: /"; }
start_recording() { # NAME TABLE…; ends with stop_recording
  "${record[@]}" -request "$(current "${@:2}")" -out "$OUT/$1.bin.gz" > "$OUT/.$1.summary" &
  recorder=$!
  sleep 3 # until the stream stands: what happens before is not in it
}
stop_recording() { # NAME
  sleep 8 # until the stream has run dry
  kill -TERM "$recorder"
  wait "$recorder"
  sed "s/^/$1: /" "$OUT/.$1.summary"
  rm "$OUT/.$1.summary"
}

echo "== bench: a plain copy, then changes"
cluster up > /dev/null
"${workload[@]}" load --seed 1
record_copy orders bench-copy
start_recording bench-running orders
"${workload[@]}" burst --changes 40000 --seed 2
stop_recording bench-running
cluster down

echo "== demo: one main stream, a copy of each table in a stream of its own, a reshard"
cluster up > /dev/null
"${workload[@]}" load --seed 3
start_recording main "${TABLES[@]}"
"${workload[@]}" run --clients 4 --rate 60 --seed 4 &
writers=$!
sleep 3
for table in "${TABLES[@]}"; do record_copy "$table" "copy-$table"; done
cluster reshard commerce -80,80- -40,40-80,80-c0,c0-
sleep 10
kill -TERM "$writers"
wait "$writers"
stop_recording main

# What MySQL says at the end: per table its rows and the sum of the CRC-32 of every row's text.
row_text() { # TABLE: the columns in order, joined by '#', NULL as the word NULL
  case $1 in
    customer) echo "concat_ws('#', id, coalesce(name, 'NULL'), coalesce(email, 'NULL'), coalesce(balance, 'NULL'), created)" ;;
    orders) echo "concat_ws('#', id, customer_id, sku, qty, coalesce(price, 'NULL'))" ;;
    code_ci) echo "concat_ws('#', code, coalesce(v, 'NULL'))" ;;
  esac
}
truth() {
  local separator="" rows sum
  echo '{'
  for table in "${TABLES[@]}"; do
    read -r rows sum < <(cluster sql commerce --default-character-set=utf8mb4 -N -e "select count(*), sum(crc32($(row_text "$table"))) from $table")
    printf '%s  "%s": {"rows": %s, "crc32Sum": %s, "rowText": "%s"}' "$separator" "$table" "$rows" "$sum" "$(row_text "$table")"
    separator=$',\n'
  done
  printf '\n}\n'
}
truth > "$OUT/truth.json"
cat "$OUT/truth.json"
du -bch "$OUT"/*.bin.gz
