#!/usr/bin/env python3
"""What a checkpoint costs with each way to S3: S3A, which a warehouse s3a://… is reached by, and S3FileIO, by s3://…

    store_cost.py [--seconds 40] [--rounds 2] [--rate 40]

The same sync, with small changes and a checkpoint each second, runs with one and with the other by turns, so that both see the same machine. Between its checkpoints
it does next to nothing, so what the process used and asked the S3 server for (versitygw, through a proxy that counts) is divided by their number. The catalog is
SQLite's: what a catalog keeps elsewhere costs no request here. Maintenance is off.
"""
import os
import sys
import time
from collections import Counter
from pathlib import Path

from harness import Lab, arguments
from object_store import KEYS, REGION, ObjectStore


class DirectStore(ObjectStore):
    """By S3FileIO."""

    def __init__(self, directory, seed):
        super().__init__(directory, seed)
        self.warehouse = self.warehouse.replace("s3a://", "s3://")

    def properties(self, straight=False):
        return {"s3.endpoint": f"http://{self.address if straight else f'127.0.0.1:{self.proxy.port}'}", "client.region": REGION, "s3.path-style-access": "true",
                "s3.access-key-id": KEYS["AWS_ACCESS_KEY_ID"], "s3.secret-access-key": KEYS["AWS_SECRET_ACCESS_KEY"]}


WAYS = {"s3a": ObjectStore, "s3": DirectStore}


def cpu_seconds(process):
    """Of the JVM, which the launcher has become by exec."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def now(lab, process):
    return Counter({**lab.store.proxy.methods(), "CPU ms": round(1000 * cpu_seconds(process)), "checkpoints": sum(len(lab.checkpoints(table)) for table in lab.tables)})


def measured(args, way):
    """Of so many seconds of a running sync, one that has warmed up."""
    lab = Lab(args, settings="maintenance: {in-sync: off}", store=lambda directory: WAYS[way](directory, args.seed))
    lab.writers.start()
    try:
        process = lab.sync()
        lab.await_running(process)
        time.sleep(args.seconds / 2)
        before = now(lab, process)
        time.sleep(args.seconds)
        used = now(lab, process)
        used.subtract(before)
        lab.stop(process)
    finally:
        lab.close(True)
    return used


def main():
    parser = arguments(__doc__, rows=10000)
    parser.set_defaults(rate=40, clients=4)
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--rounds", type=int, default=2)
    args = parser.parse_args()
    total = {way: Counter() for way in WAYS}
    for _ in range(args.rounds):
        for way in WAYS:
            total[way].update(measured(args, way))
    for way, used in total.items():
        count = used.pop("checkpoints")
        print(f"{way:4} {count} checkpoints, each: " + ", ".join(f"{value / count:.1f} {what}" for what, value in sorted(used.items())), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
