#!/usr/bin/env python3
"""The same values once copied and once streamed: does the lake hold what MySQL shows, in both phases alike?

    types_test.py [--vtgate 127.0.0.1:15991] [--mysql 127.0.0.1:15306] [--rows 200] [--seed 1]

Needs the table common_types, empty or not; it is emptied first. Exit code 0 when all is equal."""
import shutil
import sys

import pymysql

import harness
import workload
from compare import Checker

TABLE = "common_types"


def expect(what, holds):
    print(f"{'ok  ' if holds else 'FAIL'} {what}", flush=True)
    return holds


def main():
    parser = harness.arguments(__doc__, rows=200)
    args = parser.parse_args()
    host, port = args.mysql.rsplit(":", 1)
    words = workload.arguments(["types", "--host", host, "--port", port, "--seed", str(args.seed), "--rows", str(args.rows)])
    with pymysql.connect(host=host, port=int(port), user="root", database="commerce", autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"delete from {TABLE}")
        workload.insert_types(words, TABLE, 1)
        lab = harness.Lab(args, tables=[TABLE])
        lab.catch_up()
        checker = Checker(lab.config, args.mysql)
        copied = checker.compare(TABLE)
        good = expect(f"copied: {copied}", copied.equal)
        first = args.rows + 1
        workload.insert_types(words, TABLE, first)
        cursor.execute(f"update {TABLE} set c_int = c_int where id < 10")
        cursor.execute(f"update {TABLE} set c_text = 'changed' where id between 10 and 19")
        cursor.execute(f"delete from {TABLE} where id between 20 and 29")
        cursor.execute(f"delete from {TABLE} where id between {first + 9} and {first + 28}")
        lab.catch_up()
        streamed = checker.compare(TABLE)
        good &= expect(f"streamed: {streamed}", streamed.equal)
        columns = [name for name in checker.lake.columns(TABLE) if name not in ("id", "c_gen", "c_json")]
        lake = checker.lake.table(TABLE)
        differing = " or ".join(f"not (a.{name} <=> b.{name})" for name in columns)
        pairs = checker.lake.sql(f"select count(*), count_if({differing}) from {lake} a join {lake} b on a.id + {args.rows} = b.id").first()
        good &= expect(f"{pairs[0]} pairs of a copied and a streamed row with the same values, {pairs[1]} differ", pairs[0] > 0 and pairs[1] == 0)
    if good:
        shutil.rmtree(lab.dir, ignore_errors=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
