#!/usr/bin/env python3
"""Does the tutorial work? Runs the commands of docs/tutorial.md one after the other, as its reader would in one shell.

    tutorial.py [--write]

A block that begins with ```console has commands, each after "$ ", with what they print below. Output must be as the page says, but for numbers, ids and times; a
line "…" stands for any lines. With --write the page takes what they print now; where it had "…" between lines, lines like those stay around it.
Wants the ports of a cluster with PORT_BASE 15000, and 8080.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import ROOT

PAGE = ROOT / "docs/tutorial.md"
MARK = "--- ended with "
READER = "/home/you/vitesslake"  # where a reader may have it, in place of where it is
# What differs from run to run. Longest first, so that no part of one is taken for another.
VARIABLE = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z|[0-9a-f]{8}-[0-9a-f-]{27}|file:\S+|/tmp/\S+|\b\d[\d,.:]*( (GiB|MiB|KiB|min|ms|s|h|m))*\b|  +|-{2,}")


class Shell:
    """One bash for all commands, so that variables and jobs live on."""

    def __init__(self):
        self.bash = subprocess.Popen(["bash", "--noprofile", "--norc"], cwd=ROOT, text=True, bufsize=1, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                     env={**os.environ, "COLUMNS": "160"})

    def run(self, command):
        """(lines, exit code)"""
        self.bash.stdin.write(f"{command}\ncode=$?; echo; echo '{MARK}'$code\n")
        lines = []
        for line in self.bash.stdout:
            if line.startswith(MARK):
                while lines and not lines[-1]:
                    lines.pop()
                return lines, int(line.removeprefix(MARK))
            lines.append(line.rstrip().replace(str(ROOT), READER))
        raise RuntimeError(f"the shell ended in: {command}")

    def close(self):
        self.bash.stdin.write("kill $(jobs -p) 2> /dev/null; exit\n")
        self.bash.wait(timeout=60)


def constant(line):
    return VARIABLE.sub("#", line).strip()


def agrees(told, printed):
    """Whether the lines of the page are those that were printed, with "…" for any number of lines."""
    if not told:
        return not printed
    if told[0] == "…":
        return any(agrees(told[1:], printed[i:]) for i in range(len(printed) + 1))
    return bool(printed) and constant(told[0]) == constant(printed[0]) and agrees(told[1:], printed[1:])


def shortened(told, printed):
    """What was printed, without what the page leaves out."""
    parts, kept, at = [[]], [], 0
    for line in told:
        if line == "…":
            parts.append([])
        else:
            parts[-1].append(line)
    for number, part in enumerate(parts):
        if number:
            kept.append("…")
            places = (i for i in range(at, len(printed)) if part and constant(printed[i]) == constant(part[0]))
            at = next(places, len(printed)) if number < len(parts) - 1 else len(printed) - len(part)
        kept += printed[at:at + len(part)] if len(parts) > 1 else printed
        at += len(part)
    return kept


def commands(block):
    """[(command, its lines)]"""
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        else:
            found[-1][1].append(line)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    shell, failures = Shell(), []

    def run_block(match):
        lines = []
        for command, told in commands(match.group(1)):
            printed, code = shell.run(command)
            well = code == 0 and (args.write or agrees(told, printed))
            print(f"{'ok  ' if well else 'FAIL'} {command}", flush=True)
            if not well:
                failures.append(command)
                print(f"     exit code {code}; printed:\n" + "\n".join(printed), flush=True)
            lines += [f"$ {command}", *shortened(told, printed)]
        return "```console\n" + "\n".join(lines) + "\n```"

    with tempfile.TemporaryDirectory(prefix="vitesslake-tutorial-") as scratch:
        os.environ["TMPDIR"] = scratch
        try:
            page = re.sub(r"```console\n(.*?)\n```", run_block, PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
        finally:
            shell.close()
    if args.write and not failures:
        PAGE.write_text(page, encoding="utf-8")
    print(f"tutorial: {len(failures)} commands failed" if failures else "tutorial: every command does what the page says")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
