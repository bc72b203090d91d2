#!/usr/bin/env bash
# A real Vitess cluster of separate processes on loopback: etcd, vtctld, vtgate, and per shard one mysqld with its vttablet.
#
#   cluster.sh up [KEYSPACE [SHARD…]]             fresh cluster with the lab's tables (default: commerce -80 80-); about 15 s
#   cluster.sh add KEYSPACE SHARD…                primaries for more shards, e.g. the targets of a reshard
#   cluster.sh replica KEYSPACE SHARD             one more tablet for a shard that has a primary
#   cluster.sh reshard KEYSPACE FROM,… TO,…       adds the targets, copies, switches all traffic
#   cluster.sh kill|stop|start|restart NAME       NAME as listed by status: vtgate, vttablet-101, mysqld-101, …
#   cluster.sh crash NAME|SHARD                   SIGKILL, then start again; a shard stands for its vttablets
#   cluster.sh sql [KEYSPACE] [CLIENT ARGUMENT…]  the MySQL client on vtgate
#   cluster.sh ctl ARGUMENT…                      vtctldclient
#   cluster.sh env | status | down
#
# PORT_BASE (15000) places every port, so clusters with other bases run beside this one; below 31000, since Linux lends ports from 32768 on to clients:
#   +991 vtgate gRPC, +306 vtgate MySQL (user root, no password), +999 vtctld gRPC, +379 etcd, +4xx/5xx/6xx tablet HTTP/gRPC/mysqld.
# TABLET_FLAGS are more flags for each vttablet made, e.g. --vreplication-copy-phase-duration 25ms (copies are interrupted) or --vstream-packet-size 400.
# VTGATE_FLAGS are more flags for vtgate, e.g. --grpc-max-message-size 134217728 (and the same for TABLET_FLAGS) for rows beyond 16 MiB.
# LAB_DIR is what setup.sh built (up builds it when it is missing); the cluster's own data is $LAB_DIR/run-$PORT_BASE, thrown away by the next up.
set -euo pipefail
LAB_DIR=${LAB_DIR:-/var/tmp/vitesslake-lab}
PORT_BASE=${PORT_BASE:-15000}
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
RUN=$LAB_DIR/run-$PORT_BASE

VTGATE_GRPC=$((PORT_BASE + 991)) VTGATE_MYSQL=$((PORT_BASE + 306)) VTCTLD_GRPC=$((PORT_BASE + 999)) ETCD=$((PORT_BASE + 379))
ETCD_URL=http://127.0.0.1:$ETCD PEER_URL=http://127.0.0.1:$((ETCD + 1))
TOPO=(--topo-implementation etcd2 --topo-global-server-address "127.0.0.1:$ETCD" --topo-global-root /vitess/global)
export PATH=$LAB_DIR/bin:$LAB_DIR/mysql/bin:$PATH
export VTROOT=$LAB_DIR VTDATAROOT=$RUN VT_MYSQL_ROOT=$LAB_DIR/mysql MYSQL_FLAVOR=MySQL80 EXTRA_MY_CNF=$LAB_DIR/extra.cnf

fail() { echo "cluster.sh: $*" >&2; exit 1; }

# mysqlctl and mysqld refuse to run as root: every server runs as user vitess then, and as the caller otherwise.
AS=()
[ "$(id -u)" != 0 ] || AS=(setpriv --reuid=vitess --regid=vitess --init-groups env "HOME=$RUN")

ctl() { vtctldclient --server "127.0.0.1:$VTCTLD_GRPC" "$@"; }
open_port() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
alias_of() { printf 'zone1-%010d' "$1"; }
is_alive() { # PID-FILE; a process that is younger than the file is a stranger that got the number of one that has ended
  local pid started
  [ -s "$1" ] && pid=$(cat "$1") && kill -0 "$pid" 2> /dev/null && [ -r "/proc/$pid/stat" ] || return 1
  started=$(sed 's/.*) //' "/proc/$pid/stat" | cut -d' ' -f20) # in ticks since the machine's start
  [ $(($(awk '/^btime/ { print $2 }' /proc/stat) + started / $(getconf CLK_TCK))) -le $(($(stat -c %Y "$1") + 2)) ]
}

await_port() { # PORT NAME
  for _ in $(seq 300); do open_port "$1" && return 0; sleep 0.1; done
  fail "$2 does not listen on port $1; the end of $RUN/$2.log:"$'\n'"$(tail -5 "$RUN/$2.log" 2>&1)"
}

# Starts a server and keeps its command line, so that it can be started again under the same name.
serve() { # NAME PORT COMMAND…
  local name=$1 port=$2
  shift 2
  printf '%q ' "$@" > "$RUN/$name.command"
  echo "$port" > "$RUN/$name.port"
  launch "$name"
}
launch() { # NAME
  local -a command
  eval "command=($(cat "$RUN/$1.command"))"
  setsid nohup "${AS[@]}" "${command[@]}" >> "$RUN/$1.log" 2>&1 < /dev/null &
  echo $! > "$RUN/$1.pid"
  await_port "$(cat "$RUN/$1.port")" "$1"
}

pid_file() { # NAME
  case $1 in mysqld-*) echo "$RUN/vt_$(printf %010d "${1#mysqld-}")/mysql.pid" ;; *) echo "$RUN/$1.pid" ;; esac
}
signal() { # SIGNAL NAME, returns when the process is gone
  local file pid
  file=$(pid_file "$2")
  is_alive "$file" || return 0
  pid=$(cat "$file")
  kill "-$1" "$pid" 2>/dev/null || true
  for _ in $(seq 300); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.1; done
  fail "$2 (pid $pid) is still there 30 s after SIG$1"
}
start() { # NAME
  case $1 in
    mysqld-*) start_mysqld "${1#mysqld-}" ;;
    *) [ -f "$RUN/$1.command" ] || fail "no server named $1; known: $(names)"; launch "$1" ;;
  esac
}
start_mysqld() { # UID
  "${AS[@]}" mysqlctl --tablet-uid "$1" --mysql-port $((PORT_BASE + 500 + $1)) start >> "$RUN/mysqld-$1.log" 2>&1
  # It comes up read-only, and as a replica it does not replicate; to mend that is the work of VTOrc, which this cluster lacks.
  local alias revive=()
  alias=$(alias_of "$1")
  if ctl GetTablets --tablet-alias "$alias" | grep -q ' primary '; then revive=(SetWritable "$alias" true); else revive=(StartReplication "$alias"); fi
  for _ in $(seq 30); do # its vttablet may be on the way up as well
    ctl "${revive[@]}" >> "$RUN/mysqld-$1.log" 2>&1 && return 0
    sleep 1
  done
  fail "mysqld-$1 runs, but ${revive[0]} fails; the end of $RUN/mysqld-$1.log:"$'\n'"$(tail -5 "$RUN/mysqld-$1.log")"
}
names() { # tablets before vtctld before etcd: the order in which down stops them
  local file found=""
  for file in "$RUN"/vtgate.command "$RUN"/vttablet-*.command; do [ -f "$file" ] && found+="$(basename "$file" .command) "; done
  for file in "$RUN"/vttablet-*.command; do [ -f "$file" ] && found+="mysqld-$(basename "$file" .command | cut -d- -f2) "; done
  for file in "$RUN"/vtctld.command "$RUN"/etcd.command; do [ -f "$file" ] && found+="$(basename "$file" .command) "; done
  echo "$found"
}

crash() { # NAME|SHARD
  local name found
  found=$(cd "$RUN" && grep -lF -- "--init-shard $1 " vttablet-*.command) || found=$1.command
  for name in $found; do signal KILL "${name%.command}"; done
  for name in $found; do start "${name%.command}"; done
}

tablet() { # UID KEYSPACE SHARD; uids start at 101
  local uid=$1 more=()
  read -ra more <<< "${TABLET_FLAGS:-}"
  "${AS[@]}" mysqlctl --tablet-uid "$uid" --mysql-port $((PORT_BASE + 500 + uid)) init >> "$RUN/mysqld-$uid.log" 2>&1 ||
    fail "mysqld of $2/$3 did not start; the end of $RUN/mysqld-$uid.log:"$'\n'"$(tail -5 "$RUN/mysqld-$uid.log")"
  serve "vttablet-$uid" $((PORT_BASE + 400 + uid)) vttablet "${TOPO[@]}" --tablet-path "$(alias_of "$uid")" --tablet-hostname localhost \
    --init-keyspace "$2" --init-shard "$3" --init-tablet-type replica --port $((PORT_BASE + 300 + uid)) --grpc-port $((PORT_BASE + 400 + uid)) \
    --service-map grpc-queryservice,grpc-tabletmanager,grpc-updatestream --db-charset utf8mb4 --log-format text \
    --health-check-interval 5s --queryserver-config-schema-reload-time 5s --vreplication-retry-delay 1s --migration-check-interval 5s "${more[@]}"
}
primary() { # UID KEYSPACE SHARD
  tablet "$@"
  for _ in $(seq 30); do
    ctl PlannedReparentShard "$2/$3" --new-primary "$(alias_of "$1")" >> "$RUN/reparent.log" 2>&1 && return 0
    sleep 1
  done
  fail "$2/$3 got no primary; see $RUN/reparent.log"
}
replica() { # KEYSPACE SHARD
  local uid
  uid=$(next_uid)
  tablet "$uid" "$1" "$2"
  ctl ReparentTablet "$(alias_of "$uid")" >> "$RUN/reparent.log" 2>&1 || fail "$(tail -3 "$RUN/reparent.log")"
}
next_uid() { local n=101; while [ -f "$RUN/vttablet-$n.command" ] || [ -d "$RUN/vt_$(printf %010d $n)" ]; do n=$((n + 1)); done; echo $n; }
add() { # KEYSPACE SHARD…; all at once
  local keyspace=$1 uid pid pids=()
  shift
  uid=$(next_uid)
  for shard in "$@"; do primary "$uid" "$keyspace" "$shard" & pids+=($!); uid=$((uid + 1)); done
  for pid in "${pids[@]}"; do wait "$pid" || fail "could not add $keyspace/{$*}"; done
}

up() { # KEYSPACE SHARD…
  local port keyspace=$1 more=()
  read -ra more <<< "${VTGATE_FLAGS:-}"
  shift
  [ -x "$LAB_DIR/mysql/bin/mysqld" ] || "$HERE/setup.sh"
  for port in $VTGATE_GRPC $VTGATE_MYSQL $VTCTLD_GRPC $ETCD; do
    if open_port "$port"; then fail "port $port is taken: run '$0 down' first, or choose another PORT_BASE than $PORT_BASE"; fi
  done
  rm -rf "$RUN"
  mkdir -p "$RUN"
  [ "$(id -u)" != 0 ] || chown vitess "$RUN"
  serve etcd "$ETCD" etcd --enable-v2=true --data-dir "$RUN/etcd" --listen-client-urls "$ETCD_URL" --advertise-client-urls "$ETCD_URL" \
    --listen-peer-urls "$PEER_URL" --initial-advertise-peer-urls "$PEER_URL" --initial-cluster "default=$PEER_URL"
  serve vtctld "$VTCTLD_GRPC" vtctld "${TOPO[@]}" --cell zone1 --service-map grpc-vtctl,grpc-vtctld --port "$PORT_BASE" --grpc-port "$VTCTLD_GRPC" \
    --log-format text
  ctl AddCellInfo --root /vitess/zone1 --server-address "127.0.0.1:$ETCD" zone1 > /dev/null
  ctl CreateKeyspace --durability-policy=none "$keyspace" > /dev/null
  add "$keyspace" "$@"
  # By default vtgate learns of new tablets once a minute only: a stream that crosses a quick reshard would fail with NOT_FOUND.
  serve vtgate "$VTGATE_MYSQL" vtgate "${TOPO[@]}" --cell zone1 --cells-to-watch zone1 --tablet-types-to-wait PRIMARY \
    --tablet-refresh-interval 2s --port $((PORT_BASE + 1)) --grpc-port "$VTGATE_GRPC" --mysql-server-port "$VTGATE_MYSQL" \
    --mysql-auth-server-impl none --service-map grpc-vtgateservice --log-format text "${more[@]}"
  await_port "$VTGATE_GRPC" vtgate
  ctl ApplySchema --sql "$(cat "$HERE/tables.sql")" "$keyspace" > /dev/null
  case $1 in *-*) ctl ApplyVSchema --vschema "$(cat "$HERE/vschema.json")" "$keyspace" > /dev/null ;; esac
  await_tables "$keyspace"
  environment
}
await_tables() { # vtgate learns of new tables some seconds after they were made
  for _ in $(seq 60); do sql "$1" -e 'select count(*) from orders' > /dev/null 2>&1 && return 0; sleep 0.5; done
  fail "vtgate does not serve $1.orders"
}
sql() { mysql -h127.0.0.1 -P"$VTGATE_MYSQL" -uroot "$@"; }

reshard() { # KEYSPACE FROM,… TO,…
  local keyspace=$1 workflow=(Reshard --workflow lab --target-keyspace "$1")
  # shellcheck disable=SC2086
  add "$keyspace" ${3//,/ }
  ctl "${workflow[@]}" create --source-shards="$2" --target-shards="$3" > "$RUN/reshard.log" 2>&1 || fail "$(cat "$RUN/reshard.log")"
  for _ in $(seq 120); do # refused until every target has caught up
    ctl "${workflow[@]}" SwitchTraffic >> "$RUN/reshard.log" 2>&1 && { echo "$keyspace now serves from $3"; return 0; }
    sleep 1
  done
  fail "traffic of $keyspace was not switched; the end of $RUN/reshard.log:"$'\n'"$(tail -5 "$RUN/reshard.log")"
}

environment() { printf 'vitess.grpc=127.0.0.1:%s\nvitess.mysql=127.0.0.1:%s\nvitess.vtctld=127.0.0.1:%s\n' "$VTGATE_GRPC" "$VTGATE_MYSQL" "$VTCTLD_GRPC"; }
status() { for name in $(names); do is_alive "$(pid_file "$name")" && echo "$name up ($(cat "$(pid_file "$name")"))" || echo "$name down"; done; }
down() {
  for name in $(names); do signal TERM "$name" || signal KILL "$name"; done
  echo "cluster on PORT_BASE $PORT_BASE is down"
}

verb=${1:-help}
[ $# = 0 ] || shift
case $verb in
  up) if [ $# -lt 2 ]; then up "${1:-commerce}" -80 80-; else up "$@"; fi ;;
  add) add "$@" ;;
  replica) replica "$@" ;;
  reshard) reshard "$@" ;;
  kill) signal KILL "$1" ;;
  stop) signal TERM "$1" ;;
  start) start "$1" ;;
  crash) crash "$1" ;;
  restart) signal TERM "$1"; start "$1" ;;
  sql) sql "${@:-commerce}" ;;
  ctl) ctl "$@" ;;
  env) environment ;;
  status) status ;;
  down) down ;;
  *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; [ "$verb" = help ] || exit 2 ;;
esac
