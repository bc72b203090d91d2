#!/usr/bin/env python3
"""The disk that a large transaction spills to is full. Does the sync wait for space, say so, end rightly when none comes, and lose nothing?

    spill_disk_test.py [--rows 300000] [--changes 600000] [--disk 48]      as root: it mounts a small file system

Wants a cluster of one unsharded keyspace: cluster.sh up commerce 0. One transaction has more changes than both the memory for one transaction and the spill directory
hold. Made larger while the sync waits, the transaction must arrive as if nothing had been. Another time it stays full: the sync must end with 2, name the directory and
leave nothing there, and one that is started with enough space must find the lake equal.
"""
import os
import subprocess
import sys
import time
from pathlib import Path

from harness import Failure, arguments
from huge_transaction_test import BIG, Bare, DOCUMENTS, Memory, Test

WRONG_CONFIGURATION = 2
WAITS = "is full"
ENDS = "the disk is full and has been for"


class SpillDisk:
    """A file system of its own, in memory, and the JVM option that has it used."""

    def __init__(self, directory, mib):
        self.directory, self.mib = Path(directory), mib
        self.directory.mkdir(parents=True)
        self.mount(f"size={mib}m")
        os.environ["VITESSLAKE_JAVA_OPTS"] = f"-Djava.io.tmpdir={self.directory}"

    def mount(self, options):
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.directory)], check=True)

    def resize(self, mib):
        subprocess.run(["mount", "-o", f"remount,size={mib}m", str(self.directory)], check=True)

    def left(self):
        """Files of spills; other libraries unpack theirs there too."""
        return [file.name for file in self.directory.rglob("*") if file.is_file() and "spill" in str(file.relative_to(self.directory))]

    def close(self):
        subprocess.run(["umount", "-l", str(self.directory)], check=True)


def said(process, text):
    return text in process.log.read_text(errors="replace")


def larger_in_time(test, disk, process):
    changes, _ = test.one_transaction()
    test.lab.until("the sync to wait for space", lambda: said(process, WAITS), process)
    print(f"ok   {changes:,} changes fill {disk.mib} MiB, and the sync waits", flush=True)
    time.sleep(5)  # of the minute that it waits at most
    disk.resize(4096)
    test.expect_equal("the disk was made larger while the sync waited", process)


def never_larger(test, disk, process):
    began = time.monotonic()
    test.one_transaction()
    code = process.wait(timeout=600)
    if code != WRONG_CONFIGURATION or not said(process, ENDS) or not said(process, str(disk.directory)):
        raise Failure(f"the sync ended with {code}; see {process.log}")
    if left := disk.left():
        raise Failure(f"it left {left} in {disk.directory}")
    print(f"ok   the disk stayed full: ended with {code} after {time.monotonic() - began:.0f} s, named it and left nothing there", flush=True)
    disk.resize(4096)
    process = test.lab.sync()
    test.expect_equal("a start with enough space", process)
    return process


def main():
    parser = arguments(__doc__, rows=300_000)
    parser.add_argument("--changes", type=int, default=600_000, help="of each transaction")
    parser.add_argument("--disk", type=int, default=48, help="MiB")
    args = parser.parse_args()
    lab = Bare(args, tables=[BIG, DOCUMENTS], idle_interval="3s")
    disk, test, well = SpillDisk(lab.dir / "spill", args.disk), Test(lab, args, Memory(512)), False
    try:
        test.fill()
        process = lab.sync()
        lab.await_running(process)
        larger_in_time(test, disk, process)
        lab.stop(process)
        disk.resize(args.disk)
        process = never_larger(test, disk, lab.sync())
        lab.stop(process)
        well = True
    except Failure as unmet:
        print(f"FAILED: {unmet}", flush=True)
    finally:
        disk.close()
        lab.close(well)
    print(f"spill disk test: {'all claims hold' if well else 'FAILED'}, seed={args.seed}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
