#!/usr/bin/env python3
"""Every statement in sql/spark and sql/trino runs as it stands, on the real engine, over a lake that `vitesslake demo` has made; needs no Vitess.

    sql_test.py [spark] [trino]      default: both; Trino is downloaded into LAB_DIR on first use and wants a JDK 24 or newer

SNAPSHOT_ID, CUSTOMER_SNAPSHOT_ID and MOMENT are replaced by what the statements before them answered, as a reader would. Beyond running, statements must answer
rightly: freshness of a running table, both engines the same snapshots, as many rows at a snapshot as its summary says, and no other rows after maintenance.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from compare import Lake
from trino import Trino

ROOT = Path(__file__).resolve().parents[2]
VITESSLAKE = os.environ.get("VITESSLAKE", str(ROOT / "vitesslake"))
PAGES = ["freshness", "time-travel", "one-moment", "maintenance"]


class Spark:
    def __init__(self, demo, _directory):
        self.lake = Lake({"namespace": "commerce", **yaml.safe_load((demo / "demo.yaml").read_text(encoding="utf-8"))["catalog"]})

    def query(self, statement):
        found = self.lake.sql(statement)
        return found.columns, [list(row) for row in found.collect()]

    def close(self):
        self.lake.spark.stop()


class TrinoOverDemo(Trino):
    def __init__(self, demo, directory):
        page = (ROOT / "sql/trino/lake.properties").read_text(encoding="utf-8")
        super().__init__(directory, page.replace("/srv/lake/catalog.db", f"{demo}/catalog.db").replace("/srv/lake/warehouse", f"{demo}/warehouse"))


ENGINES = {"spark": Spark, "trino": TrinoOverDemo}


def statements(engine, page):
    """[(title, statement)]"""
    text = (ROOT / f"sql/{engine}/{page}.sql").read_text(encoding="utf-8")
    found = []
    for part in re.split(r";\s*\n", text):
        lines = part.strip().splitlines()
        if statement := "\n".join(line for line in lines if not line.startswith("--")).strip():
            title = next((line.removeprefix("-- ") for line in lines if line.startswith("--")), statement.splitlines()[0])
            found.append((title, statement))
    return found


class Run:
    """One engine over one lake."""

    def __init__(self, name, engine):
        self.name, self.engine, self.answers, self.failed = name, engine, {}, 0
        self.values = {}

    def expect(self, what, holds):
        if not holds:
            self.failed += 1
            print(f"FAIL {self.name}: {what}", flush=True)

    def filled(self, statement):
        return re.sub(r"CUSTOMER_SNAPSHOT_ID|SNAPSHOT_ID|MOMENT", lambda word: str(self.values[word.group()]), statement)

    def page(self, page):
        for title, statement in statements(self.name, page):
            try:
                columns, rows = self.engine.query(self.filled(statement))
            except Exception as refused:  # PySpark has one class for each kind
                self.expect(f"{page}.sql refused: {title}: {str(refused)[:600]}", False)
                continue
            self.answers[title] = [dict(zip(columns, row)) for row in rows]
            print(f"ok   {self.name} {page}: {title[:100]} ({len(rows)} rows)", flush=True)

    def rows(self, table):
        return self.engine.query(f"select count(*) from lake.commerce.{table}")[1][0][0]

    def titled(self, begin):
        return next((answer for title, answer in self.answers.items() if title.startswith(begin)), [])

    def all(self):
        before = {table: self.rows(table) for table in ("orders", "customer", "code_ci")}
        self.page("freshness")
        fresh = self.titled("What does the newest checkpoint")
        self.expect(f"one fresh row of a running table: {fresh}", len(fresh) == 1 and fresh[0]["state"] == "running" and fresh[0]["row_count"] == before["orders"])
        changes = self.titled("What changed in each")
        self.values["SNAPSHOT_ID"] = changes[0]["snapshot_id"]
        self.values["MOMENT"] = str(changes[0]["committed_at"]).removesuffix(" UTC")
        self.page("time-travel")
        self.expect("the newest snapshot has the rows of the table", self.titled("The table as it was there") == [{"row_count": before["orders"]}])
        self.expect("and so has its moment", self.titled("The table as it was in the lake at") == [{"row_count": before["orders"]}])
        self.expect("a VGTID", [len(row["vgtid"]) > 2 for row in self.titled("Which position")] == [True])
        found = self.engine.query(statements(self.name, "one-moment")[0][1])[1]
        self.expect(f"one pair of snapshots, not {found}", len(found) == 1)
        self.values["SNAPSHOT_ID"], self.values["CUSTOMER_SNAPSHOT_ID"] = found[0] if found else (0, 0)
        self.page("one-moment")
        self.expect("customers with orders", len(self.titled("The join at that moment")) == 10)
        self.page("maintenance")
        self.expect("no other rows after maintenance", before == {table: self.rows(table) for table in before})
        self.page("freshness")
        self.expect("the checkpoint is found behind others' snapshots", self.titled("What does the newest checkpoint") == fresh)


def main():
    names = sys.argv[1:] or list(ENGINES)
    if unknown := set(names) - set(ENGINES):
        sys.exit(f"unknown engine {', '.join(unknown)}: choose from {', '.join(ENGINES)}")
    directory, failed = Path(tempfile.mkdtemp(prefix="vitesslake-sql-")), 0
    for name in names:
        demo = directory / f"{name}-demo"
        subprocess.run([VITESSLAKE, "demo", "--dir", str(demo)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        engine = ENGINES[name](demo, directory / name)
        try:
            run = Run(name, engine)
            run.all()
            failed += run.failed
        finally:
            engine.close()
    if failed:
        print(f"SQL test: {failed} claims FAILED; lakes are in {directory}")
        return 1
    shutil.rmtree(directory)
    print(f"SQL test: every statement runs and answers rightly on {', '.join(names)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
