#!/usr/bin/env python3
"""Others touch the same lake: a second writer, a foreign compaction with expiry, an operator's rollback. Every case ends with a comparison of all rows.

    fence_test.py [--seed N] [CASE…]      cases: second-writer compaction rollback (default: all)
"""
import sys
import time

from harness import FENCED, Failure, Lab, arguments


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
    lab.catch_up()
    lake = lab.checker.lake
    writer = lab.sync(lab.configure("slow.yaml", "60s"))
    lab.await_checkpoint("orders", lab.checkpoints("orders"), writer)
    before = lab.checkpoints("orders")
    for _ in range(2):
        lake.sql(f"call {lake.name}.system.rewrite_data_files(table => '{lake.namespace}.orders', options => map('rewrite-all', 'true'))").collect()
    now = lake.sql("select current_timestamp()").first()[0]
    lake.sql(f"call {lake.name}.system.expire_snapshots(table => '{lake.namespace}.orders', older_than => timestamp '{now:%Y-%m-%d %H:%M:%S.%f}', retain_last => 1)").collect()
    if left := lab.checkpoints("orders"):
        raise Failure(f"the test came too late: checkpoints {left} are still ancestors (before: {before[-1:]}); the machine may be too slow for a 60 s interval")
    lab.await_checkpoint("orders", before, writer)
    lab.stop(writer)
    print("ok   the writer went on after two rewrites and an expiry left no checkpoint among the ancestors", flush=True)
    lab.expect_equal("a foreign compaction with expiry")


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


CASES = {"second-writer": second_writer, "compaction": compaction, "rollback": rollback}


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
