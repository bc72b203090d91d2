"""The sync as a service: started again whenever it ends, until it has brought the lake to where the source is."""
import threading
import time
from collections import Counter

from harness import DONE, Failure
from reshard import REFERENCE

START_AGAIN = (3, 4)  # exit codes: the source or the lake failed
KILLED = -9


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

    def under(self, claims, *helpers):
        """Do the claims hold while writers and service run? At the end nothing runs any more, and the helpers are closed."""
        well = False
        self.lab.writers.start()
        self.start()
        try:
            claims()
            well = True
        except Failure as unmet:
            print(f"FAILED: {unmet}", flush=True)
        finally:
            self.stopping.set()
            self.join()
            for helper in helpers:
                helper.close()
            self.lab.close(well)
        return well


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
