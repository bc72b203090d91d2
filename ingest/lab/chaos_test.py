#!/usr/bin/env python3
"""Everything fails, in random order: is every row there once, with the right values, and does the sync always come back by itself?

    chaos_test.py [--minutes 20] [--seed N]      on a fresh cluster: cluster.sh up commerce -80 80-

Writers change all tables all the time. The sync runs as a service: it is started again whenever it ends, and may end with nothing but the exit codes that
README calls "start again" (or by our own kill). Meanwhile, with seconds between them:

    writer, vtgate, tablet, mysqld   killed by SIGKILL, started again after some seconds
    reparent                         a shard's primary and its replica change places (PlannedReparentShard)
    reshard                          first the copy to four shards, later SwitchTraffic, later ReverseTraffic; once each
    compact, expire                  Spark's rewrite_data_files, and expire_snapshots(retain_last => 1), on one table
    rival                            a second sync of the same lake: exactly one goes on, the other ends with 5

Every 90 s and at the end the writers pause. Then the service, by itself, must bring all tables to the positions that the shards have, and every row and value
is compared with MySQL. At the end the service must stop for SIGTERM with 0, and `sync --once` must find the lake equal as well.
The last lines are the sums; exit code 0 if nothing was lost, doubled or wrong and all claims held.
"""
import random
import subprocess
import sys
import threading
import time
from collections import Counter

import pymysql

from compare import LAB_DIR
from harness import DONE, FENCED, TABLES, Failure, Lab, arguments

BETWEEN_CHECKS = 90
START_AGAIN = (3, 4)  # exit codes: the source or the lake failed
KILLED = -9
REFERENCE = "country"
MORE_SHARDS = ["-40", "40-80", "80-c0", "c0-"]
WORKFLOW = ("Reshard", "--workflow", "chaos", "--target-keyspace", "commerce")


class Service(threading.Thread):
    """Starts the sync again whenever it ends, as a supervisor would. `held` while somebody else looks after the process."""

    def __init__(self, lab):
        super().__init__(name="service", daemon=True)
        self.lab, self.held, self.stopping = lab, threading.RLock(), threading.Event()
        self.codes, self.wrong = Counter(), ""
        self.process = lab.sync()

    def run(self):
        while not self.stopping.wait(0.5):
            with self.held:
                if (code := self.process.poll()) is not None and not self.wrong:
                    self.ended(code, START_AGAIN)
                    self.process = self.lab.sync()

    def ended(self, code, expected):
        self.codes[code] += 1
        if code not in expected:
            self.wrong = f"sync ended with {code}, not one of {', '.join(map(str, expected))}; see {self.process.log}"

    def kill(self):
        with self.held:
            self.ended(self.lab.kill(self.process), (KILLED, *START_AGAIN))
            self.process = self.lab.sync()

    def stop(self):
        self.stopping.set()
        self.join()
        self.process.terminate()
        self.ended(self.process.wait(timeout=120), (DONE,))
        self.check()

    def check(self):
        if self.wrong:
            raise Failure(self.wrong)


def gtids(text):
    """{server: [(first, last)]}"""
    found = {}
    for server, *ranges in (part.strip().split(":") for part in text.removeprefix("MySQL56/").split(",") if part.strip()):
        bounds = [one.split("-") for one in ranges]
        found[server] = [(int(bound[0]), int(bound[-1])) for bound in bounds]
    return found


def reached(position, target):
    have = gtids(position)
    return all(any(low <= first and last <= high for low, high in have.get(server, ())) for server, ranges in gtids(target).items() for first, last in ranges)


class Chaos:
    """The faults. Each method is one, and returns in words what it did."""

    def __init__(self, lab):
        self.lab, self.service, self.rng = lab, None, random.Random(lab.args.seed)
        self.steps = [self.copy_to_more_shards, self.switch_traffic, self.reverse_traffic]
        self.faults = {"writer": self.writer, "vtgate": self.vtgate, "tablet": self.tablet, "mysqld": self.mysqld, "reparent": self.reparent,
                       "reshard": self.reshard, "compact": self.compact, "expire": self.expire, "rival": self.rival}
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

    def tablets(self):
        """[(uid, shard, type)]"""
        rows = [line.split() for line in self.lab.cluster("ctl", "GetTablets", "--keyspace", "commerce").splitlines()]
        return [(int(row[0].rsplit("-", 1)[1]), row[2], row[3]) for row in rows]

    def add_replicas(self):
        """One to each shard that lacks one."""
        tablets = self.tablets()
        for shard in sorted({shard for _, shard, _ in tablets}):
            if all(kind == "primary" for _, of, kind in tablets if of == shard):
                self.lab.cluster("replica", "commerce", shard)

    def try_again(self, what, *words, seconds=120):
        """What Vitess refuses while it recovers from the fault before."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return self.lab.cluster(*words)
            except Failure as refused:
                if time.monotonic() > deadline:
                    raise Failure(f"{what} was refused for {seconds} s: {refused}") from refused
                time.sleep(1)

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
        uid, shard, kind = self.rng.choice(self.tablets())
        return f"{kind} of {shard} {self.restart(f'vttablet-{uid}')}"

    def mysqld(self):
        uid, shard, kind = self.rng.choice(self.tablets())
        return f"{kind} of {shard} {self.restart(f'mysqld-{uid}')}"

    def reparent(self):
        shard = self.rng.choice(serving(self.lab))
        uid = next(uid for uid, of, kind in self.tablets() if of == shard and kind != "primary")
        self.try_again("PlannedReparentShard", "ctl", "PlannedReparentShard", f"commerce/{shard}", "--new-primary", f"zone1-{uid:010d}")
        return f"{uid} is the primary of {shard}"

    def reshard(self):
        return self.steps.pop(0)()

    def copy_to_more_shards(self):
        shards = serving(self.lab)
        self.lab.cluster("add", "commerce", *MORE_SHARDS)
        self.add_replicas()
        self.try_again("Reshard", "ctl", *WORKFLOW, "create", "--source-shards", ",".join(shards), "--target-shards", ",".join(MORE_SHARDS))
        return f"copies to {' '.join(MORE_SHARDS)}"

    def switch_traffic(self):
        even_out(self.lab, self.tablets())  # Reshard leaves reference tables to others
        self.try_again("SwitchTraffic", "ctl", *WORKFLOW, "SwitchTraffic")
        return f"{' '.join(serving(self.lab))} serve"

    def reverse_traffic(self):
        even_out(self.lab, self.tablets())
        self.try_again("ReverseTraffic", "ctl", *WORKFLOW, "ReverseTraffic")
        return f"{' '.join(serving(self.lab))} serve again"

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


def serving(lab):
    return sorted(row[0].split("/")[1] for row in lab.query("show vitess_shards") if row[0].startswith("commerce/"))


def even_out(lab, tablets):
    """Gives the reference table the same rows on every shard: a fault between the writes to two shards left them different, as no operator would."""
    port_base = int(lab.args.vtgate.rsplit(":", 1)[1]) - 991
    rows, first = None, serving(lab)[0]
    for uid, shard, kind in sorted(tablets, key=lambda tablet: tablet[1] != first):
        if kind != "primary":
            continue
        with pymysql.connect(unix_socket=f"{LAB_DIR}/run-{port_base}/vt_{uid:010d}/mysql.sock", user="root", database="vt_commerce", charset="utf8mb4") as connection:
            cursor = connection.cursor()
            cursor.execute(f"select code, name, rate from {REFERENCE} order by code")
            here = cursor.fetchall()
            rows = here if rows is None else rows
            if here != rows:
                cursor.execute(f"delete from {REFERENCE}")
                cursor.executemany(f"insert into {REFERENCE} (code, name, rate) values (%s, %s, %s)", rows)
                connection.commit()


def await_source(lab, service, targets, seconds=300):
    """Until the service, by itself, has brought every table to the position of every shard."""
    def behind(table):
        metadata = lab.metadata(table)
        positions = metadata.positions()
        expected = set(positions) & set(targets) if table == REFERENCE else set(targets)  # of a reference table one shard is read
        return not expected or set(positions) != expected or metadata.state() != "running" or any(
            unfinished or not reached(gtid, targets[shard]) for shard, (gtid, unfinished) in positions.items())

    deadline = time.monotonic() + seconds
    while left := [table for table in lab.tables if behind(table)]:
        service.check()
        if time.monotonic() > deadline:
            raise Failure(f"{', '.join(left)} did not reach {targets} within {seconds} s, but stand at {[lab.metadata(table).positions() for table in left]}; see {service.process.log}")
        time.sleep(0.5)


def positions(lab, chaos, seconds=120):
    """{shard: GTIDs}, as soon as all shards answer; reference tables evened out before."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            even_out(lab, chaos.tablets())
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

    def __init__(self, lab, service, chaos):
        self.lab, self.service, self.chaos = lab, service, chaos
        self.done, self.lost, self.doubled, self.wrong = 0, 0, 0, 0

    def __call__(self, what):
        self.lab.writers.pause()
        try:
            began = time.monotonic()
            targets = positions(self.lab, self.chaos)
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
    args = parser.parse_args()
    print(f"seed {args.seed}, {args.minutes:g} minutes", flush=True)
    lab = Lab(args, idle_interval="5s")
    chaos = Chaos(lab)
    chaos.add_replicas()
    service = chaos.service = Service(lab)
    checks, well = Checks(lab, service, chaos), False
    lab.writers.start()
    service.start()
    try:
        run(lab, service, chaos, checks)
        well = True
    except Failure as unmet:
        print(f"FAILED: {unmet}", flush=True)
    finally:
        service.stopping.set()
        service.join()
        lab.close(well)
    print("faults: " + " ".join(f"{name}={count}" for name, count in sorted(chaos.counts.items())))
    print("exit codes: " + " ".join(f"{code}={count}" for code, count in sorted(service.codes.items())))
    print(f"comparisons={checks.done} lost={checks.lost} doubled={checks.doubled} wrong={checks.wrong} seed={args.seed}: {'all claims hold' if well else 'FAILED'}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
