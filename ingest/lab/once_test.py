#!/usr/bin/env python3
"""`sync --once` as from cron, started too often: runs overlap, and some are killed. Is every row there once at the end?

    once_test.py [--runs 60] [--seed N]      short form: --runs 9

Writers change the source all the time. Runs start at random moments, up to three at a time; a third of them get SIGKILL at a random moment. The first ones meet
in the first copy. A run must end with 0, or give way to another one with 5, or fail with 3 because the source failed for a while; 3 is told with its reason.
When all have ended the writers pause, one more run catches up, and every row and value is compared with MySQL.

Then the files that no snapshot shows are counted, and removed by Spark's remove_orphan_files; the lake must be as equal as before, and another run must go on from it.
"""
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from harness import DONE, FENCED, Failure, Lab, arguments, copy_in

SOURCE_FAILED = 3  # exit code of vitesslake
ENDINGS = {DONE: "done", FENCED: "gave way", SOURCE_FAILED: "source failed", -signal.SIGKILL: "killed"}
MOST_AT_A_TIME = 3
KILLED_SHARE = 1 / 3
LONGEST = 900  # seconds; on a machine that has too much to do a JVM alone takes a minute to start
USUAL = 8  # seconds, for the first run; then as the last that was done took


@dataclass
class Run:
    process: object
    kill_at: float
    counted: bool = False


def reason(process):
    said = [line for line in process.log.read_text(errors="replace").splitlines() if line.startswith("vitesslake:")]
    return said[-1] if said else f"nothing; see {process.log}"


class Cron:
    """All the runs."""

    def __init__(self, lab, number):
        self.lab, self.number, self.usual = lab, number, USUAL
        self.runs, self.endings, self.overlapping = [], Counter(), 0

    def start(self):
        alive = sum(not run.counted for run in self.runs)
        self.overlapping += alive > 0
        # With others beside it a run takes longer, hence up to twice as long until the kill.
        kill_at = time.monotonic() + self.lab.rng.uniform(0.5, 2 * self.usual) if self.lab.rng.random() < KILLED_SHARE else float("inf")
        self.runs.append(Run(self.lab.sync(once=True), kill_at))

    def look(self, run):
        if time.monotonic() >= run.kill_at:
            self.lab.kill(run.process)
        if (code := run.process.poll()) is None:
            if time.monotonic() - run.process.began > LONGEST:
                raise Failure(f"a run has not ended after {LONGEST} s; see {run.process.log}")
            return
        run.counted = True
        if code not in ENDINGS or (code == -signal.SIGKILL and run.kill_at == float("inf")):
            raise Failure(f"a run ended with {code}: {reason(run.process)}; see {run.process.log}")
        took = time.monotonic() - run.process.began
        self.usual = took if code == DONE else self.usual
        self.endings[ENDINGS[code]] += 1
        number = f"{self.runs.index(run) + 1}/{self.number}"
        print(f"{time.strftime('%T')} run {number} {ENDINGS[code]} after {took:.1f} s{': ' + reason(run.process)[:300] if code in (FENCED, SOURCE_FAILED) else ''}", flush=True)

    def run(self):
        next_start = time.monotonic()
        while len(self.runs) < self.number or any(not run.counted for run in self.runs):
            alive = [run for run in self.runs if not run.counted]
            if len(self.runs) < self.number and time.monotonic() >= next_start and len(alive) < MOST_AT_A_TIME:
                self.start()
                next_start = time.monotonic() + self.lab.rng.uniform(0.1, 0.8 * self.usual)
            for run in alive:
                self.look(run)
            time.sleep(0.05)


def count(orphans):
    """How many of which kind."""
    kinds = Counter(Path(location).name.rsplit(".", 1)[-1] for files in orphans.values() for location in files)
    return f"{sum(kinds.values())} files ({', '.join(f'{number} {kind}' for kind, number in sorted(kinds.items())) or 'none'})"


def cleaned(lab):
    """While nobody writes to the lake: what runs left behind goes, and nothing else."""
    lab.writers.pause()
    before = lab.orphans()
    removed = lab.orphans(remove=True)
    after = lab.orphans()
    lab.writers.resume()
    print(f"orphans: {count(before)} before remove_orphan_files, {count(removed)} removed, {count(after)} after it", flush=True)
    if any(after.values()):
        raise Failure(f"orphans are left: {after}")


def main():
    parser = arguments(__doc__)
    parser.add_argument("--runs", type=int, default=60)
    args = parser.parse_args()
    print(f"seed {args.seed}, {args.runs} runs", flush=True)
    lab, failure = Lab(args, settings=copy_in(USUAL, args)), ""
    cron = Cron(lab, args.runs)
    lab.writers.start()
    try:
        cron.run()
        if args.runs > 2 and not cron.overlapping:
            raise Failure("no two runs overlapped")
        lab.expect_equal(f"{args.runs} runs")
        cleaned(lab)
        lab.expect_equal("orphans were removed")
    except Failure as unmet:
        failure = str(unmet)
        print(f"FAILED: {failure}", flush=True)
    finally:
        lab.close(not failure)
    endings = " ".join(f"{name.replace(' ', '_')}={cron.endings[name]}" for name in ENDINGS.values())
    print(f"once test: runs={len(cron.runs)} overlapping={cron.overlapping} {endings}, seed={args.seed}: {'all claims hold' if not failure else 'FAILED'}")
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
