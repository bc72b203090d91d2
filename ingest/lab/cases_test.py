#!/usr/bin/env python3
"""The cases of sql/cases on a real Vitess, read by Spark: all in one keyspace, followed by one writer, side by side.

    cases_test.py [CASE…]        CASE: how a directory's name or a word in it begins, such as 09 or truncate; all without

Phase by phase: the sections `before` of all cases, the copies, the first sections `running` of all, the writer catches up, the second ones, and so on.
Prints a line for each case, and what differed. Exit code 0 when all are ok.
"""
import json
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pymysql
import yaml

from cases import Wrong, all_cases
from cases_source import Sessions, covers, drop_tables, prepare, source_rows
from cases_tables import differences, disagreements, lake_rows
from harness import DONE, Failure, Lab, arguments

CLIENTS = 6
CATCH_UP_WITHIN = 150
RESTARTS = 5
TABLES_STOPPED = 6  # exit code of vitesslake


class Run:
    """All cases on one lake, and what is known of each."""

    def __init__(self, lab, cases):
        self.lab, self.cases = lab, cases
        self.failures = {case.name: [] for case in cases}
        self.sessions = {case.name: Sessions(lab) for case in cases}
        self.troubles = []
        self.process = None

    def fail(self, case, *reasons):
        self.failures[case.name] += reasons

    def going_on(self):
        return [case for case in self.cases if not self.failures[case.name]]

    def run_sections(self, sections):
        """[(case, section)], side by side."""
        def run(pair):
            case, section = pair
            try:
                for statement in section.statements:
                    self.sessions[case.name].run(statement)
            except (pymysql.err.Error, Failure) as error:
                self.fail(case, f"the source refused {statement.text[:100]!r}: {error}")
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(run, sections))

    def keep_writing(self):
        """A writer that ended is a failure of its own; the cases go on with a new one."""
        if self.process and self.process.poll() is None:
            return
        if self.process:
            self.troubles.append(f"the writer ended with {self.process.returncode}; see {self.process.log}")
            if len(self.troubles) > RESTARTS:
                raise Failure("\n".join(self.troubles))
        self.process = self.lab.sync()

    def stop_writing(self):
        self.process.terminate()
        if (code := self.process.wait(timeout=120)) not in (DONE, TABLES_STOPPED):
            self.troubles.append(f"the writer ended with {code} after SIGTERM; see {self.process.log}")

    def await_lake(self, targets, behind, what):
        """Until each table that is there holds all that the source had when `targets` was asked, or is stopped."""
        left = {table: case for case in self.going_on() for table in self.awaited(case) - behind}
        began, standing = time.monotonic(), {}
        while left and time.monotonic() - began < CATCH_UP_WITHIN:
            self.keep_writing()
            for table, case in list(left.items()):
                standing[table] = self.standing(table, case, targets)
                if standing[table] in ("", "stopped"):
                    del left[table]
                if standing[table] == "stopped" and table not in case.stopped:
                    self.fail(case, f"{table} stopped after {what}: {self.state(table)}")
            time.sleep(0.3)
        for table, case in left.items():
            self.fail(case, f"{table} had not caught up {CATCH_UP_WITHIN} s after {what}: {standing[table]}")
        print(f"     {what}: caught up in {time.monotonic() - began:.0f} s", flush=True)

    @staticmethod
    def awaited(case):
        return set(case.expected) | set(case.stopped)

    def standing(self, table, case, targets):
        """Why the lake's table is not where it must be; empty if it is."""
        metadata = self.lab.metadata(table)
        state = metadata.state()
        if state != "running":
            return state or "not in the lake"
        if metadata.head("vitesslake-recopy"):
            return "being copied again"
        positions = metadata.positions()
        shards = positions if case.is_reference(table) else targets  # which is read from one shard
        behind = [shard for shard in shards if shard not in positions or not covers(positions[shard][0], targets[shard])]
        return f"{' and '.join(behind)} of it at an older position" if behind else ""

    def state(self, table):
        return json.loads(self.lab.metadata(table).checkpoint().get("vitess.state", "{}"))

    def judge(self, case):
        for table in sorted(self.awaited(case)):
            state = self.state(table)
            if state.get("code", "") != case.stopped.get(table, ""):
                self.fail(case, f"{table} is {state or 'not in the lake'}, expected is {case.stopped.get(table, 'running')}")
        for table, expected in case.expected.items():
            self.judge_rows(case, table, expected)
        copied_again = [line for line in self.log() if any(re.search(rf"\b{table} is copied (again|from its start)", line) for table in case.tables)]
        if case.recopied is False and copied_again:
            self.fail(case, f"was copied again: {copied_again[0]}")
        if case.recopied and not copied_again:
            self.fail(case, "was not copied again")

    def judge_rows(self, case, table, expected):
        types = {}
        try:
            if table not in case.stopped:
                types, source = source_rows(self.lab, table, case.is_reference(table))
                self.fail(case, *disagreements(table, expected, types, source, case.differing, case.excluded(table)))
            found = lake_rows(self.lab.checker.lake, table)
        except Exception as error:  # PySpark's classes differ by version; the text says what it is
            self.fail(case, f"{table} is not readable: {str(error).splitlines()[0]}")
            return
        self.fail(case, *differences(table, expected, found, {name for name, kind in types.items() if kind == "json"}))

    def log(self):
        return [line for process in self.lab.processes for line in process.log.read_text(encoding="utf-8").splitlines()]

    def report(self):
        for case in self.cases:
            reasons = self.failures[case.name]
            print(f"{'FAIL' if reasons else 'ok  '} {case.name}: {case.claim}", flush=True)
            for reason in reasons:
                print(f"         {reason}", flush=True)
        for trouble in self.troubles:
            print(f"FAIL {trouble}", flush=True)
        passed = len(self.going_on())
        print(f"{passed} of {len(self.cases)} cases are ok", flush=True)
        return passed == len(self.cases) and not self.troubles


def run_all(run):
    lab = run.lab
    began = time.monotonic()
    prepare(lab, run.cases)
    run.run_sections([(case, case.before) for case in run.cases])
    print(f"     tables made and filled in {time.monotonic() - began:.0f} s", flush=True)
    copied = {table for case in run.cases for table in run.awaited(case)} & {row[0] for row in lab.query("show tables")}
    found_later = {table for case in run.cases for table in run.awaited(case)} - copied
    run.await_lake(lab.positions(), found_later, "the copies")
    for phase in range(max(len(case.running) for case in run.cases)):
        sections = [(case, case.running[phase]) for case in run.going_on() if phase < len(case.running)]
        run.run_sections(sections)
        behind = {table for _, section in sections for table in section.behind}
        run.await_lake(lab.positions(), behind, f"section {phase + 1} of running")
    run.stop_writing()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(run.judge, run.going_on()))


def main():
    parser = arguments(__doc__, rows=1000)
    parser.add_argument("cases", nargs="*", metavar="CASE")
    args = parser.parse_args()
    try:
        cases = all_cases(args.cases)
    except Wrong as wrong:
        sys.exit(str(wrong))
    policies = {table: policy for case in cases for table, policy in case.policies.items()}
    lab = Lab(args, tables=[f"c{case.name.split('_')[0]}_*" for case in cases], source="discovery-interval: 2s", memory="1GiB", idle_interval="4s",
              settings="tables: " + yaml.safe_dump(policies, default_flow_style=True, width=10 ** 6))
    run, well = Run(lab, cases), False
    try:
        run_all(run)
        well = run.report()
        if well:  # else they are left to look at
            drop_tables(lab, cases)
    except Failure as unmet:
        run.report()
        print(f"FAILED: {unmet}", flush=True)
    finally:
        lab.close(well)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
