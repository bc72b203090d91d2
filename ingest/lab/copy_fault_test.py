#!/usr/bin/env python3
"""The copy of orders is interrupted again and again while writers change it: is every row there once, with the right values?

    copy_fault_test.py [--orders 600000] [--rounds 5] [--fault tablet|vtgate|writer …] [--seed N]      long form: --orders 3000000

For each fault a copy of its own, into an empty lake. In each round, at a random point, SIGKILL ends the vttablet that one shard is copied from, the vtgate,
or vitesslake itself; it is started again, and the copy must have been resumed by VTGate or by vitesslake: a shard that still lacks rows stands at another
GTID than before. A copy that a fault came too late for is made again, three times at most. When the copy is complete the writers pause, the sync reaches the end, and
every row and value is compared with MySQL.

Deletes are counted in the equality-delete files themselves. Of the changed keys at most each is deleted, and not once more often than it was changed and
copied again; a writer that deleted for every row of a resumed copy would fail.
"""
import sys
import time

from harness import Failure, Lab, TooLate, arguments, copy_in, until_hit

KEY = ["customer_id", "id"]
FAULTS = ("tablet", "vtgate", "writer")


def copying_shards(metadata):
    """{shard: GTID} of those whose copy has begun and lacks rows."""
    return {shard: gtid for shard, (gtid, unfinished) in metadata.positions().items() if unfinished and gtid}


def await_rows(lab, process, rows):
    """Until that many rows are in the lake and no shard's copy is complete."""
    def reached():
        metadata = lab.metadata("orders")
        if metadata.state() == "running":
            raise TooLate(f"the copy was complete before the fault at {rows} rows: it is too fast, give a lower --max-rate")
        return metadata if metadata.rows() >= rows and copying_shards(metadata) else None
    return lab.until(f"a copy of {rows} rows", reached, process, seconds=900)


def strike(lab, fault, process, before):
    """Returns what it hit, in words, the shards it interrupted, and the writer that runs now."""
    if fault == "tablet":
        shard = lab.rng.choice(sorted(copying_shards(before)))
        lab.cluster("crash", shard)
        return f"vttablet of {shard}", {shard}, process
    if fault == "vtgate":
        lab.cluster("crash", "vtgate")
        return fault, set(copying_shards(before)), process
    if (code := lab.kill(process)) != -9:
        raise Failure(f"sync had ended with {code} before the kill; see {process.log}")
    return fault, set(copying_shards(before)), lab.sync()


def await_resume(lab, process, struck, before):
    """Until the cursor of an interrupted shard lies at a later snapshot of the source, in the middle of its copy."""
    old = copying_shards(before)

    def resumed():
        metadata = lab.metadata("orders")
        if any(gtid != old[shard] for shard, gtid in copying_shards(metadata).items() if shard in struck):
            return metadata
        if not struck & set(copying_shards(metadata)):
            raise TooLate(f"the fault came too late: {', '.join(sorted(struck))} had been read to the end; give a lower --max-rate")
        return None
    return lab.until("a resumed copy", resumed, process, seconds=300)


def deletes(lab, changed):
    """(equality-delete rows, distinct keys among them, those keys that nobody changed)"""
    lake = lab.checker.lake
    files = lake.sql(f"select distinct data_file.file_path from {lake.table('orders')}.all_entries where data_file.content = 2").collect()
    if not files:
        return 0, 0, 0
    rows = lake.spark.read.parquet(*[file[0] for file in files]).select(*KEY)
    keys = rows.distinct().cache()
    unchanged = keys.join(lake.spark.createDataFrame(list(changed) or [(0, 0)], "customer_id bigint, id bigint"), KEY, "left_anti").count()
    return rows.count(), keys.count(), unchanged


def interrupted_copy(lab, fault, rounds, orders):
    """Returns [lost, doubled, wrong] rows; a count of deletes that is too large is a failure."""
    for process in lab.processes:
        lab.kill(process)
    lab.forget_lake()
    lab.writers.forget_changes()
    process = lab.sync()
    for number in range(1, rounds + 1):
        point = orders * 0.75 * (number - lab.rng.uniform(0.2, 0.9)) / rounds
        before = await_rows(lab, process, int(point))
        began = time.monotonic()
        hit, struck, process = strike(lab, fault, process, before)
        after = await_resume(lab, process, struck, before)
        print(f"round {number}/{rounds} {hit} killed at {before.rows()} of about {orders} rows, {' and '.join(sorted(struck))} resumed "
              f"after {time.monotonic() - began:.1f} s at {after.rows()} rows", flush=True)
    lab.until("the end of the copy", lambda: lab.metadata("orders").state() == "running", process, seconds=900)
    lab.writers.pause()
    try:
        changed = lab.writers.changed()
        lab.stop(process)
        lab.catch_up()
        found = lab.checker.compare("orders")
    finally:
        lab.writers.resume()
    rows, keys, unchanged = deletes(lab, changed)
    print(f"{fault}: rows={found.rows} lost={found.lost} doubled={found.doubled} wrong={found.wrong} {'equal' if found.equal else 'DIFFERENT'}; "
          f"{rows} equality-delete rows of {keys} keys, {unchanged} of them never changed; {len(changed)} keys were changed, {sum(changed.values())} times", flush=True)
    if not found.equal:
        print("\n".join(str(found).splitlines()[:6]), flush=True)
    if keys > len(changed) or rows > sum(changed.values()) + len(changed):
        raise Failure(f"more deletes than changes after {fault}: {rows} rows of {keys} keys for {len(changed)} changed keys")
    return [found.lost, found.doubled, found.wrong, int(not found.equal)]


def main():
    parser = arguments(__doc__, rows=600000)
    parser.add_argument("--rounds", type=int, default=5, help="faults in one copy")
    parser.add_argument("--fault", nargs="+", choices=FAULTS, default=FAULTS, help="default: one copy for each")
    args = parser.parse_args()
    print(f"seed {args.seed}, about {args.rows} rows, {args.rounds} rounds of {', '.join(args.fault)}", flush=True)
    # Slow, since the other shard reads on while one recovers, and with a small budget, since what has been read ahead is out of reach of the faults.
    lab = Lab(args, tables=["orders"], settings=copy_in(60 * args.rounds, args), memory="256MiB")
    totals, done, failure = [0, 0, 0, 0], 0, False
    try:
        orders = lab.resize_orders()
        lab.writers.start()
        for fault in args.fault:
            totals = [total + more for total, more in zip(totals, until_hit(lambda: interrupted_copy(lab, fault, args.rounds, orders)))]
            done += 1
    except Failure as unmet:
        failure = True
        print(f"FAILED: {unmet}", flush=True)
    finally:
        well = not failure and not any(totals) and done == len(args.fault)
        lab.close(well)
    lost, doubled, wrong, different = totals
    print(f"copies={done} faults={done * args.rounds} lost={lost} doubled={doubled} wrong={wrong} different={different} seed={args.seed}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
