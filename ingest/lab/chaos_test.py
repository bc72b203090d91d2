#!/usr/bin/env python3
"""Everything fails, in random order: is every row there once, with the right values, and does the sync always come back by itself?

    chaos_test.py [--minutes 20] [--store] [--seed N]      on a fresh cluster: cluster.sh up commerce -80 80-

Writers change all tables all the time. The sync runs as a service: it is started again whenever it ends, and may end with nothing but the exit codes that
README calls "start again" (or by our own kill). Meanwhile, with seconds between them:

    writer, vtgate, tablet, mysqld   killed by SIGKILL, started again after some seconds
    reparent                         a shard's primary and its replica change places (PlannedReparentShard)
    reshard                          first the copy to four shards, later SwitchTraffic, later ReverseTraffic; once each
    compact, expire                  Spark's rewrite_data_files, and expire_snapshots(retain_last => 1), on one table
    rival                            a second sync of the same lake: exactly one goes on, the other ends with 5
    store                            with --store, which puts the lake on an S3 server: errors, no answers or no connections for some seconds, lost answers, cut bodies

Every 90 s and at the end the writers pause. Then the service, by itself, must bring all tables to the positions that the shards have, and every row and value
is compared with MySQL. At the end the service must stop for SIGTERM with 0, and `sync --once` must find the lake equal as well.
The last lines are the sums; exit code 0 if nothing was lost, doubled or wrong and all claims held.
"""
import random
import subprocess
import sys
import time
from collections import Counter

import pymysql

from harness import FENCED, TABLES, Failure, Lab, arguments
from object_store import ObjectStore
from reshard import Reshard, even_out, serving, tablets, try_again
from service import START_AGAIN, Service, await_source

BETWEEN_CHECKS = 90
STORE_MODES = ["errors", "slow", "lost", "cut", "silence", "down"]
MORE_SHARDS = ["-40", "40-80", "80-c0", "c0-"]


class Chaos:
    """The faults. Each method is one, and returns in words what it did."""

    def __init__(self, lab):
        self.lab, self.service, self.rng = lab, None, random.Random(lab.args.seed)
        self.replacement = Reshard(lab, "chaos", MORE_SHARDS)
        self.steps = [self.copy_to_more_shards, self.switch_traffic, self.reverse_traffic]
        self.faults = {"writer": self.writer, "vtgate": self.vtgate, "tablet": self.tablet, "mysqld": self.mysqld, "reparent": self.reparent,
                       "reshard": self.reshard, "compact": self.compact, "expire": self.expire, "rival": self.rival}
        if lab.store:
            self.faults["store"] = self.store
        self.bag, self.counts = [], Counter()

    def next(self):
        """All of them in random order, then all of them in another; two steps of the reshard each time, so that others fall between them."""
        if not self.bag:
            self.bag = sorted(self.faults) + ["reshard"] * (len(self.steps) > 1)
            self.rng.shuffle(self.bag)
        name = self.bag.pop()
        if name == "reshard" and not self.steps:
            return
        began = time.monotonic()
        print(f"{time.strftime('%T')} {name}: ", end="", flush=True)
        did = self.faults[name]()
        self.counts[name] += 1
        print(f"{did}, {time.monotonic() - began:.1f} s", flush=True)

    def add_replicas(self):
        """One to each shard that lacks one."""
        found = tablets(self.lab)
        for shard in sorted({shard for _, shard, _ in found}):
            if all(kind == "primary" for _, of, kind in found if of == shard):
                self.lab.cluster("replica", "commerce", shard)

    def restart(self, name):
        self.lab.cluster("kill", name)
        pause = self.rng.choice((0, self.rng.uniform(1, 12)))
        time.sleep(pause)
        self.lab.cluster("start", name)
        return f"was away for {pause:.1f} s"

    def writer(self):
        self.service.kill()
        return "killed"

    def vtgate(self):
        return self.restart("vtgate")

    def tablet(self):
        uid, shard, kind = self.rng.choice(tablets(self.lab))
        return f"{kind} of {shard} {self.restart(f'vttablet-{uid}')}"

    def mysqld(self):
        uid, shard, kind = self.rng.choice(tablets(self.lab))
        return f"{kind} of {shard} {self.restart(f'mysqld-{uid}')}"

    def reparent(self):
        shard = self.rng.choice(serving(self.lab))
        uid = next(uid for uid, of, kind in tablets(self.lab) if of == shard and kind != "primary")
        try_again(self.lab, "PlannedReparentShard", "ctl", "PlannedReparentShard", f"commerce/{shard}", "--new-primary", f"zone1-{uid:010d}")
        return f"{uid} is the primary of {shard}"

    def reshard(self):
        return self.steps.pop(0)()

    def copy_to_more_shards(self):
        self.replacement.add()
        self.add_replicas()
        self.replacement.create()
        return f"copies to {' '.join(MORE_SHARDS)}"

    def switch_traffic(self):
        return f"{' '.join(self.replacement.switch())} serve"

    def reverse_traffic(self):
        return f"{' '.join(self.replacement.reverse())} serve again"

    def compact(self):
        return self.spark("rewrite_data_files", "options => map('rewrite-all', 'true')")

    def expire(self):
        now = self.lab.checker.lake.sql("select current_timestamp()").first()[0]
        return self.spark("expire_snapshots", f"older_than => timestamp '{now:%Y-%m-%d %H:%M:%S.%f}', retain_last => 1")

    def spark(self, procedure, options):
        lake, table = self.lab.checker.lake, self.rng.choice(TABLES)
        try:
            lake.sql(f"call {lake.name}.system.{procedure}(table => '{lake.namespace}.{table}', {options})").collect()
            return table
        except Exception as error:  # it lost a race for the commit, which is its own affair
            self.counts["refused to Spark"] += 1
            return f"{table}, which Spark could not: {str(error).splitlines()[0][:160]}"

    def store(self):
        mode, seconds = self.rng.choice(STORE_MODES), self.rng.uniform(3, 20)
        self.lab.store.be(mode)
        time.sleep(seconds)
        self.lab.store.be("pass")
        return f"{mode} for {seconds:.1f} s"

    def rival(self):
        with self.service.held:
            first, second = self.service.process, self.lab.sync()
            deadline = time.monotonic() + 180
            while first.poll() is None and second.poll() is None:
                if time.monotonic() > deadline:
                    raise Failure(f"both writers still run after 180 s; see {first.log} and {second.log}")
                time.sleep(0.2)
            loser, self.service.process = (second, first) if first.poll() is None else (first, second)
            if loser.returncode in START_AGAIN:
                self.service.codes[loser.returncode] += 1
                return "one of the two had failed before they met"
            time.sleep(self.rng.uniform(2, 6))
            if loser.returncode != FENCED or self.service.process.poll() is not None:
                raise Failure(f"of two writers one ended with {loser.returncode}, the other with {self.service.process.poll()}; see {first.log} and {second.log}")
            self.service.codes[FENCED] += 1
            return f"the {'older' if loser is second else 'newer'} survived"


def positions(lab, seconds=120):
    """{shard: GTIDs}, as soon as all shards answer; reference tables evened out before."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            even_out(lab)
            found, expected = lab.positions(), serving(lab)
            if sorted(found) == expected:
                return found
            refusal = f"{sorted(found)} instead of {expected}"
        except (pymysql.err.Error, Failure) as error:
            refusal = str(error)
        if time.monotonic() > deadline:
            raise Failure(f"the source does not tell its positions: {refusal}")
        time.sleep(1)


class Checks:
    """The comparisons, and their sums."""

    def __init__(self, lab, service):
        self.lab, self.service = lab, service
        self.done, self.lost, self.doubled, self.wrong = 0, 0, 0, 0

    def __call__(self, what):
        self.lab.writers.pause()
        try:
            began = time.monotonic()
            targets = positions(self.lab)
            if self.service.stopping.is_set():
                self.lab.catch_up()
            else:
                await_source(self.lab, self.service, targets)
            self.compare(what, time.monotonic() - began)
        finally:
            self.lab.writers.resume()

    def compare(self, what, caught_up):
        found = [self.compared(table) for table in self.lab.tables]
        self.done += len(found)
        for one in found:
            self.lost, self.doubled, self.wrong = self.lost + one.lost, self.doubled + one.doubled, self.wrong + one.wrong
        if not all(one.equal for one in found):
            raise Failure(f"{what}:\n" + "\n".join(map(str, found)))
        print(f"{time.strftime('%T')} ok   equal {what}, caught up in {caught_up:.1f} s: {', '.join(f'{one.table}={one.rows}' for one in found)}; "
              f"{sum(self.lab.writers.done().values())} changes so far", flush=True)

    def compared(self, table):
        """Tablets keep connections that a killed mysqld has left dead, and fail the first long read on each."""
        for _ in range(20):
            try:
                return self.lab.checker.compare(table)
            except (subprocess.CalledProcessError, pymysql.err.Error) as error:
                refusal = error
                time.sleep(1)
        raise Failure(f"the source does not give the rows of {table}: {refusal}")


def run(lab, service, chaos, checks):
    checks("after the copy")
    ends = time.monotonic() + 60 * lab.args.minutes
    while time.monotonic() < ends:
        check_at = min(time.monotonic() + BETWEEN_CHECKS, ends)
        while time.monotonic() < check_at:
            chaos.next()
            service.check()
            time.sleep(chaos.rng.uniform(1, 8))
        checks("under chaos")
    service.stop()
    checks("with sync --once")


def main():
    parser = arguments(__doc__, rows=30000)
    parser.set_defaults(rate=100)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--store", action="store_true", help="the lake lies on an S3 server, which fails as well")
    args = parser.parse_args()
    print(f"seed {args.seed}, {args.minutes:g} minutes", flush=True)
    lab = Lab(args, idle_interval="5s", store=(lambda directory: ObjectStore(directory, args.seed)) if args.store else None)
    chaos = Chaos(lab)
    chaos.add_replicas()
    service = chaos.service = Service(lab)
    checks = Checks(lab, service)
    well = service.under(lambda: run(lab, service, chaos, checks))
    print("faults: " + " ".join(f"{name}={count}" for name, count in sorted(chaos.counts.items())))
    print("exit codes: " + " ".join(f"{code}={count}" for code, count in sorted(service.codes.items())))
    print(f"comparisons={checks.done} lost={checks.lost} doubled={checks.doubled} wrong={checks.wrong} seed={args.seed}: {'all claims hold' if well else 'FAILED'}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
