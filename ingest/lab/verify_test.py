#!/usr/bin/env python3
"""Does `vitesslake verify` find what differs, and only that, while writers change the source and a sync follows?

    verify_test.py [--rounds 2] [--seed N]

Under writers all tables must be found equal (exit code 0); of country, whose few rows change all the time, some keys may stay open. Then a row is inserted, one updated and one deleted on the shards' own mysqlds, behind the binlog's
back (sql_log_bin=0), so that no sync can know: `verify` must name exactly these three keys (exit code 1), still under writers. It is all undone in the same way,
and must be equal again. Then the sync is killed: rows that the lake lacks now are no difference that could be proven. Exit code 0 when all of it is so.
"""
import os
import re
import sys
from contextlib import closing

import pymysql

from harness import DONE, TABLES, Failure, Lab, arguments

DIFFERENT = 1
BEYOND = 9 * 10 ** 15  # ids that no writer draws


class Shards:
    """The mysqlds themselves, past vttablet and the binlog."""

    def __init__(self, lab):
        port_base = int(lab.args.vtgate.rsplit(":", 1)[1]) - 991
        run = f"{os.environ.get('LAB_DIR', '/var/tmp/vitesslake-lab')}/run-{port_base}"
        tablets = lab.query("show vitess_tablets")  # Cell, Keyspace, Shard, TabletType, State, Alias, …
        self.sockets = {row[2]: f"{run}/vt_{int(row[5].rsplit('-', 1)[1]):010d}/mysql.sock" for row in tablets if row[1] == "commerce" and row[3] == "PRIMARY"}

    def connect(self, shard):
        connection = pymysql.connect(unix_socket=self.sockets[shard], user="vt_dba", database="vt_commerce", charset="utf8mb4", autocommit=True)
        with connection.cursor() as cursor:
            cursor.execute("set sql_log_bin = 0")
        return connection

    def of(self, customer):
        """The shard that has an order of this customer."""
        for shard in self.sockets:
            with closing(self.connect(shard)) as connection, connection.cursor() as cursor:
                if cursor.execute("select 1 from orders where customer_id = %s", (customer,)):
                    return shard
        raise Failure(f"no shard has an order of customer {customer}")

    def unseen(self, customer, statement, values):
        with closing(self.connect(self.of(customer))) as connection, connection.cursor() as cursor:
            if cursor.execute(statement, values) != 1:
                raise Failure(f"{statement} {values} changed nothing")


def verify(lab, *words):
    code, output = lab.command("verify", "--config", lab.config, *words)
    found = dict(re.findall(r"^    (.*=\d+): (.*)$", output, re.MULTILINE))
    return code, found, output


def equal(code, output):
    """A row of country changes faster than checkpoints follow on a slow machine, so that no look ever finds it at rest: then it is told as not compared."""
    tables = dict(re.findall(r"^(\w+): [\d,]+ rows, (.*)$", output, re.MULTILINE))
    country = tables.pop("country", "")
    rest = set(tables) == set(TABLES) - {"country"} and set(tables.values()) == {"equal"}
    return rest and (code, country) in ((DONE, "equal"), (DIFFERENT, "0 keys differ"))


def expect(what, holds, output):
    if not holds:
        raise Failure(f"{what}, but:\n{output}")
    print(f"ok   {what}", flush=True)


def one_round(lab, shards, number):
    customers = [BEYOND + number * 10 + at for at in range(2)]
    with lab.connect() as connection, connection.cursor() as cursor:
        for customer in customers:
            cursor.execute("delete from orders where customer_id = %s", (customer,))  # of an earlier run
            cursor.executemany("insert into orders (id, customer_id, sku, qty, price) values (%s, %s, 'verify', 1, 1.50)", [(BEYOND, customer), (BEYOND + 1, customer)])
    code, found, output = verify(lab)
    expect(f"round {number}: equal under writers", equal(code, output) and not found, output)
    first, second = customers
    shards.unseen(first, "insert into orders (id, customer_id, sku, qty, price) values (%s, %s, 'lost', 1, 1.50)", (BEYOND + 2, first))
    shards.unseen(first, "update orders set qty = qty + 1 where id = %s and customer_id = %s", (BEYOND, first))
    shards.unseen(second, "delete from orders where id = %s and customer_id = %s", (BEYOND + 1, second))
    code, found, output = verify(lab)
    real = {
        f"id={BEYOND + 2}, customer_id={first}": "only in the source",
        f"id={BEYOND}, customer_id={first}": "differs in qty",
        f"id={BEYOND + 1}, customer_id={second}": "only in the lake",
    }
    expect(f"round {number}: one row inserted, one updated, one deleted behind the binlog's back are named and no other", (code, found) == (DIFFERENT, real), output)
    code, found, output = verify(lab, "--show-values", "--table", "orders")
    expect(f"round {number}: with their values", code == DIFFERENT and "qty (source 2, lake 1)" in output, output)
    shards.unseen(first, "delete from orders where id = %s and customer_id = %s", (BEYOND + 2, first))
    shards.unseen(first, "update orders set qty = qty - 1 where id = %s and customer_id = %s", (BEYOND, first))
    shards.unseen(second, "insert into orders (id, customer_id, sku, qty, price) values (%s, %s, 'verify', 1, 1.50)", (BEYOND + 1, second))
    code, found, output = verify(lab)
    expect(f"round {number}: equal after they were undone", equal(code, output) and not found, output)


def main():
    parser = arguments(__doc__, rows=60000)
    parser.add_argument("--rounds", type=int, default=2)
    args = parser.parse_args()
    print(f"seed {args.seed}, {args.rounds} rounds", flush=True)
    lab = Lab(args)
    well = False
    lab.writers.start()
    try:
        shards = Shards(lab)
        process = lab.sync()
        lab.await_running(process)
        for number in range(1, args.rounds + 1):
            one_round(lab, shards, number)
        lab.kill(process)
        lab.query(f"update orders set qty = qty + 1 where customer_id = {BEYOND + 10}")
        code, found, output = verify(lab, "--wait", "3s", "--table", "orders")
        expect("without a sync nothing is proven, and it says why", code == DIFFERENT and set(found.values()) <= {"not compared"} and "See that a sync runs" in output, output)
        lab.query(f"delete from orders where id between {BEYOND} and {BEYOND + 2} and customer_id >= {BEYOND}")
        well = True
    except Failure as unmet:
        print(f"FAILED: {unmet}", flush=True)
    finally:
        lab.close(well)
    print(f"{'equal and different as they should be' if well else 'FAILED'}; seed={args.seed}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
