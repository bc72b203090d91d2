#!/usr/bin/env python3
"""Others touch the same lake: a second writer, compactions with expiry, rollbacks, marks that are removed, rows that are inserted, a table that is dropped. Every case ends with a comparison of all rows.

    fence_test.py [--seed N] [CASE…]      cases: second-writer compaction rollback rollback-to-rewrite marks foreign-append dropped (default: all)
"""
import json
import sys
import time

from harness import FENCED, Failure, Lab, TooLate, arguments, until_hit


LAKE_FAILED = 4  # exit code of vitesslake


def second_writer(lab):
    """Two syncs of the same configuration: exactly one survives, the other exits 5."""
    first_started = lab.configure("first.yaml", "2s")
    second_started = lab.configure("second.yaml", "2s")
    for order in ((first_started, second_started), (second_started, first_started)):
        older = lab.sync(order[0])
        lab.await_checkpoint("orders", lab.checkpoints("orders"), older)
        newer = lab.sync(order[1])
        expect_one_survivor(lab, older, newer)
        lab.expect_equal("a second writer started while the first ran")
    lab.forget_lake()
    expect_one_survivor(lab, lab.sync(first_started), lab.sync(second_started))
    lab.expect_equal("two writers started at once on an empty lake")


def expect_one_survivor(lab, *processes):
    deadline = time.monotonic() + 180
    while not (ended := [p for p in processes if p.poll() is not None]):
        if time.monotonic() > deadline:
            raise Failure(f"both writers still run after 180 s; see {processes[0].log} and {processes[1].log}")
        time.sleep(0.2)
    survivor = next((p for p in processes if p is not ended[0]), None)
    lab.await_checkpoint("orders", lab.checkpoints("orders"), survivor)  # fails if it ends as well
    if ended[0].returncode != FENCED:
        raise Failure(f"the loser ended with {ended[0].returncode}, not {FENCED}; see {ended[0].log}")
    farewell = [line for line in ended[0].log.read_text(errors="replace").splitlines() if line.startswith("vitesslake:")] or ["it said nothing"]
    print(f"ok   the {'newer' if ended[0] is processes[0] else 'older'} writer survived; the other exited {FENCED}: {farewell[-1]}", flush=True)
    lab.stop(survivor)


def compaction(lab):
    """Two foreign rewrites and an expiry that keeps one snapshot, all between two checkpoints of a running writer: it goes on."""
    intervals = iter((60, 120, 240))
    until_hit(lambda: compacted_between_checkpoints(lab, next(intervals)))
    lab.expect_equal("a foreign compaction with expiry")


def compacted_between_checkpoints(lab, interval):
    lab.catch_up()
    lake = lab.checker.lake
    writer = lab.sync(lab.configure("slow.yaml", f"{interval}s"))
    lab.await_checkpoint("orders", lab.checkpoints("orders"), writer)
    before = lab.checkpoints("orders")
    for _ in range(2):
        rewrite(lake)
    expire(lake)
    if left := lab.checkpoints("orders"):
        lab.stop(writer)
        raise TooLate(f"checkpoints {left} came before the expiry, {interval} s apart (before: {before[-1:]})")
    lab.await_checkpoint("orders", before, writer)
    lab.stop(writer)
    print("ok   the writer went on after two rewrites and an expiry left no checkpoint among the ancestors", flush=True)


def rewrite(lake):
    lake.sql(f"call {lake.name}.system.rewrite_data_files(table => '{lake.namespace}.orders', options => map('rewrite-all', 'true'))").collect()


def expire(lake):
    now = lake.sql("select current_timestamp()").first()[0]
    lake.sql(f"call {lake.name}.system.expire_snapshots(table => '{lake.namespace}.orders', older_than => timestamp '{now:%Y-%m-%d %H:%M:%S.%f}', retain_last => 1)").collect()


def rollback(lab):
    """An operator rolls a table back, once with no writer and once under a running one: both continue from the older position."""
    writer = lab.sync()
    known = lab.checkpoints("orders")
    lab.until("four checkpoints of orders", lambda: len(set(lab.checkpoints("orders")) - set(known)) >= 4, writer)
    lab.stop(writer)
    roll_back(lab, steps=3)
    lab.expect_equal("a rollback by three checkpoints while no writer ran")
    writer = lab.sync()
    known = lab.checkpoints("orders")
    lab.until("three checkpoints of orders", lambda: len(set(lab.checkpoints("orders")) - set(known)) >= 3, writer)
    undone = roll_back(lab, steps=2)
    lab.await_checkpoint("orders", undone + lab.checkpoints("orders"), writer)
    lab.stop(writer)
    print("ok   the running writer noticed the rollback and committed again", flush=True)
    lab.expect_equal("a rollback by two checkpoints under a running writer")


def roll_back(lab, steps):
    """Returns the checkpoints that were ancestors before."""
    lake, before = lab.checker.lake, lab.checkpoints("orders")
    lake.sql(f"call {lake.name}.system.rollback_to_snapshot('{lake.namespace}.orders', {before[-1 - steps]})").collect()
    return before


def rollback_to_rewrite(lab):
    """An operator rolls back to a compaction and expires all else under a running writer: tag and property speak of what is gone."""
    lab.catch_up()
    lake = lab.checker.lake
    rewrite(lake)
    compacted = lab.snapshots("orders")[-1][0]
    writer = lab.sync(lab.configure("slow.yaml", "20s"))
    known = lab.checkpoints("orders")
    lab.until("two checkpoints of orders", lambda: len(set(lab.checkpoints("orders")) - set(known)) >= 2, writer)
    undone = lab.checkpoints("orders")
    lake.sql(f"call {lake.name}.system.rollback_to_snapshot('{lake.namespace}.orders', {compacted})").collect()
    expire(lake)
    lab.await_checkpoint("orders", undone, writer)
    lab.stop(writer)
    print("ok   the running writer noticed the rollback to a rewrite, though tag and property said otherwise", flush=True)
    lab.expect_equal("a rollback to a rewrite and an expiry")


def marks(lab):
    """The tag and the properties are removed under a running writer, with two rewrites and an expiry, and once more while none runs."""
    lab.catch_up()
    lake = lab.checker.lake
    writer = lab.sync(lab.configure("slow.yaml", "60s"))
    lab.await_checkpoint("orders", lab.checkpoints("orders"), writer)
    before = lab.checkpoints("orders")
    remove_marks(lake)
    rewrite(lake)
    rewrite(lake)
    expire(lake)
    lab.await_checkpoint("orders", before, writer)
    lab.stop(writer)
    metadata = lab.metadata("orders")
    if metadata.head("vitesslake-checkpoint") != lab.checkpoints("orders")[-1]:
        raise Failure("the tag was not set again")
    lab.expect_equal("tag and properties were removed under a running writer, and its checkpoint expired")
    remove_marks(lake)
    lab.expect_equal("tag and properties were removed while no writer ran")


def remove_marks(lake):
    table = lake.table("orders")
    lake.sql(f"alter table {table} drop tag `vitesslake-checkpoint`")
    lake.sql(f"alter table {table} unset tblproperties ('vitess.checkpoint-id', 'vitess.vgtid')")


def foreign_append(lab):
    """Somebody inserts a row under a running writer: it warns and goes on, status tells so until the table is copied again."""
    writer = lab.sync()
    lab.await_checkpoint("orders", lab.checkpoints("orders"), writer)
    table = lab.checker.lake.table("orders")
    lab.checker.lake.sql(f"insert into {table} select * from {table} limit 1")
    appends = lab.until("status to tell of the foreign append", lambda: [c for c in foreign_changes(lab) if c["operation"] == "append"], writer)
    lab.stop(writer)
    changes = foreign_changes(lab)  # maybe rewrites of cases before as well
    if len(appends) != 1:
        raise Failure(f"status tells of {changes}")
    if "was changed by others" not in writer.log.read_text(errors="replace"):
        raise Failure(f"the writer did not warn; see {writer.log}")
    lab.catch_up()
    if foreign_changes(lab) != changes:
        raise Failure(f"after a restart status tells of {foreign_changes(lab)}")
    lab.command("recopy", "orders", "--config", lab.config)
    lab.expect_equal("a foreign append and a new copy")
    if left := foreign_changes(lab):
        raise Failure(f"after a new copy status still tells of {left}")
    print(f"ok   {appends[0]['engine']}'s append was told of until the table was copied again", flush=True)


def foreign_changes(lab):
    _, page = lab.command("status", "--config", lab.config, "--json")
    return next(table for table in json.loads(page) if table["table"] == "orders").get("foreign_changes", [])


def dropped(lab):
    """The lake table is dropped under a running writer: it ends with the remedy, and the next start copies the table anew."""
    writer = lab.sync()
    lab.await_checkpoint("orders", lab.checkpoints("orders"), writer)
    lab.checker.lake.sql(f"drop table {lab.checker.lake.table('orders')}")
    code = writer.wait(timeout=180)
    if code != LAKE_FAILED or "the lake table was dropped" not in writer.log.read_text(errors="replace"):
        raise Failure(f"the writer ended with {code}, not {LAKE_FAILED} and the reason; see {writer.log}")
    lab.expect_equal("the lake table was dropped under a running writer")


CASES = {"second-writer": second_writer, "compaction": compaction, "rollback": rollback, "rollback-to-rewrite": rollback_to_rewrite,
         "marks": marks, "foreign-append": foreign_append, "dropped": dropped}


def main():
    parser = arguments(__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    args = parser.parse_args()
    if unknown := set(args.cases) - set(CASES):
        parser.error(f"unknown case {', '.join(unknown)}: choose from {', '.join(CASES)}")
    print(f"seed {args.seed}", flush=True)
    lab = Lab(args)
    failed = []
    lab.writers.start()
    try:
        lab.expect_equal("the first copy")
        for name in args.cases or CASES:
            print(f"== {name}", flush=True)
            try:
                CASES[name](lab)
            except Failure as unmet:
                failed.append(name)
                print(f"FAIL {name}: {unmet}", flush=True)
    except Failure as unmet:
        failed.append("first copy")
        print(f"FAIL {unmet}", flush=True)
    finally:
        lab.close(not failed)
    print(f"fence test: {'all cases hold' if not failed else 'FAILED ' + ', '.join(failed)}, seed={args.seed}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
