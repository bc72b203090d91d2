#!/usr/bin/env python3
"""Does one transaction of millions of changes, or one row of many MiB, go through a small memory as one snapshot?

    huge_transaction_test.py [--rows 1000000] [--changes 5000000] [--memory 512MiB]

Wants a cluster of one unsharded keyspace, so that one transaction can be that large, with messages raised beyond MySQL's largest packet:

    flags="--grpc-max-message-size 134217728"
    TABLET_FLAGS="$flags" VTGATE_FLAGS="$flags" cluster.sh up commerce 0

While a sync runs, one transaction inserts and updates rows until it has that many changes: no snapshot may show a part of it, and the process's peak of
resident memory must stay within 1.2 times `memory`. Then a row of 24 MiB is inserted and updated (48 MiB in one message). Then the same with a source.max-message
too small for it: the sync must say so and name the option, and go on once it is raised. At last the sync is away while much happens, and comes back.
All tables are compared with MySQL in between. Exit code 0 when all of it is so.
"""
import sys
import time
from pathlib import Path

from harness import Failure, Lab, arguments

MIB = 1 << 20
BIG, DOCUMENTS = "big", "documents"
LARGEST_SHARE = 1.2


class Memory:
    """Peak of resident memory, as Linux counts it."""

    def __init__(self, limit):
        self.limit, self.peak = limit * MIB, 0

    def look(self, process):
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        self.peak = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) * 1024
        return self.peak

    def expect_bounded(self, process, after):
        share = self.look(process) / self.limit
        print(f"     peak RSS {self.peak // MIB} MiB, {share:.2f} of memory, after {after}", flush=True)
        if share > LARGEST_SHARE:
            raise Failure(f"RSS reached {self.peak // MIB} MiB, more than {LARGEST_SHARE} times {self.limit // MIB} MiB, after {after}")


class Bare(Lab):
    def fill(self):
        """The lab's own tables are not of interest."""


class Test:
    def __init__(self, lab, args, memory):
        self.lab, self.args, self.memory = lab, args, memory

    def primary(self):
        return self.lab.beside("0")

    def fill(self):
        with self.primary() as connection, connection.cursor() as cursor:
            cursor.execute(f"create table {BIG} (id bigint not null primary key, n int, v varchar(100)) default charset=utf8mb4")
            cursor.execute(f"create table {DOCUMENTS} (id bigint not null primary key, n int, body longblob) default charset=utf8mb4")
            cursor.execute(f"insert into {DOCUMENTS} values (1, 1, 'small')")
            self.grow(cursor, self.args.rows)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:  # until vtgate knows the tables
            try:
                return self.lab.query(f"select 1 from {BIG}, {DOCUMENTS} limit 1")
            except Exception:  # PyMySQL's class for it differs by version
                time.sleep(0.5)
        raise Failure(f"vtgate does not serve {BIG} and {DOCUMENTS}")

    @staticmethod
    def grow(cursor, rows):
        """By inserting what is there once more, until there are that many."""
        cursor.execute(f"select count(*), coalesce(max(id), 0) from {BIG}")
        count, last = cursor.fetchone()
        if not count:
            cursor.execute(f"insert into {BIG} values (1, 0, concat('row ', repeat('x', 60)))")
            count = last = 1
        while count < rows:
            added = cursor.execute(f"insert into {BIG} select id + {last}, n, concat(left(v, 64), id) from {BIG} order by id limit {rows - count}")
            count, last = count + added, last + count
        return count

    def one_transaction(self):
        """(changes, rows afterwards)"""
        with self.primary() as connection, connection.cursor() as cursor:
            cursor.execute("begin")
            cursor.execute(f"select count(*) from {BIG}")
            before = cursor.fetchone()[0]
            rows = self.grow(cursor, (self.args.changes + before) // 2)
            updated = cursor.execute(f"update {BIG} set n = n + 1")
            changes = rows - before + updated
            while changes < self.args.changes:
                changes += cursor.execute(f"update {BIG} set n = n + 1 limit {self.args.changes - changes}")
            cursor.execute("commit")
        return changes, rows

    def expect_equal(self, what, process):
        for table in (BIG, DOCUMENTS):
            self.lab.until(f"{table} is at the source's position", lambda table=table: self.caught_up(table), process, 600)
        found = self.lab.checker.compare(BIG)
        if not found.equal:
            raise Failure(f"after {what}:\n{found}")
        source, lake = self.digests()
        if source != lake:
            raise Failure(f"after {what} {DOCUMENTS} differs: {source} in MySQL, {lake} in the lake")
        print(f"ok   equal after {what} ({BIG}={found.rows}, {DOCUMENTS}={len(source)})", flush=True)

    def digests(self):
        """Of rows too large for the checker's client, in MySQL and in the lake."""
        columns = "id, n, length(body), sha2(body, 256)"
        with self.primary() as connection, connection.cursor() as cursor:
            cursor.execute(f"select {columns} from {DOCUMENTS} order by id")
            source = [tuple(row) for row in cursor.fetchall()]
        lake = self.lab.checker.lake
        return source, [tuple(row) for row in lake.sql(f"select {columns} from {lake.table(DOCUMENTS)} order by id").collect()]

    def caught_up(self, table):
        """Tables of no change are saved every few seconds here."""
        have, want = self.lab.metadata(table).positions().get("0", ("", True))[0], self.lab.positions()["0"]
        return have.removeprefix("MySQL56/") == want.removeprefix("MySQL56/")

    def huge_transaction(self, process):
        known = set(self.lab.metadata(BIG).snapshots)  # the copy came in parts
        began = time.monotonic()
        changes, rows = self.one_transaction()
        committed = time.monotonic()
        print(f"     {changes:,} changes in one transaction, {committed - began:.0f} s in MySQL", flush=True)
        self.expect_equal(f"a transaction of {changes:,} changes", process)
        print(f"     in the lake, and compared, {time.monotonic() - committed:.0f} s after its commit", flush=True)
        metadata = self.lab.metadata(BIG)
        changed = [s for s in metadata.ancestors(metadata.head()) if s not in known and int(metadata.summary(s).get("vitess.inserted", 0))]
        shown = {int(metadata.summary(s)["vitess.rows"]) for s in metadata.was_main() if "vitess.rows" in metadata.summary(s) and s not in known}
        if len(changed) != 1 or not shown <= {self.args.rows, rows}:
            raise Failure(f"{len(changed)} snapshots show rows of one transaction, with {sorted(shown)} rows, expected {self.args.rows} and {rows}")
        print(f"ok   one snapshot shows all of it: {metadata.summary(changed[0])['vitess.inserted']} inserted, "
              f"{metadata.summary(changed[0])['vitess.updated']} updated", flush=True)
        self.memory.expect_bounded(process, "it")

    def large_row(self, statement, mib=24):
        with self.primary() as connection, connection.cursor() as cursor:
            cursor.execute(statement, (mib * MIB,))


def main():
    parser = arguments(__doc__, rows=1_000_000)
    parser.add_argument("--changes", type=int, default=5_000_000, help="of the one transaction")
    parser.add_argument("--memory", type=int, default=512, help="MiB")
    args = parser.parse_args()
    lab = Bare(args, tables=[BIG, DOCUMENTS], memory=f"{args.memory}MiB", idle_interval="3s", source="max-message: 128MiB")
    lab.source = "max-message: 20MiB"
    small = lab.configure("small.yaml", "1s")
    well = False
    memory = Memory(args.memory)
    test = Test(lab, args, memory)
    try:
        test.fill()
        process = lab.sync()
        lab.await_running(process)
        memory.expect_bounded(process, f"the copy of {args.rows:,} rows")
        test.huge_transaction(process)
        test.large_row(f"insert into {DOCUMENTS} values (2, 1, repeat('a', %s))")
        test.large_row(f"update {DOCUMENTS} set n = 2, body = repeat('b', %s) where id = 2")
        test.expect_equal("a row of 24 MiB was inserted and updated", process)
        memory.expect_bounded(process, "it")
        lab.stop(process)
        process = lab.sync(small)
        test.large_row(f"update {DOCUMENTS} set n = 3, body = repeat('c', %s) where id = 2")
        lab.until(f"{DOCUMENTS} is stopped", lambda: lab.states().get(DOCUMENTS) == "stopped", process)
        code, output = lab.command("status", "--config", small)
        if "source.max-message" not in output:
            raise Failure(f"status names no option to raise ({code}):\n{output}")
        print("ok   a message beyond source.max-message stops its table and names the option", flush=True)
        lab.kill(process)
        with test.primary() as connection, connection.cursor() as cursor:
            for _ in range(20):
                cursor.execute(f"update {BIG} set n = n + 1 where id % 10 = 0")
        process = lab.sync()
        test.expect_equal("the option was raised, and a gap", process)
        memory.expect_bounded(process, "it")
        lab.stop(process)
        well = True
    except Failure as unmet:
        print(f"FAILED: {unmet}", flush=True)
    finally:
        lab.close(well)
    print(f"{'within memory, one snapshot each' if well else 'FAILED'}; seed={args.seed}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
