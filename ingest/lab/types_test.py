#!/usr/bin/env python3
"""The same values once copied and once streamed: does the lake hold what MySQL shows, in both phases alike?

    types_test.py [--vtgate 127.0.0.1:15991] [--mysql 127.0.0.1:15306] [--rows 200] [--seed 1]

Needs the tables types and common_types, empty or not; they are emptied first. Exit code 0 when all is equal."""
import shutil
import sys

import pymysql

import harness
import workload
from compare import Checker

TABLES = ("common_types", "types")


def expect(what, holds):
    print(f"{'ok  ' if holds else 'FAIL'} {what}", flush=True)
    return holds


def same(checker, phase):
    found = [checker.compare(table) for table in TABLES]
    return all([expect(f"{phase}: {one}", one.equal) for one in found])


def change(cursor, words, table, rows):
    """The rows once more under new ids, and changes of both the copied and the new ones."""
    first = rows + 1
    workload.insert_types(words, table, first)
    cursor.execute(f"update {table} set c_int = c_int where id < 10")
    cursor.execute(f"update {table} set c_text = 'changed' where id between 10 and 19")
    cursor.execute(f"delete from {table} where id between 20 and 29")
    cursor.execute(f"delete from {table} where id between {first + 9} and {first + 28}")


def phases_agree(checker, table, rows):
    columns = [name for name in checker.lake.columns(table) if name not in ("id", "c_gen", "c_json")]
    lake = checker.lake.table(table)
    differing = " or ".join(f"not (a.{name} <=> b.{name})" for name in columns)
    pairs = checker.lake.sql(f"select count(*), count_if({differing}) from {lake} a join {lake} b on a.id + {rows} = b.id").first()
    return expect(f"{table}: {pairs[0]} pairs of a copied and a streamed row with the same values, {pairs[1]} differ", pairs[0] > 0 and pairs[1] == 0)


def zero_dates_are_null(cursor, lab, checker):
    """What the policy zero-dates: null is for; the rows are removed again, since the comparison knows of no policy."""
    cursor.execute("set sql_mode = ''")
    cursor.execute("insert into types (id, c_date, c_dt, c_dt6) values (1000000, '0000-00-00', '2024-00-10 10:00:00', '2024-02-29 00:00:00')")
    lab.catch_up()
    row = checker.lake.sql(f"select c_date is null, c_dt is null, c_dt6 is null from {checker.lake.table('types')} where id = 1000000").first()
    cursor.execute("delete from types where id = 1000000")
    lab.catch_up()
    return expect("a zero and a partial date are null, a date beside them is not", row is not None and tuple(row) == (True, True, False)) & same(checker, "without them")


def main():
    parser = harness.arguments(__doc__, rows=200)
    args = parser.parse_args()
    host, port = args.mysql.rsplit(":", 1)
    words = workload.arguments(["types", "--host", host, "--port", port, "--seed", str(args.seed), "--rows", str(args.rows)])
    with pymysql.connect(host=host, port=int(port), user="root", database="commerce", autocommit=True) as connection, connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"delete from {table}")
            workload.insert_types(words, table, 1)
        lab = harness.Lab(args, tables=list(TABLES))
        lab.catch_up()
        checker = Checker.of(lab.config, args.mysql)
        good = same(checker, "copied")
        for table in TABLES:
            change(cursor, words, table, args.rows)
        lab.catch_up()
        good &= same(checker, "streamed")
        for table in TABLES:
            good &= phases_agree(checker, table, args.rows)
        good &= zero_dates_are_null(cursor, lab, checker)
    if good:
        shutil.rmtree(lab.dir, ignore_errors=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
