#!/usr/bin/env python3
"""kill -9 at random moments, again and again: is every row there once, with the right values?

    kill_test.py [--rounds 20] [--seed N]

Writers change the source all the time. Each round starts `vitesslake sync`, kills it with SIGKILL, pauses the writers, catches up with `sync --once`, and
compares every row and value with MySQL. Odd rounds begin with an empty lake, so that the kill falls into the copy; even rounds go on with the lake of the
round before. No snapshot that a round has seen may be gone in the next. The last line is the sum; exit code 0 if nothing was lost, doubled or wrong.
"""
import signal
import sys
import time

from harness import TABLES, Failure, Lab, arguments


def one_round(lab, number, rounds, seen, copy_time):
    fresh = number % 2 == 1
    if fresh:
        lab.forget_lake()
        seen.clear()
    began = time.monotonic()
    process = lab.sync()
    if number % 4 == 1:  # into the middle of a copy of which the lake holds a part
        lab.until("a committed part of orders", lambda: b"orders committed" in process.log.read_bytes(), process)
        time.sleep(lab.rng.uniform(0, 1.5))
    else:
        time.sleep(lab.rng.uniform(0.3, 1.1) * copy_time if fresh else copy_time / 2 + lab.rng.uniform(0, 12))
    delay = time.monotonic() - began
    code = lab.kill(process)
    if code != -signal.SIGKILL:
        raise Failure(f"sync had ended with {code} before the kill; see {process.log}")
    states = lab.states()
    caught_up, found = lab.compare()
    gone = 0
    for table in TABLES:
        now = set(lab.checkpoints(table))
        gone += len(seen.get(table, set()) - now)
        seen[table] = now
    lost, doubled, wrong = (sum(getattr(one, what) for one in found) for what in ("lost", "doubled", "wrong"))
    equal = all(one.equal for one in found) and not gone
    print(f"round {number}/{rounds} {'copy   ' if fresh else 'running'} killed after {delay:5.2f} s, "
          f"{' '.join(f'{table}:{state}' for table, state in states.items()) or 'no table yet'}; once {caught_up:.1f} s; "
          f"rows {' '.join(f'{one.table}={one.rows}' for one in found)}; lost={lost} doubled={doubled} wrong={wrong} snapshots gone={gone} "
          f"{'equal' if equal else 'DIFFERENT'}", flush=True)
    for one in found:
        if not one.equal:
            print("\n".join(str(one).splitlines()[:6]), flush=True)
    return lost, doubled, wrong, gone, not equal


def main():
    parser = arguments(__doc__, rows=200000)
    parser.add_argument("--rounds", type=int, default=20)
    args = parser.parse_args()
    print(f"seed {args.seed}, {args.rounds} rounds", flush=True)
    lab = Lab(args)
    totals, done, failure = [0, 0, 0, 0, 0], 0, ""
    lab.writers.start()
    try:
        seen = {}
        copy_time = lab.timed_catch_up()
        print(f"a whole copy, start of the JVM included, takes {copy_time:.1f} s", flush=True)
        for number in range(1, args.rounds + 1):
            totals = [total + more for total, more in zip(totals, one_round(lab, number, args.rounds, seen, copy_time))]
            done = number
    except Failure as unmet:
        failure = str(unmet)
        print(f"FAILED: {failure}", flush=True)
    finally:
        well = not failure and not any(totals) and done == args.rounds
        lab.close(well)
    lost, doubled, wrong, gone, different = totals
    print(f"rounds={done} lost={lost} doubled={doubled} wrong={wrong} snapshots_gone={gone} different={different} seed={args.seed}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
