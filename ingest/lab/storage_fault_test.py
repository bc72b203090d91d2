#!/usr/bin/env python3
"""The object store or the catalog fails for a while, under a running sync. Is every row there once, with the right values, when it is over?

    storage_fault_test.py [--seconds 60] [--seed N] [MODE…]      short form: --seconds 20

The lake lies on a real S3 server (versitygw, which `setup.sh s3` builds), reached by S3A through a proxy that fails when told to (faulty_proxy.py explains the modes), with
a JDBC catalog on SQLite. Writers change the source all the time. Each mode is in force for so many seconds:

    errors slow lost cut      hit some of the requests
    outage silence down       hit all of them: 500 and 503, no answer, no connection
    locked-catalog            another process holds the catalog's database exclusively

The sync runs as a service: it is started again whenever it ends, which it may with 3 and 4 alone. How often it ended in each mode, and with what, is told; it need
not end where it tries again for as long as the fault lasts. When a mode is over the writers pause, the service must bring all tables to the positions that the shards
have, and every row and value is compared with MySQL, by Spark, which reads the S3 server through Iceberg's own client and not through the proxy.
At the end the service must stop for SIGTERM with 0, and the files that no snapshot shows are counted.
"""
import sqlite3
import sys
import time
from collections import Counter

from harness import Failure, Lab, arguments
from object_store import ObjectStore
from once_test import count
from service import Service, await_source

MODES = {"errors": ("errors", None), "slow": ("slow", None), "lost": ("lost", None), "cut": ("cut", None), "outage": ("errors", 1), "silence": ("silence", None),
         "down": ("down", None), "locked-catalog": None}


def lock_catalog(lab, seconds):
    """Holds it exclusively: nobody else can read or write it."""
    catalog = sqlite3.connect(f"{lab.dir}/lake.db", timeout=60, isolation_level=None)
    try:
        catalog.execute("begin exclusive")
        time.sleep(seconds)
        catalog.execute("rollback")
    finally:
        catalog.close()


def in_force(lab, mode):
    """Returns {mode of the proxy: (requests, faults)} of that time."""
    before = lab.store.counts()
    if MODES[mode]:
        lab.store.be(*MODES[mode])
        time.sleep(lab.args.seconds)
        lab.store.be("pass")
    else:
        lock_catalog(lab, lab.args.seconds)
    return {kind: tuple(now - then for now, then in zip(counts, before.get(kind, (0, 0)))) for kind, counts in lab.store.counts().items()}


def how_it_ended(codes):
    if not codes:
        return "the sync went on all the time"
    return "the sync ended " + " and ".join(f"{number} times with {code}" for code, number in sorted(codes.items())) + " and was started again"


def caught_up(lab, service, after):
    """Writers paused, the service by itself brings all tables to where the source is. Returns how long that took, and what a comparison found."""
    began = time.monotonic()
    lab.writers.pause()
    try:
        await_source(lab, service, lab.positions())
        took = time.monotonic() - began
        found = [lab.checker.compare(table) for table in lab.tables]
    finally:
        lab.writers.resume()
    service.check()
    if not all(one.equal for one in found):
        raise Failure(f"after {after}:\n" + "\n".join(map(str, found)))
    return took, found


def one_mode(lab, service, mode):
    ended = Counter(service.codes)
    counts = in_force(lab, mode)
    kind = MODES[mode][0] if MODES[mode] else "pass"
    requests, faults = counts.get(kind, (0, 0))
    # A refused connection never gets as far as to be a request.
    if MODES[mode] and mode != "down" and not faults:
        raise Failure(f"{mode} hit none of {requests} requests: longer --seconds are needed")
    if unplanned := counts.get("upstream", (0, 0))[1]:
        raise Failure(f"the S3 server itself failed {unplanned} times; see {lab.dir}/store.log")
    took, found = caught_up(lab, service, mode)
    what = f"{requests} requests, {faults} faults" if MODES[mode] else "nobody could open the catalog"
    print(f"{time.strftime('%T')} ok   equal after {mode} for {lab.args.seconds:g} s ({what}): {how_it_ended(service.codes - ended)}; caught up {took:.1f} s after it; "
          f"{', '.join(f'{one.table}={one.rows}' for one in found)}", flush=True)


def run(lab, service, modes):
    caught_up(lab, service, "the first copy")
    for mode in modes:
        one_mode(lab, service, mode)
    service.stop()
    lab.expect_equal("the service was stopped")
    print(f"orphans: {count(lab.orphans())}", flush=True)
    print("requests, faults: " + " ".join(f"{mode}={requests},{faults}" for mode, (requests, faults) in sorted(lab.store.counts().items())))


def main():
    parser = arguments(__doc__, rows=30000)
    parser.set_defaults(rate=100)
    parser.add_argument("--seconds", type=float, default=60, help="of each mode")
    parser.add_argument("modes", nargs="*", metavar="MODE", help=", ".join(MODES))
    args = parser.parse_args()
    if unknown := set(args.modes) - set(MODES):
        parser.error(f"unknown mode {', '.join(unknown)}: choose from {', '.join(MODES)}")
    print(f"seed {args.seed}, {args.seconds:g} s of each mode", flush=True)
    lab = Lab(args, idle_interval="5s", store=lambda directory: ObjectStore(directory, args.seed))
    service, modes = Service(lab), args.modes or list(MODES)
    well = service.under(lambda: run(lab, service, modes))
    print("exit codes: " + " ".join(f"{code}={number}" for code, number in sorted(service.codes.items())))
    print(f"storage fault test: {len(modes)} modes, seed={args.seed}: {'all claims hold' if well else 'FAILED'}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
