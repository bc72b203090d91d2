"""The cases of sql/cases as data: statements for the source, and what the lake must hold after them. sql/README.md tells the form."""
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

CASES = Path(__file__).resolve().parents[2] / "sql/cases"
NULL = r"\N"
BY_ID = {"column_vindexes": [{"column": "id", "name": "hash"}]}


@dataclass(frozen=True)
class Statement:
    text: str
    shard: str = ""  # empty: through vtgate for all of them
    beside: bool = False  # told to the shard's MySQL past Vitess


@dataclass
class Section:
    """Statements that are run one after the other; behind: tables whose lake does not have them all before the next section."""
    behind: set = field(default_factory=set)
    statements: list = field(default_factory=list)


@dataclass
class Rows:
    """One table's columns and rows, each cell a text or None; order does not count."""
    columns: list
    rows: list


class Wrong(Exception):
    """A case that does not say what it must."""


class Case:
    """One directory."""

    def __init__(self, directory):
        self.directory, self.name = directory, directory.name
        source = (directory / "source.sql").read_text(encoding="utf-8")
        self.claim = source.splitlines()[0].removeprefix("--").strip()
        self.before, self.running, self.vschema = Section(), [], {}
        parts = re.split(r"^-- (before|running|vschema)\b(.*)\n", source, flags=re.MULTILINE)[1:]
        for kind, words, text in zip(parts[::3], parts[1::3], parts[2::3]):
            if kind == "vschema":
                self.vschema = json.loads(text)
            elif kind == "before":
                self.before = Section(statements=statements(text))
            else:
                self.running.append(Section(set(re.findall(r"\w+(?= stays behind)", words)), statements(text)))
        if not self.claim or not self.running:
            raise Wrong(f"{self.name}: source.sql needs a claim in its first line and a section `-- running`")
        prefix = f"c{self.name.split('_')[0]}_"
        self.tables = sorted(set(re.findall(rf"\b_?{prefix}\w+", source)))
        self.vschema = {**{table: BY_ID for table in self.tables}, **self.vschema}
        self.policies = yaml.safe_load(self.text("mirror.yaml")) or {}
        self.expect(prefix)

    def expect(self, prefix):
        self.expected = {}
        for path in sorted(self.directory.glob("expected*.tsv")):
            table = path.name.split(".")[1] if path.name != "expected.tsv" else self.only_table()
            self.expected[table] = read_tsv(path)
        self.stopped, self.recopied, self.differing = {}, None, set()
        for line in filter(None, map(str.strip, self.text("expected.txt").splitlines())):
            if found := re.fullmatch(rf"({prefix}\w+) stopped: ([\w-]+)", line):
                self.stopped[found[1]] = found[2]
            elif line in ("no recopy", "recopy"):
                self.recopied = line == "recopy"
            elif found := re.fullmatch(r"source differs: ([\w, ]+)", line):
                self.differing = set(found[1].split(", "))
            else:
                raise Wrong(f"{self.name}: expected.txt says {line!r}, which means nothing")
        if not self.expected and not self.stopped:
            raise Wrong(f"{self.name} expects nothing: it needs an expected.tsv or a stopped table")

    def only_table(self):
        if len(self.tables) != 1:
            raise Wrong(f"{self.name} has tables {self.tables}: name the one that is meant, as in expected.{self.tables[0]}.tsv")
        return self.tables[0]

    def is_reference(self, table):
        return self.vschema.get(table, {}).get("type") == "reference"

    def excluded(self, table):
        return self.policies.get(table, {}).get("columns", {}).get("exclude", [])

    def text(self, name):
        path = self.directory / name
        return path.read_text(encoding="utf-8") if path.exists() else ""


def statements(text):
    """Each ends with a semicolon at the end of a line. A comment `-- on SHARD` or `-- beside Vitess on SHARD` holds for the next one."""
    found, lines, shard, beside = [], [], "", False
    for line in text.splitlines():
        if where := re.fullmatch(r"-- (beside Vitess )?on (\S+)", line.strip()):
            beside, shard = bool(where[1]), where[2]
        elif not line.startswith("--") and line.strip():
            lines.append(line)
            if line.rstrip().endswith(";"):
                found.append(Statement("\n".join(lines).rstrip().removesuffix(";"), shard, beside))
                lines, shard, beside = [], "", False
    if lines:
        raise Wrong(f"a statement has no semicolon at its end: {lines[0]}")
    return found


def read_tsv(path):
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    columns = header.split("\t")
    rows = [[None if cell == NULL else unescaped(cell) for cell in line.split("\t")] for line in lines]
    if wrong := [row for row in rows if len(row) != len(columns)]:
        raise Wrong(f"{path.parent.name}/{path.name}: not {len(columns)} cells: {wrong[0]}")
    return Rows(columns, rows)


def unescaped(cell):
    return re.sub(r"\\([\\tn])", lambda escape: {"\\": "\\", "t": "\t", "n": "\n"}[escape[1]], cell)


def escaped(cell):
    return NULL if cell is None else cell.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def all_cases(patterns):
    """Those whose directory's name, or a word in it, begins with one of the patterns; all without patterns."""
    found = [Case(path) for path in sorted(CASES.iterdir()) if path.is_dir() and (not patterns or any(f"_{one}" in f"_{path.name}" for one in patterns))]
    owners = {}
    for case in found:
        for table in case.tables:
            if owners.setdefault(table, case.name) != case.name:
                raise Wrong(f"{table} is in {owners[table]} and in {case.name}")
    return found
