#!/usr/bin/env python3
"""The source's binlogs do not go on where the lake stands: purged while the writer rested, or the server lost its transactions.

    binlog_test.py [--orders 60000] [--seed N]

1. Rows change while no writer runs; every shard purges its binlogs. `sync --once` stops both tables with `purged-binlog` in seconds, not after the 90 s that VTGate looks for a tablet;
   the lake keeps its rows. With `on-purged-binlog: recopy` the same start copies them anew: equal.
2. One shard forgets its transactions (RESET MASTER): the tables stop with `gtid-mismatch`. `vitesslake recopy` and a start: equal.
"""
import sys
import time

from harness import Failure, Lab, arguments

STOPPED = 6  # exit code of vitesslake
TABLES = ["orders", "customer"]
AT_ONCE = 60


def purge(lab):
    for shard in lab.positions():
        with lab.beside(shard) as connection, connection.cursor() as cursor:
            cursor.execute("flush binary logs")
            cursor.execute("show binary logs")
            newest = cursor.fetchall()[-1][0]
            cursor.execute(f"purge binary logs to '{newest}'")


def forget(lab, shard):
    with lab.beside(shard) as connection, connection.cursor() as cursor:
        cursor.execute("reset master")


def expect_stopped(lab, reason):
    began, heads = time.monotonic(), {table: lab.metadata(table).rows() for table in TABLES}
    code, _ = lab.command("sync", "--config", lab.config, "--once")
    took = time.monotonic() - began
    log = (lab.dir / "commands.log").read_text(encoding="utf-8")
    states = lab.states()
    if code != STOPPED or set(states.values()) != {"stopped"} or reason not in log.rsplit("$ vitesslake sync", 1)[1]:
        raise Failure(f"sync --once ended with {code}, tables are {states}: expected {STOPPED}, stopped for {reason}; see {lab.dir}/commands.log")
    if took > AT_ONCE:
        raise Failure(f"it took {took:.0f} s to notice {reason}")
    if heads != {table: lab.metadata(table).rows() for table in TABLES}:
        raise Failure("the lake's rows are others now")
    print(f"ok   both tables stopped for {reason} after {took:.1f} s, their rows are as before", flush=True)


def main():
    args = arguments(__doc__, rows=60000).parse_args()
    print(f"seed {args.seed}", flush=True)
    lab, failure = Lab(args, tables=TABLES), ""
    lab.resize_orders()
    lab.writers.start()
    try:
        lab.expect_equal("the first copy")
        time.sleep(3)  # rows change while nobody reads
        purge(lab)
        expect_stopped(lab, "purged-binlog")
        lab.settings = "table-defaults: {on-purged-binlog: recopy}"
        lab.config = lab.configure("config.yaml", "1s")
        lab.expect_equal("purged binlogs were met by a new copy")
        lab.writers.pause()
        forget(lab, "-80")
        expect_stopped(lab, "gtid-mismatch")
        code, output = lab.command("recopy", "--config", lab.config, *TABLES)
        if code:
            raise Failure(f"recopy ended with {code}: {output}")
        lab.writers.resume()
        lab.expect_equal("a shard had forgotten its transactions and its tables were copied again")
    except Failure as unmet:
        failure = str(unmet)
        print(f"FAILED: {failure}", flush=True)
    finally:
        lab.close(not failure)
    print(f"binlog test: {'all claims hold' if not failure else 'FAILED'}, seed={args.seed}")
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
