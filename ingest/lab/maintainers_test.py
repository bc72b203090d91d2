#!/usr/bin/env python3
"""Trino and Spark compact, expire and clean the tables that a sync writes, at random and at once. Is the lake equal, or does the sync tell what came back?

    maintainers_test.py [--rounds 40] [--deletes equality|position] [--seed N]

Writers change the source all the time, the sync maintains its tables as well. It commits every second, but every ten with deletes by position: each of these refuses
whatever rewrites the same file meanwhile, so that compactions of others would never get through. A round is one statement, on a random table:

    Trino    optimize, optimize_manifests, expire_snapshots, remove_orphan_files (of files older than an hour: the sync's own are younger)
    Spark    rewrite_data_files, rewrite_position_delete_files, rewrite_manifests, expire_snapshots(retain_last => 1)

They may lose a race for a commit, which is their own affair and is counted. After every ten rounds writers pause and all tables are compared with MySQL. They must be
equal but for one case: a compaction that began before a checkpoint with deletes and was committed after it may bring deleted rows back, in any version of Iceberg; then
`status` must name that table, and `vitesslake recopy` must make it equal. The sync itself must never end. Wants a cluster: cluster.sh up commerce -80 80-
"""
import json
import random
import sys
import time
from collections import Counter

from harness import TABLES, Failure, Lab, arguments
from service import Service, await_source
from trino import Trino

BETWEEN_CHECKS = 10
INTERVALS = {"equality": "1s", "position": "10s"}
IDLE_INTERVAL = "10s"
TRINO = {
    "optimize": "alter table {table} execute optimize(file_size_threshold => '128MB')",
    "optimize_manifests": "alter table {table} execute optimize_manifests",
    "expire_snapshots": "alter table {table} execute expire_snapshots(retention_threshold => '0s')",
    "remove_orphan_files": "alter table {table} execute remove_orphan_files(retention_threshold => '1h')",
}
SPARK = {
    "rewrite_data_files": "options => map('rewrite-all', 'true')",
    "rewrite_position_delete_files": "options => map('rewrite-all', 'true')",
    "rewrite_manifests": "use_caching => false",
    "expire_snapshots": "older_than => timestamp '{now}', retain_last => 1",
}
CATALOG = """\
connector.name=iceberg
iceberg.catalog.type=jdbc
iceberg.jdbc-catalog.catalog-name=lake
iceberg.jdbc-catalog.driver-class=org.sqlite.JDBC
iceberg.jdbc-catalog.connection-url=jdbc:sqlite:{directory}/lake.db?busy_timeout=60000
iceberg.jdbc-catalog.default-warehouse-dir=file://{directory}/warehouse
iceberg.expire-snapshots.min-retention=0s
iceberg.remove-orphan-files.min-retention=0s
fs.hadoop.enabled=true
"""


class Maintainers:
    """The two engines. Each method runs one statement."""

    def __init__(self, lab, trino):
        self.lab, self.trino, self.rng = lab, trino, random.Random(lab.args.seed)
        self.counts, self.refused = Counter(), Counter()

    def round(self):
        engine = self.rng.choice(("trino", "spark"))
        name, table = self.rng.choice(list(TRINO if engine == "trino" else SPARK)), self.rng.choice(TABLES)
        began, said = time.monotonic(), ""
        try:
            (self.in_trino if engine == "trino" else self.in_spark)(name, table)
        except Exception as error:  # PySpark has one class for each kind, and wraps those of Iceberg
            said = f", which it could not: {str(error).splitlines()[0][:160]}"
            self.refused[f"{engine} {name}"] += 1
        self.counts[f"{engine} {name}"] += 1
        print(f"{time.strftime('%T')} {engine} {name} of {table}{said}, {time.monotonic() - began:.1f} s", flush=True)

    def in_trino(self, name, table):
        self.trino.query(TRINO[name].format(table=f"lake.commerce.{table}"))

    def in_spark(self, name, table):
        lake = self.lab.checker.lake
        now = lake.sql("select current_timestamp()").first()[0]
        options = SPARK[name].format(now=f"{now:%Y-%m-%d %H:%M:%S.%f}")
        lake.sql(f"call {lake.name}.system.{name}(table => '{lake.namespace}.{table}', {options})").collect()

    def expect_something_done(self):
        if never := sorted(name for name, count in self.counts.items() if count > 2 and self.refused[name] == count):
            raise Failure(f"never done: {', '.join(never)}")


class Checks:
    """The comparisons, and the tables in which deleted rows came back."""

    def __init__(self, lab, service):
        self.lab, self.service, self.done, self.returned = lab, service, 0, Counter()

    def __call__(self, what):
        self.lab.writers.pause()
        try:
            found = self.compared()
            self.done += len(found)
            for one in [one for one in found if not one.equal]:
                self.repair(one)
            print(f"{time.strftime('%T')} ok   {what}: {', '.join(f'{one.table}={one.rows}' for one in found)}", flush=True)
        finally:
            self.lab.writers.resume()

    def compared(self):
        await_source(self.lab, self.service, self.lab.positions())
        return [self.lab.checker.compare(table) for table in self.lab.tables]

    def repair(self, one):
        """Only rows that are in the lake alone, and told of, are what Iceberg's own loss explains."""
        _, page = self.lab.command("status", "--config", self.lab.config, "--json")
        told = next(table for table in json.loads(page) if table["table"] == one.table).get("foreign_changes", [])
        if not told or one.lost or one.wrong:
            raise Failure(f"differs, and status tells of {told}:\n{one}")
        self.returned[one.table] += 1
        print(f"     deleted rows of {one.table} came back, which status tells: {json.dumps(told)[:300]}", flush=True)
        self.lab.command("recopy", one.table, "--config", self.lab.config)
        known = set(self.lab.metadata(one.table).snapshots)
        self.lab.until(f"the new copy of {one.table}", lambda: self.copied_anew(one.table, known), self.service.process, 300)
        again = [other for other in self.compared() if not other.equal]
        if again:
            raise Failure("after a new copy:\n" + "\n".join(map(str, again)))

    def copied_anew(self, table, known):
        _, page = self.lab.command("status", "--config", self.lab.config, "--json")
        told = next(of for of in json.loads(page) if of["table"] == table)
        return told["state"] == "running" and not told.get("foreign_changes") and not known >= set(self.lab.metadata(table).snapshots)


def run(service, maintainers, checks, rounds):
    checks("the first copy")
    for done in range(1, rounds + 1):
        maintainers.round()
        service.check()
        if done % BETWEEN_CHECKS == 0 or done == rounds:
            checks(f"equal after {done} rounds")
    maintainers.expect_something_done()
    if service.codes:
        raise Failure(f"the sync ended: {dict(service.codes)}")
    service.stop()


def main():
    parser = arguments(__doc__, rows=30000)
    parser.set_defaults(rate=40, clients=4)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--deletes", choices=INTERVALS, default="equality")
    args = parser.parse_args()
    print(f"seed {args.seed}, {args.rounds} rounds, deletes by {args.deletes}", flush=True)
    lab = Lab(args, idle_interval=IDLE_INTERVAL, settings=f"table-defaults: {{deletes: {args.deletes}}}")
    lab.config = lab.configure("config.yaml", INTERVALS[args.deletes])
    trino = Trino(lab.dir / "trino", CATALOG.format(directory=lab.dir))
    maintainers, service = Maintainers(lab, trino), Service(lab)
    checks = Checks(lab, service)
    well = service.under(lambda: run(service, maintainers, checks, args.rounds), trino)
    print("done (of these refused): " + ", ".join(f"{name} {count} ({maintainers.refused[name]})" for name, count in sorted(maintainers.counts.items())))
    print(f"maintainers test: {checks.done} comparisons, {sum(checks.returned.values())} times deleted rows came back and were told of, seed={args.seed}: "
          f"{'all claims hold' if well else 'FAILED'}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
