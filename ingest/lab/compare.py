#!/usr/bin/env python3
"""Is the lake equal to the source? Reads the Iceberg tables through Spark and the same tables through vtgate, and compares every row and value.

    compare.py --config vitesslake.yaml --mysql 127.0.0.1:15306 [--skip types="no mapping yet"] [TABLE…]
    compare.py … --serve       asks Spark once and answers many times: one line of table names (or an empty one for all) in, one line of JSON a table out

It shares no code with vitesslake: of its configuration it reads source.keyspace and catalog only. Nobody may write meanwhile.
Both sides are dumped as text (numbers plain, texts and bytes in hex), sorted and compared; JSON and floating-point numbers by value.
Exit code 0: equal, 1: different.
"""
import argparse
import filecmp
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

import pymysql
import yaml
from pyspark.sql import SparkSession

os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
LAB_DIR = os.environ.get("LAB_DIR", "/var/tmp/vitesslake-lab")
SPARK_JARS = os.environ.get("SPARK_JARS", f"{LAB_DIR}/spark")  # for another Spark than the lab's
SHOWN = 20
NULL = "NULL"


@dataclass
class Difference:
    """What a comparison of one table found. lost: in the source only; doubled: more often in the lake than in the source; wrong: same key, other values."""
    table: str
    rows: int = 0
    lake_rows: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: int = 0
    columns: list = field(default_factory=list)  # that differ in the rows that are wrong
    examples: list = field(default_factory=list)
    problem: str = ""
    seconds: float = 0.0

    @property
    def equal(self):
        return not (self.lost or self.doubled or self.wrong or self.problem)

    def __str__(self):
        verdict = "equal" if self.equal else self.problem or f"DIFFERENT lost={self.lost} doubled={self.doubled} wrong={self.wrong}"
        return f"{self.table}: {verdict}, rows={self.rows} lake={self.lake_rows}, {self.seconds:.1f} s" + "".join(f"\n    {e}" for e in self.examples)


# How a MySQL type is written in the dumps: SQL for MySQL, SQL for Spark, and what Python does with each text afterwards (None: nothing).

def json_value(hexed):
    def number(text):
        value = float(text)
        return int(value) if value.is_integer() and abs(value) < 2 ** 53 else value
    raw = bytes.fromhex(hexed)
    try:
        return json.dumps(json.loads(raw, parse_float=number), sort_keys=True, ensure_ascii=True)
    except ValueError:
        return "not JSON: " + hexed


def micros(text):
    """A TIME as MySQL writes it, or microseconds as they stand in the lake."""
    parts = re.fullmatch(r"(-?)(\d+):(\d\d):(\d\d)(?:\.(\d+))?", text)
    if not parts:
        return text
    sign, hours, minutes, seconds, fraction = parts.groups()
    total = (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * 10 ** 6 + int((fraction or "").ljust(6, "0"))
    return str(-total if sign else total)


# Spatial values as their SRID in hex and their WKB in hex: MySQL takes them apart itself, of the lake's EWKB the SRID is cut out.
LAKE_SRID = ", ".join(f"substr(hex({{0}}), {at}, 2)" for at in (17, 15, 13, 11))
GEOMETRY = ("concat(lpad(hex(st_srid({0})), 8, '0'), hex(st_aswkb({0}, 'axis-order=long-lat')))",
            f"case when substr(hex({{0}}), 9, 2) = '20' then concat({LAKE_SRID}, substr(hex({{0}}), 1, 8), '00', substr(hex({{0}}), 19)) else concat('00000000', hex({{0}})) end", None)
TEXT = ("hex(convert({0} using utf8mb4))", "hex({0})", None)
BYTES = ("hex({0})", "hex({0})", None)
PLAIN = ("{0}", "cast({0} as string)", None)
MOMENT = ("date_format({0}, '%Y-%m-%d %T.%f')", "date_format({0}, 'yyyy-MM-dd HH:mm:ss.SSSSSS')", None)
FORMS = {
    "tinyint": PLAIN, "smallint": PLAIN, "mediumint": PLAIN, "int": PLAIN, "bigint": PLAIN, "date": PLAIN,
    "decimal": ("{0}", "cast({0} as string)", lambda text: format(Decimal(text), "f")),
    "year": ("{0} + 0", "cast({0} as string)", None),
    "float": ("{0} + 0.0", "cast(cast({0} as double) as string)", lambda text: repr(float(text))),
    "double": ("{0}", "cast({0} as string)", lambda text: repr(float(text))),
    "datetime": MOMENT, "timestamp": MOMENT,
    "time": ("cast({0} as char)", "cast({0} as string)", micros),
    "char": TEXT, "varchar": TEXT, "tinytext": TEXT, "text": TEXT, "mediumtext": TEXT, "longtext": TEXT, "enum": TEXT, "set": TEXT,
    "json": ("hex(convert({0} using utf8mb4))", "hex(cast({0} as string))", json_value),
    "bit": ("{0} + 0", "cast({0} as string)", None),
    **dict.fromkeys(("geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon", "geomcollection", "geometrycollection"), GEOMETRY),
}


VARIANT = "hex(to_json({0}))"  # of JSON, in Spark


def form(mysql_type):
    name = re.match(r"\w+", mysql_type).group()
    if "zerofill" in mysql_type:
        return "{0} + 0", "cast({0} as string)", None
    return FORMS.get(name, BYTES)  # binary, blob, vector


class Source:
    """The tables as vtgate shows them."""

    def __init__(self, address, keyspace):
        self.host, port = address.rsplit(":", 1)
        self.port, self.keyspace = int(port), keyspace

    def query(self, statement):
        connection = pymysql.connect(host=self.host, port=self.port, user="root", database=self.keyspace, charset="utf8mb4")
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall()
        finally:
            connection.close()

    def tables(self):
        return sorted(row[0] for row in self.query("show full tables") if row[1] == "BASE TABLE")

    def columns(self, table):
        """[(name, type, is part of the primary key)]"""
        return [(row[0], row[1].decode() if isinstance(row[1], bytes) else row[1], row[3] == "PRI") for row in self.query(f"show columns from `{table}`")]

    def dump(self, table, columns, path):
        cells = ", ".join(form(mysql_type)[0].format(f"`{name}`") for name, mysql_type, _ in columns)
        with open(path, "wb") as out:
            subprocess.run(["mysql", f"-h{self.host}", f"-P{self.port}", "-uroot", "--default-character-set=utf8mb4", "--batch", "--quick", "--raw", "--skip-column-names",
                            self.keyspace, "-e", f"set time_zone = '+00:00'; set workload = 'olap'; select {cells} from `{table}`"], stdout=out, check=True)


def reading_properties(catalog):
    """Of the catalog, for Spark. What the writer reaches through Hadoop's S3A is read through Iceberg's own client for S3; both take credentials from the environment."""
    properties = dict(catalog.get("properties", {}))
    s3a = {key.removeprefix("hadoop.fs.s3a."): properties.pop(key) for key in list(properties) if key.startswith("hadoop.fs.s3a.")}
    if "endpoint" in s3a:
        properties.update({"io-impl": "org.apache.iceberg.aws.s3.S3FileIO", "s3.endpoint": s3a["endpoint"], "client.region": s3a.get("endpoint.region", "us-east-1"),
                           "s3.path-style-access": s3a.get("path.style.access", "false")})
    return properties


class Lake:
    """The tables as Spark reads them."""

    def __init__(self, catalog):
        self.name, self.namespace = catalog.get("name", "lake"), catalog["namespace"]
        properties = reading_properties(catalog)
        jars = ":".join(glob.glob(f"{SPARK_JARS}/*.jar") + (glob.glob(f"{LAB_DIR}/spark/s3/*.jar") if {"s3.endpoint", "client.region"} & set(properties) else []))
        prefix = f"spark.sql.catalog.{self.name}"
        options = {
            "spark.driver.extraClassPath": jars, "spark.driver.memory": "2g", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1",
            "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR", "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": "4", "spark.sql.catalogImplementation": "in-memory",
            "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
            prefix: "org.apache.iceberg.spark.SparkCatalog", f"{prefix}.cache-enabled": "false",
            **{f"{prefix}.{key}": catalog[key] for key in ("type", "uri", "warehouse") if key in catalog},
            **{f"{prefix}.{key}": value for key, value in properties.items()},
        }
        builder = SparkSession.builder.master("local[2]").appName("compare")
        for key, value in options.items():
            builder = builder.config(key, value)
        self.spark = builder.getOrCreate()

    def table(self, name):
        return f"{self.name}.{self.namespace}.{name}"

    def sql(self, statement):
        return self.spark.sql(statement)

    def columns(self, table):
        return self.spark.table(self.table(table)).columns

    def dump(self, table, columns, path):
        types = dict(self.spark.table(self.table(table)).dtypes)
        cells = [f"coalesce({(VARIANT if types[name] == 'variant' else form(mysql_type)[1]).format(f'`{name}`')}, '{NULL}')" for name, mysql_type, _ in columns]
        rows = self.spark.table(self.table(table)).selectExpr(f"concat_ws('\\t', {', '.join(cells)})")
        parts = f"{path}.parts"
        rows.write.text(parts)
        with open(path, "wb") as out:
            for part in sorted(glob.glob(f"{parts}/part-*")):
                with open(part, "rb") as lines:
                    while chunk := lines.read(1 << 20):
                        out.write(chunk)
                os.remove(part)


class Checker:
    """Compares tables as often as asked; Spark starts once."""

    def __init__(self, source, lake):
        self.source, self.lake = source, lake

    @classmethod
    def of(cls, config, mysql):
        with open(config, encoding="utf-8") as text:
            settings = yaml.safe_load(os.path.expandvars(text.read()))
        keyspace = settings["source"]["keyspace"]
        return cls(Source(mysql, keyspace), Lake({"namespace": keyspace, **settings["catalog"]}))

    def compare(self, table):
        began = time.monotonic()
        found = Difference(table)
        columns = self.source.columns(table)
        try:
            lake_columns = self.lake.columns(table)
        except Exception as missing:  # Spark's classes of errors differ by version; the text says what it is
            found.problem = "not readable in the lake: " + str(missing).splitlines()[0]
            return found
        if sorted(lake_columns) != sorted(name for name, _, _ in columns):
            found.problem = f"columns differ: source {[name for name, _, _ in columns]}, lake {lake_columns}"
            return found
        with tempfile.TemporaryDirectory(prefix="compare-") as scratch:
            source, lake = f"{scratch}/source", f"{scratch}/lake"
            self.source.dump(table, columns, source)
            self.lake.dump(table, columns, lake)
            for path in (source, lake):
                self.by_value(columns, path)
                subprocess.run(["sort", "-S", "256M", "-o", path, path], env={**os.environ, "LC_ALL": "C"}, check=True)
            found.rows, found.lake_rows = lines(source), lines(lake)
            if not filecmp.cmp(source, lake, shallow=False):
                self.explain(found, columns, source, lake)
        found.seconds = time.monotonic() - began
        return found

    @staticmethod
    def by_value(columns, path):
        """Rewrites the texts that several texts may stand for one value."""
        changes = [(at, form(mysql_type)[2]) for at, (_, mysql_type, _) in enumerate(columns) if form(mysql_type)[2]]
        if not changes:
            return
        with open(path, encoding="ascii") as raw, open(path + ".value", "w", encoding="ascii") as out:
            for line in raw:
                cells = line.rstrip("\n").split("\t")
                for at, value in changes:
                    cells[at] = cells[at] if cells[at] == NULL else value(cells[at])
                out.write("\t".join(cells) + "\n")
        os.replace(path + ".value", path)

    @staticmethod
    def explain(found, columns, source, lake):
        only = [line.rstrip("\n").split("\t", 1) for line in difference(source, lake)]
        key_at = [at for at, column in enumerate(columns) if column[2]] or range(len(columns))
        rows, wrong = {"source": {}, "lake": {}}, set()
        for side, line in only:
            cells = line.split("\t")
            rows[side].setdefault(tuple(cells[at] for at in key_at), []).append(cells)
        for key in sorted(rows["source"].keys() | rows["lake"].keys()):
            here, there = rows["source"].get(key, []), rows["lake"].get(key, [])
            found.wrong += min(len(here), len(there))
            found.lost += max(0, len(here) - len(there))
            found.doubled += max(0, len(there) - len(here))
            if here and there:
                wrong.update(name for at, (name, *_) in enumerate(columns) if here[0][at] != there[0][at])
            if len(found.examples) < SHOWN:
                found.examples.append(readable(columns, key_at, here, there))
        found.columns = sorted(wrong)


def difference(source, lake):
    """Lines of two sorted files that the other lacks, each after "source" or "lake" and a tab."""
    with open(source, encoding="ascii") as one, open(lake, encoding="ascii") as other:
        here, there = one.readline(), other.readline()
        while here or there:
            if here == there:
                here, there = one.readline(), other.readline()
            elif here and (not there or here < there):
                yield "source\t" + here
                here = one.readline()
            else:
                yield "lake\t" + there
                there = other.readline()


def readable(columns, key_at, here, there):
    """The key, and of rows that are on both sides only the columns that differ."""
    def cell(at, row):
        name, mysql_type, _ = columns[at]
        text = row[at] if form(mysql_type) is not TEXT or row[at] == NULL else repr(bytes.fromhex(row[at]).decode("utf-8", "replace"))
        return f"{name}={text[:60]}"

    both = here and there
    shown = [at for at in range(len(columns)) if at not in key_at and (not both or here[0][at] != there[0][at])]
    sides = [f"{side}: {', '.join(cell(at, row) for at in shown)}" for side, rows in (("source", here), ("lake", there)) for row in rows]
    return f"{' '.join(cell(at, (here or there)[0]) for at in key_at)} | {' | '.join(sides)}"[:600]


def lines(path):
    with open(path, "rb") as text:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: text.read(1 << 20), b""))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", required=True)
    parser.add_argument("--mysql", default="127.0.0.1:15306", help="vtgate, HOST:PORT")
    parser.add_argument("--skip", action="append", default=[], metavar="TABLE=REASON", help="a table that is knowingly not in the lake")
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("tables", nargs="*", help="default: every base table of the keyspace")
    args = parser.parse_args()
    skipped = dict(one.partition("=")[::2] for one in args.skip)
    checker = Checker.of(args.config, args.mysql)

    def check(tables):
        for table in tables or checker.source.tables():
            if table in skipped:
                print(f"{table}: SKIPPED, {skipped[table] or 'no reason given'}", file=sys.stderr, flush=True)
            else:
                yield checker.compare(table)

    if args.serve:
        for request in sys.stdin:
            for found in check(request.split()):
                print(json.dumps({**vars(found), "equal": found.equal}), flush=True)
            print(json.dumps({"end": True}), flush=True)
        return 0
    outcome = Counter()
    for found in check(args.tables):
        print(found, flush=True)
        outcome[found.equal] += 1
    print(f"{'EQUAL' if not outcome[False] else 'DIFFERENT'}: {outcome[True]} tables equal, {outcome[False]} different, {len(skipped)} skipped")
    return 1 if outcome[False] else 0


if __name__ == "__main__":
    sys.exit(main())
