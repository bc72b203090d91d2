#!/usr/bin/env python3
"""Tables are added to a running sync, copied again, and left out, while writers change them. What does a reader see meanwhile?

    recopy_test.py [--orders 100000] [--seed N]

1. orders is mirrored; customer is added to the configuration, by SIGTERM and a start; then a table that is made at the source, and matches a pattern, by itself.
2. `vitesslake recopy orders`, and in the middle of it kill -9: the copy goes on from the branch where it was.
   A reader asks Spark every 2 s for the number of orders and the first and the last customer in them: it never sees a partial table. Nor could any other
   reader: the log of snapshots that main ever pointed to holds complete ones only.
3. customer is left out of the configuration: orders goes on, and the lake table of customer keeps its snapshot.
All that is mirrored is compared with MySQL after each step.
"""
import sys
import threading
import time

from harness import Failure, Lab, arguments, copy_in

BRANCH = "vitesslake-recopy"
BETWEEN_POLLS = 2


class Reader(threading.Thread):
    """What a query sees of orders, again and again."""

    def __init__(self, lab):
        super().__init__(name="reader", daemon=True)
        self.lab, self.stopping, self.seen, self.error = lab, threading.Event(), [], ""
        self.question = f"select count(*), min(customer_id), max(customer_id) from {lab.checker.lake.table('orders')}"

    def run(self):
        while not self.stopping.wait(BETWEEN_POLLS):
            try:
                self.seen.append(tuple(self.lab.checker.lake.sql(self.question).first()))
            except Exception as error:  # a reader that fails has seen something that it should not have
                self.error = str(error).splitlines()[0]
                return

    def finish(self):
        self.stopping.set()
        self.join()
        if self.error:
            raise Failure(f"a reader failed after {len(self.seen)} queries: {self.error}")
        return self.seen


def follow(lab, tables, name):
    """The configuration says so from now on; returns the writer that follows it."""
    lab.tables = tables
    lab.config = lab.configure(name, "1s")
    return lab.sync()


def await_running(lab, table, process):
    began = time.monotonic()
    lab.until(f"{table} to be copied", lambda: lab.metadata(table).state() == "running", process, seconds=600)
    print(f"ok   {table} is running, {lab.metadata(table).rows()} rows, after {time.monotonic() - began:.1f} s", flush=True)


def stop_and_compare(lab, process, after, tables):
    lab.stop(process)
    patterns, lab.tables = lab.tables, tables
    try:
        lab.expect_equal(after)
    finally:
        lab.tables = patterns


def added_tables(lab, extra):
    process = follow(lab, ["orders"], "one.yaml")
    await_running(lab, "orders", process)
    lab.stop(process)
    process = follow(lab, ["orders", "customer", "extra_*"], "config.yaml")
    await_running(lab, "customer", process)
    lab.create_tables([extra])
    lab.query(f"insert into {extra} (id, n, v) values " + ", ".join(f"({n}, {n % 7}, 'v{n}')" for n in range(1000)))
    await_running(lab, extra, process)
    lab.query(f"update {extra} set n = n + 1 where id < 100")
    stop_and_compare(lab, process, "tables were added", ["orders", "customer", extra])


def data_files(lab):
    return {row[0] for row in lab.checker.lake.sql(f"select file_path from {lab.checker.lake.table('orders')}.data_files").collect()}


def recopy(lab):
    """The command, the kill, the swap; returns the writer that runs."""
    process = lab.sync()
    lab.await_checkpoint("orders", lab.checkpoints("orders"), process)
    old_files = data_files(lab)
    code, output = lab.command("recopy", "--config", lab.config, "orders")
    if code != 0:
        raise Failure(f"recopy ended with {code}: {output}")
    rows = lab.query("select count(*) from orders")[0][0]

    def in_the_middle():
        metadata = lab.metadata("orders")
        return metadata if metadata.head(BRANCH) and 0.1 * rows < metadata.rows(BRANCH) < 0.8 * rows else None
    before = lab.until("the middle of the copy on the branch", in_the_middle, process, seconds=300)
    lab.kill(process)
    before = lab.metadata("orders")
    if not (left := before.head(BRANCH)):
        raise Failure("the kill came too late: the branch was gone")
    process = lab.sync()

    def swapped():
        metadata = lab.metadata("orders")
        return metadata if left in metadata.ancestors(metadata.head()) else None
    after = lab.until("main to be what was copied", swapped, process, seconds=600)
    if kept := old_files & data_files(lab):
        raise Failure(f"{len(kept)} data files were not copied again")
    if after.head(BRANCH):
        raise Failure(f"the branch {BRANCH} is left over")
    print(f"ok   orders was copied again: killed at {before.rows(BRANCH)} of about {rows} rows, the copy went on from that snapshot, "
          f"and none of {len(old_files)} old data files is left", flush=True)
    return process


def expect_whole_tables(lab, began_with, seen, rows, customers):
    """Of what a query saw, and of all that main ever pointed to."""
    log = lab.metadata("orders")
    shown = log.was_main()
    states = [log.summary(snapshot) for snapshot in shown[shown.index(began_with):]]
    states = [state for state in states if "vitess.maintenance" not in state]  # which shows the rows of the one before
    counts = [int(state["vitess.rows"]) for state in states if "vitess.rows" in state] + [count for count, _, _ in seen]
    if partial := [one for one in seen if not (one[0] > 0.95 * rows and one[1] < 0.02 * customers and one[2] > 0.98 * customers)]:
        raise Failure(f"a reader saw a partial table {len(partial)} times, first {partial[0]}")
    if min(counts) < 0.95 * rows or (bad := [state for state in states if '"running"' not in state.get("vitess.state", "")]):
        raise Failure(f"main pointed to a partial table: {min(counts)} of {rows} rows, {bad[:1]}")
    print(f"ok   {len(seen)} queries and {len(states)} snapshots of main show {min(counts)} to {max(counts)} rows, never a partial table", flush=True)


def copied_again(lab, tables):
    reader = Reader(lab)
    began_with, rows = lab.metadata("orders").head(), lab.query("select count(*) from orders")[0][0]
    reader.start()
    try:
        process = recopy(lab)
        time.sleep(3)  # the reader goes on for a while
    finally:
        seen = reader.finish()
    rows = min(rows, lab.query("select count(*) from orders")[0][0])
    expect_whole_tables(lab, began_with, seen, rows, lab.query("select max(customer_id) from orders")[0][0])
    stop_and_compare(lab, process, "a re-copy with a kill in it", tables)


def left_out(lab):
    before = lab.metadata("customer").head()
    process = follow(lab, ["orders"], "one.yaml")
    lab.await_checkpoint("orders", lab.checkpoints("orders"), process)
    stop_and_compare(lab, process, "customer was left out", ["orders"])
    if lab.metadata("customer").head() != before:
        raise Failure("the lake table of customer has changed although it is not in the configuration")
    print("ok   the lake table that was left out is untouched", flush=True)


def main():
    parser = arguments(__doc__, rows=100000)
    args = parser.parse_args()
    print(f"seed {args.seed}", flush=True)
    lab = Lab(args, settings=copy_in(45, args), source="discovery-interval: 2s")
    extra, failure = f"extra_{args.seed}", ""
    lab.resize_orders()
    lab.writers.start()
    try:
        added_tables(lab, extra)
        copied_again(lab, ["orders", "customer", extra])
        left_out(lab)
    except Failure as unmet:
        failure = str(unmet)
        print(f"FAILED: {failure}", flush=True)
    finally:
        lab.close(not failure)
        lab.query(f"drop table if exists {extra}")
    print(f"recopy test: {'all claims hold' if not failure else 'FAILED'}, seed={args.seed}")
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
