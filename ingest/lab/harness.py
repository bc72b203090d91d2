"""What the tests share: one lake, `vitesslake` as a process, writers on the source, the checker."""
import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote, urlparse

import pymysql

import workload
from compare import LAB_DIR, Checker

ROOT = Path(__file__).resolve().parents[2]
VITESSLAKE = os.environ.get("VITESSLAKE", str(ROOT / "vitesslake"))
TABLES = workload.TABLES
DONE, FENCED = 0, 5  # exit codes of vitesslake


def arguments(description, **defaults):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vtgate", default="127.0.0.1:15991", help="gRPC")
    parser.add_argument("--mysql", default="127.0.0.1:15306")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10 ** 9))
    parser.add_argument("--rows", "--orders", type=int, default=defaults.get("rows", 60000), help="of orders; loaded if the tables are empty")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rate", type=float, default=300, help="changes a second of all clients together")
    parser.add_argument("--max-rate", type=int, help="rows a second that a copy reads (default: each test its own; 0: as fast as it can)")
    parser.add_argument("--dir", help="where lake and logs go (default: a new directory, removed when all is well)")
    return parser


def copy_in(seconds, args):
    """Configuration that makes the copy of orders last about that long, so that it can be hit; `--max-rate` overrides it."""
    rate = max(1000, int(args.rows / seconds)) if args.max_rate is None else args.max_rate
    return f"copy: {{max-rows-per-second: {rate}}}" if rate else ""


class Failure(Exception):
    """An expectation that did not hold: the text says which."""


class TooLate(Failure):
    """What was to be hit was over already, as may happen on a slow machine: it says nothing about the writer."""


def until_hit(attempt, tries=3):
    """The result of the first attempt that is not too late."""
    for left in reversed(range(tries)):
        try:
            return attempt()
        except TooLate as missed:
            if not left:
                raise
            print(f"     {missed}; once more", flush=True)
    return None


class Metadata:
    """One table's metadata file: what every engine reads first."""

    def __init__(self, text):
        self.content = json.loads(text)
        self.snapshots = {snapshot["snapshot-id"]: snapshot for snapshot in self.content.get("snapshots", ())}

    def head(self, ref="main"):
        """The newest snapshot of a branch or tag, or None."""
        return self.content.get("refs", {}).get(ref, {}).get("snapshot-id")

    def summary(self, snapshot):
        return self.snapshots[snapshot]["summary"] if snapshot in self.snapshots else {}

    def ancestors(self, snapshot):
        """The snapshot itself, then its parent, and so on, as far as they are left."""
        while snapshot in self.snapshots:
            yield snapshot
            snapshot = self.snapshots[snapshot].get("parent-snapshot-id")

    def was_main(self):
        """Every snapshot that readers of main were ever given, in order."""
        return [entry["snapshot-id"] for entry in self.content.get("snapshot-log", ())]

    def checkpoint(self, ref="main"):
        """Summary of the newest checkpoint of a branch; maintenance and rewrites of others may lie on top of it."""
        summaries = (self.summary(snapshot) for snapshot in self.ancestors(self.head(ref)))
        return next((summary for summary in summaries if "vitess.checkpoint-id" in summary), {})

    def state(self, ref="main"):
        """What the cursor there says: copying, running, stopped; empty without one."""
        return json.loads(self.checkpoint(ref).get("vitess.state", "{}")).get("state", "")

    def rows(self, ref="main"):
        """As the writer counts them, else data rows without regard to deletes."""
        return int(self.checkpoint(ref).get("vitess.rows", self.summary(self.head(ref)).get("total-records", 0)))

    def positions(self, ref="main"):
        """{shard: (its GTID, does the copy of it still lack rows?)}"""
        vgtid = json.loads(self.checkpoint(ref).get("vitess.vgtid", "{}"))
        return {one["shard"]: (one.get("gtid", ""), bool(one.get("table_p_ks"))) for one in vgtid.get("shard_gtids", ())}


class Lab:
    """One configuration, its lake, and the writers on the source."""

    def __init__(self, args, tables=None, settings="", source="", memory="512MiB", idle_interval="1h", store=None, written=None):
        """`store` makes an ObjectStore of a directory, in place of which the lake lies there; `written` are the tables that writers change, all by default."""
        self.args = args
        self.tables = tables or TABLES
        self.settings, self.source = settings, source  # lines, and options of source, for the configuration
        self.memory, self.idle_interval = memory, idle_interval
        self.rng = random.Random(args.seed)
        self.dir = Path(args.dir or tempfile.mkdtemp(prefix="vitesslake-")).resolve()
        self.dir.mkdir(parents=True, exist_ok=True)
        self.store = store(self.dir) if store else None
        self.files = self.store.directory if store else self.dir / "warehouse"
        self.config = self.configure("config.yaml", "1s")
        self.processes = []
        if self.command("--version")[0] != DONE:  # builds, on first use
            sys.exit(f"{VITESSLAKE} does not run; see {self.dir}/commands.log")
        self.fill()
        self.checker = Checker.of(self.configure("checker.yaml", "1s", straight=True), args.mysql)
        host, port = args.mysql.rsplit(":", 1)
        words = ["run", "--host", host, "--port", port, "--seed", str(args.seed), "--clients", str(args.clients), "--rate", str(args.rate)]
        words += ["--tables", *([table for table in written or self.tables if table in TABLES] or TABLES)]
        self.writers = workload.Workload(workload.arguments(words))

    def configure(self, name, interval, straight=False):
        """`straight`: past the proxy before the store, if there is one."""
        names = ", ".join(f'"{table}"' for table in self.tables)
        warehouse = self.store.warehouse if self.store else self.files
        properties = f", properties: {json.dumps(self.store.properties(straight))}" if self.store else ""
        text = f"""\
source: {{vtgate: "{self.args.vtgate}", keyspace: commerce, tables: [{names}]{', ' if self.source else ''}{self.source}}}
catalog: {{name: lake, type: jdbc, uri: "jdbc:sqlite:{self.dir}/lake.db", warehouse: "{warehouse}", namespace: commerce{properties}}}
checkpoint: {{interval: {interval}, idle-interval: {self.idle_interval}}}
memory: {self.memory}
{self.settings}
"""
        (self.dir / name).write_text(text, encoding="utf-8")
        return str(self.dir / name)

    def connect(self):
        host, port = self.args.mysql.rsplit(":", 1)
        return pymysql.connect(host=host, port=int(port), user="root", database="commerce", charset="utf8mb4", autocommit=True)

    def query(self, statement):
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    def beside(self, shard):
        """To the MySQL of the shard's primary, past Vitess."""
        alias = next(row[5] for row in self.query("show vitess_tablets") if row[2] == shard and row[3] == "PRIMARY")
        port_base = int(self.args.vtgate.rsplit(":", 1)[1]) - 991
        socket = f"{LAB_DIR}/run-{port_base}/vt_{alias.rsplit('-', 1)[1]}/mysql.sock"
        return pymysql.connect(unix_socket=socket, user="root", database="vt_commerce", charset="utf8mb4", autocommit=True)

    def positions(self):
        """{shard: the GTIDs that it has executed}"""
        return {shard: gtids for _, gtids, shard in self.query("show global gtid_executed")}

    def cluster(self, *words):
        """cluster.sh, for the cluster that `--vtgate` names."""
        port_base = int(self.args.vtgate.rsplit(":", 1)[1]) - 991
        done = subprocess.run([ROOT / "ingest/lab/cluster.sh", *words], capture_output=True, text=True, timeout=300, check=False,
                              env={**os.environ, "PORT_BASE": str(port_base)})
        if done.returncode:
            raise Failure(f"cluster.sh {' '.join(words)[:200]} ended with {done.returncode}: {done.stderr or done.stdout}")
        return done.stdout

    def fill(self):
        host, port = self.args.mysql.rsplit(":", 1)
        if not self.query("select 1 from customer limit 1"):
            workload.load(workload.arguments(["load", "--host", host, "--port", port, "--seed", "1", "--orders", str(self.args.rows)]))

    def resize_orders(self):
        """To about `--rows`, before writers start: another number is thrown away. Returns how many there are."""
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute("select count(*) from orders")
            if not 0.9 * self.args.rows <= (count := cursor.fetchone()[0]) <= 1.2 * self.args.rows:
                print(f"orders has {count} rows: loading {self.args.rows}", flush=True)
                cursor.execute("truncate table orders")
                workload.load_orders(cursor, "commerce", self.args.rows, 5000)
                self.writers.orders = self.args.rows  # the ids they draw from
            cursor.execute("select count(*) from orders")
            return cursor.fetchone()[0]

    def create_tables(self, names):
        """Tables (id, n, v), sharded by id. VTGate knows how before they are there, as an operator would have it who adds a table to a mirrored keyspace."""
        if not names:
            return
        vschema = json.loads(self.cluster("ctl", "GetVSchema", "commerce"))
        vschema["tables"].update({name: {"column_vindexes": [{"column": "id", "name": "hash"}]} for name in names})
        self.cluster("ctl", "ApplyVSchema", "--vschema", json.dumps(vschema), "commerce")
        statements = "; ".join(f"create table {name} (id bigint not null primary key, n int, v varchar(100)) default charset=utf8mb4" for name in names)
        self.cluster("ctl", "ApplySchema", "--batch-size", "50", "--sql", statements, "commerce")
        deadline = time.monotonic() + 60
        while True:
            try:
                return self.query(f"select count(*) from {names[-1]}")
            except pymysql.err.Error:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

    def command(self, *words, timeout=900):
        """Runs one command to its end: (exit code, output)."""
        done = subprocess.run([VITESSLAKE, *words], capture_output=True, text=True, timeout=timeout, cwd=ROOT, check=False)
        with open(self.dir / "commands.log", "a", encoding="utf-8") as log:
            log.write(f"$ vitesslake {' '.join(words)}\n{done.stdout}{done.stderr}exit {done.returncode}\n")
        return done.returncode, done.stdout

    def sync(self, config=None, once=False):
        """A writer in a process group of its own, so that a kill takes launcher and JVM together."""
        log = open(self.dir / f"sync-{len(self.processes)}.log", "wb")
        process = subprocess.Popen([VITESSLAKE, "sync", "--config", config or self.config, *(["--once"] if once else [])], stdout=log, stderr=subprocess.STDOUT,
                                   cwd=ROOT, start_new_session=True)
        process.log, process.began = Path(log.name), time.monotonic()
        log.close()
        self.processes.append(process)
        return process

    def timed_catch_up(self):
        began = time.monotonic()
        self.catch_up()
        return time.monotonic() - began

    def catch_up(self):
        code, _ = self.command("sync", "--config", self.config, "--once")
        if code != DONE:
            raise Failure(f"sync --once ended with {code}; see {self.dir}/commands.log")

    def states(self):
        """{table: state} as status tells from the lake; empty while there is no table yet."""
        code, output = self.command("status", "--config", self.config, "--json")
        try:
            return {table["table"]: table["state"] for table in json.loads(output)}
        except (ValueError, KeyError, TypeError) as error:
            raise Failure(f"status --json ended with {code} and said {output[:200]!r}") from error

    def path(self, location):
        """Of a file of the lake, by the name that it has there."""
        return self.store.path(location) if self.store else Path(unquote(urlparse(location).path))

    def metadata(self, table):
        """As the catalog points to it now, read without any engine and in milliseconds; of no snapshots while there is no table."""
        for _ in range(10):
            try:
                catalog = sqlite3.connect(f"file:{self.dir}/lake.db?mode=ro", uri=True, timeout=10)
                found = catalog.execute("select metadata_location from iceberg_tables where table_namespace = 'commerce' and table_name = ?", (table,)).fetchone()
                catalog.close()
                return Metadata(self.path(found[0]).read_text(encoding="utf-8") if found else "{}")
            except sqlite3.OperationalError:
                return Metadata("{}")  # no catalog yet
            except FileNotFoundError:
                continue  # replaced meanwhile, and removed
        raise Failure(f"the catalog points to no readable metadata of {table}")

    def compare(self):
        """All tables, writers paused, after the writer has caught up."""
        self.writers.pause()
        try:
            return self.timed_catch_up(), [self.checker.compare(table) for table in self.tables]
        finally:
            self.writers.resume()

    def expect_equal(self, after):
        caught_up, found = self.compare()
        if not all(one.equal for one in found):
            raise Failure(f"after {after}:\n" + "\n".join(map(str, found)))
        print(f"ok   equal after {after} (once {caught_up:.1f} s; {', '.join(f'{one.table}={one.rows}' for one in found)})", flush=True)

    def forget_lake(self):
        lake = self.checker.lake
        for table in self.tables:
            lake.sql(f"drop table if exists {lake.table(table)}")
        shutil.rmtree(self.files, ignore_errors=True)

    def orphans(self, remove=False):
        """{table: files that no snapshot shows}, as Spark finds (and removes) them, after all files were given an age at which it dares to. While nobody writes."""
        old = time.time() - 4 * 24 * 3600
        for file in self.files.rglob("*"):
            if file.is_file():
                os.utime(file, (old, old))
        lake, listing = self.checker.lake, ", prefix_listing => true" if self.store else ""
        return {table: [row[0] for row in lake.sql(f"call {lake.name}.system.remove_orphan_files(table => '{lake.namespace}.{table}', "
                                                   f"dry_run => {'false' if remove else 'true'}{listing})").collect()] for table in self.tables}

    def snapshots(self, table):
        """[(snapshot id, its summary)] from the oldest ancestor that is left to the current one; [] while there is no table."""
        metadata = self.metadata(table)
        return [(snapshot, metadata.summary(snapshot)) for snapshot in reversed(list(metadata.ancestors(metadata.head())))]

    def checkpoints(self, table):
        return [snapshot for snapshot, summary in self.snapshots(table) if "vitess.vgtid" in summary]

    def await_checkpoint(self, table, known, process, seconds=180):
        """Until a checkpoint that is not among `known` is there; the process must live on."""
        return self.until(f"a new checkpoint of {table}", lambda: [c for c in self.checkpoints(table) if c not in known], process, seconds)

    def await_running(self, process):
        """Until every table is copied and follows the source."""
        self.until("all tables to run", lambda: list(self.states().values()) == ["running"] * len(self.tables), process)

    @staticmethod
    def until(what, condition, process, seconds=180):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = condition()
            if found:
                return found
            if process.poll() is not None:
                raise Failure(f"sync ended with {process.returncode} while waiting for {what}; see {process.log}")
            time.sleep(0.5)
        raise Failure(f"{what} did not come within {seconds} s; see {process.log}")

    def stop(self, process):
        """SIGTERM to the JVM, which the launcher has become by exec."""
        process.terminate()
        if process.wait(timeout=120) != DONE:
            raise Failure(f"sync ended with {process.returncode} after SIGTERM; see {process.log}")

    @staticmethod
    def kill(process):
        if process.poll() is None:  # else it had ended by itself, the caller looks at the exit code, and its id may be another's
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait()

    def close(self, well):
        self.writers.stop()
        for process in self.processes:
            self.kill(process)
        self.checker.lake.spark.stop()
        if self.store:
            self.store.close()
        if well and not self.args.dir:
            shutil.rmtree(self.dir)
        else:
            print(f"lake and logs are in {self.dir}")
