#!/usr/bin/env python3
"""Many small tables in one sync: how long until all are copied, how long from a kill -9 until all are followed again, and are they equal?

    many_tables_test.py [--tables 200] [--rows-each 100] [--seed N]      the claims: copied in 10 minutes, followed again in 10 seconds

The tables change all the time. Equal means: the number of rows and a checksum over all values of each table, by Spark and by MySQL; a sample row by row.
"""
import os
import re
import sys
import time
from pathlib import Path

from harness import Failure, Lab, arguments

COPIED_WITHIN, FOLLOWED_WITHIN = 600, 10
TOGETHER = 25  # tables in one query of Spark


def fill(lab, tables, rows_each):
    """Makes those that are missing, empties all, and loads rows that differ by table."""
    there = {row[0] for row in lab.query("show tables")}
    lab.create_tables([table for table in tables if table not in there])
    with lab.connect() as connection, connection.cursor() as cursor:
        for number, table in enumerate(tables):
            if table in there:
                cursor.execute(f"delete from {table}")
            cursor.execute(f"insert into {table} (id, n, v) values " + ", ".join(f"({row}, {number * row % 101}, 'row {row} of {number}')" for row in range(rows_each)))


def change(lab, cursor, tables, rows_each, statements=10):
    for _ in range(statements):
        table, row = lab.rng.choice(tables), lab.rng.randrange(2 * rows_each)
        cursor.execute(lab.rng.choice((
            f"insert into {table} (id, n, v) values ({row}, 0, 'é new') on duplicate key update n = n + 1",
            f"update {table} set v = concat(v, '+') where id = {row}",
            f"delete from {table} where id = {row}")))


def await_copies(lab, process, tables, rows_each):
    """Changes rows until every table is running; returns the seconds."""
    began, left = time.monotonic(), set(tables)
    with lab.connect() as connection, connection.cursor() as cursor:
        def copied():
            change(lab, cursor, tables, rows_each)
            left.difference_update([table for table in left if lab.metadata(table).state() == "running"])
            return not left
        lab.until(f"{len(tables)} copies", copied, process, seconds=COPIED_WITHIN + 60)
    return time.monotonic() - began


def await_followed(process, tables, seconds):
    """Seconds from the start of the process until its log has named every table as one that it follows."""
    while time.monotonic() < process.began + seconds:
        named = set()
        for line in process.log.read_text(encoding="utf-8").splitlines():
            if found := re.search(r" Following \[(.*?)\]", line):
                named.update(found.group(1).split(", "))
        if named >= set(tables):
            return time.monotonic() - process.began
        if process.poll() is not None:
            raise Failure(f"sync ended with {process.returncode}; see {process.log}")
        time.sleep(0.02)
    raise Failure(f"{len(set(tables) - named)} of {len(tables)} tables were not followed within {seconds} s; see {process.log}")


def processor_seconds(process):
    """What the process has used: on a busy machine it tells more than the clock."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def different(lab, tables):
    """Tables whose count or checksum differ between lake and source."""
    lake, found = lab.checker.lake, []
    values = "count(*), coalesce(sum(crc32(concat_ws('|', id, n, v))), 0)"
    for begin in range(0, len(tables), TOGETHER):
        some = tables[begin:begin + TOGETHER]
        there = lake.sql(" union all ".join(f"select '{table}', {values} from {lake.table(table)}" for table in some)).collect()
        here = [(table, *lab.query(f"select {values} from {table}")[0]) for table in some]
        found += [f"{one}: source {count}, {checksum}" for one, count, checksum in here if (one, count, int(checksum)) not in {tuple(row) for row in there}]
    return found


def many_tables(lab, tables, args):
    process = lab.sync()
    seconds = await_copies(lab, process, tables, args.rows_each)
    print(f"{'ok  ' if seconds <= COPIED_WITHIN else 'FAIL'} {len(tables)} tables were copied in {seconds:.0f} s, the start included", flush=True)
    lab.kill(process)
    with lab.connect() as connection, connection.cursor() as cursor:
        change(lab, cursor, tables, args.rows_each, statements=200)
        process = lab.sync()
        followed, used = await_followed(process, tables, seconds=120), processor_seconds(process)
        print(f"{'ok  ' if followed <= FOLLOWED_WITHIN else 'FAIL'} after kill -9 all are followed {followed:.1f} s after the start ({used:.1f} s of processor time)", flush=True)
        head = lab.metadata(tables[0]).head()
        cursor.execute(f"insert into {tables[0]} (id, n, v) values (-1, 1, 'after the kill')")
        lab.until("the first commit after the kill", lambda: lab.metadata(tables[0]).head() != head, process)
    print(f"     its first commit of a new change came {time.monotonic() - process.began:.1f} s after the start", flush=True)
    lab.stop(process)
    lab.catch_up()
    if wrong := different(lab, tables):
        raise Failure(f"{len(wrong)} tables differ: {wrong[:5]}")
    sample = [lab.checker.compare(table) for table in lab.rng.sample(tables, min(5, len(tables)))]
    if not all(one.equal for one in sample):
        raise Failure("\n".join(map(str, sample)))
    print(f"ok   all {len(tables)} tables have the source's rows and checksums, {len(sample)} compared row by row", flush=True)
    return seconds <= COPIED_WITHIN and followed <= FOLLOWED_WITHIN


def main():
    parser = arguments(__doc__)
    parser.add_argument("--tables", type=int, default=200)
    parser.add_argument("--rows-each", type=int, default=100)
    args = parser.parse_args()
    print(f"seed {args.seed}, {args.tables} tables", flush=True)
    tables = [f"many_{number:04d}" for number in range(1, args.tables + 1)]
    lab = Lab(args, tables=tables)
    well = False
    try:
        began = time.monotonic()
        fill(lab, tables, args.rows_each)
        print(f"     made and filled in {time.monotonic() - began:.0f} s", flush=True)
        well = many_tables(lab, tables, args)
    except Failure as unmet:
        print(f"FAILED: {unmet}", flush=True)
    finally:
        lab.close(well)
    print(f"many tables test: {'all claims hold' if well else 'FAILED'}, seed={args.seed}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
