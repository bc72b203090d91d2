"""The source's side of the cases: tables made known to Vitess, statements run where the case wants them, positions, rows."""
import json
import re
import time
from decimal import Decimal

import pymysql

import workload
from cases import Rows
from compare import form
from harness import Failure

NOT_KNOWN_YET = re.compile(r"(table|column) \S+ not found|unknown table|not found in vschema|doesn't exist", re.IGNORECASE)  # VTGate learns of DDL by and by
KNOWN_WITHIN, MIGRATED_WITHIN = 30, 300
ATTEMPTS = 5  # of a migration: one fails when other tables of the keyspace change while Vitess reads their columns
# As compare.py asks MySQL for a value, but texts as they are.
PLAIN_TEXT = "convert({0} using utf8mb4)"


def prepare(lab, cases):
    """What an earlier run left is dropped, and VTGate knows how the tables are sharded before they are there."""
    drop_tables(lab, cases)
    vschema = json.loads(lab.cluster("ctl", "GetVSchema", "commerce"))
    for case in cases:
        vschema["tables"].update(case.vschema)
    lab.cluster("ctl", "ApplyVSchema", "--vschema", json.dumps(vschema), "commerce")


def drop_tables(lab, cases):
    there = set(lab.checker.source.tables())
    for table in sorted(there & {table for case in cases for table in case.tables}):
        lab.query(f"drop table `{table}`")


class Sessions:
    """The connections of one case; each keeps what was SET on it."""

    def __init__(self, lab):
        self.lab, self.open = lab, {}

    def run(self, statement):
        with self.connection(statement).cursor() as cursor:
            deadline = time.monotonic() + KNOWN_WITHIN
            while True:
                try:
                    cursor.execute(statement.text)
                    break
                except pymysql.err.Error as error:
                    if not NOT_KNOWN_YET.search(str(error)) or time.monotonic() > deadline:
                        raise
                    time.sleep(0.2)
            columns, rows = [column[0] for column in cursor.description or ()], cursor.fetchall()
            if columns == ["uuid"] and rows:
                self.await_migration(cursor, rows[0][0])

    def connection(self, statement):
        where = statement.shard, statement.beside
        if where not in self.open:
            self.open[where] = self.lab.beside(statement.shard) if statement.beside else self.lab.connect()
            with self.open[where].cursor() as cursor:
                cursor.execute("set names utf8mb4")
                if statement.shard and not statement.beside:
                    cursor.execute(f"use `commerce/{statement.shard}`")
        return self.open[where]

    @staticmethod
    def await_migration(cursor, uuid):
        """An Online DDL statement has only been queued when it is answered."""
        deadline, attempts = time.monotonic() + MIGRATED_WITHIN, 1
        while True:
            cursor.execute(f"show vitess_migrations like '{uuid}'")
            at = [column[0] for column in cursor.description].index("migration_status")
            states = {row[at] for row in cursor.fetchall()}
            if states == {"complete"}:
                return
            if time.monotonic() > deadline or "failed" in states and attempts == ATTEMPTS:
                raise Failure(f"migration {uuid} is {', '.join(sorted(states))}")
            if "failed" in states:
                attempts += 1
                cursor.execute(f"alter vitess_migration '{uuid}' retry")
            time.sleep(0.5)


def source_rows(lab, table, only_first):
    """({column: MySQL's type}, rows) as the shards have them, or the first of them: VTGate may still have a renamed table for its predecessor."""
    columns = lab.checker.source.columns(table)
    cells = ", ".join(expression(mysql_type).format(f"`{name}`") for name, mysql_type, _ in columns)
    rows = []
    with lab.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set time_zone = '+00:00'")
        for shard in workload.shards(cursor, "commerce")[:1 if only_first else None]:
            cursor.execute(f"use `{shard}`")
            cursor.execute(f"select {cells} from `{table}`")
            rows += [[None if cell is None else text(cell) for cell in row] for row in cursor.fetchall()]
    return {name: mysql_type for name, mysql_type, _ in columns}, Rows([name for name, _, _ in columns], rows)


def expression(mysql_type):
    asked = form(mysql_type)[0]
    return PLAIN_TEXT if asked == "hex(convert({0} using utf8mb4))" else asked


def text(cell):
    if isinstance(cell, bytes):
        return cell.decode()
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def covers(gtids, others):
    """Whether a set of GTIDs as Vitess writes it holds another as MySQL writes it."""
    mine = intervals(gtids)
    return all(any(low <= first and last <= high for low, high in mine.get(server, ())) for server, ranges in intervals(others).items() for first, last in ranges)


def intervals(gtids):
    found = {}
    for part in filter(None, gtids.removeprefix("MySQL56/").replace("\n", "").split(",")):
        server, *ranges = part.strip().split(":")
        found[server] = [(int(one.split("-")[0]), int(one.split("-")[-1])) for one in ranges]
    return found
