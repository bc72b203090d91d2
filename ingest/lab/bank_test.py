#!/usr/bin/env python3
"""Money moves between two tables, in one transaction each. Does a reader of the lake ever see half of one?

    bank_test.py [--minutes 10] [--seed N] [--catalog rest|nessie] auto|off

`checking` and `savings` are sharded by customer, and every customer has the same money in both together, whatever the writers do: they move it to and fro, close
savings accounts and open them again. The lake lies on a REST catalog and an S3 server (lake.sh), with that `checkpoint.multi-table-commit`. A reader (Spark) looks
again and again for customers who have more or less, in three ways:

    heads        at what both tables had at one instant (the catalog is asked for one, the other, and the first again, all the time); a sample of these is read
    one-moment   at the snapshots that sql/spark/one-moment.sql finds
    live         a plain join; Spark asks for the tables one after the other, so that a commit may come between

one-moment must never show such a customer; heads never with auto, when all tables of a checkpoint become visible together. With off heads must show some, else the
test would not see half of a transaction. What live shows is told. At the end the lake is compared with MySQL.
"""
import atexit
import json
import random
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from urllib.parse import quote

import pymysql

from harness import Failure, Lab, arguments
from lake_servers import LakeServers
from sql_test import statements

CHECKING, SAVINGS = "checking", "savings"
CUSTOMERS, MONEY = 200, 1000
MOST_LATE = 20  # pairs of heads that are judged when the time is over
INTERVAL = "5s"  # fewer small files than with 1s: nobody compacts them here


class Bank(Lab):
    """The lake on a real REST catalog."""

    def __init__(self, args, servers):
        self.servers = servers
        super().__init__(args, tables=[CHECKING, SAVINGS])
        self.writers = Transfers(self)

    def configure(self, name, interval, straight=False):
        (self.dir / name).write_text(f"""\
source: {{vtgate: "{self.args.vtgate}", keyspace: commerce, tables: [{CHECKING}, {SAVINGS}]}}
{self.servers.config(self.args.catalog, "s3", "commerce")}
checkpoint: {{interval: {INTERVAL}, multi-table-commit: {self.args.mode}}}
memory: {self.memory}
""", encoding="utf-8")
        return str(self.dir / name)

    def fill(self):
        for table in self.tables:
            self.query(f"drop table if exists {table}")
        self.create_tables(self.tables)
        for table in self.tables:  # n is the money
            self.query(f"insert into {table} (id, n, v) values " + ", ".join(f"({customer}, {MONEY // 2}, '{table}')" for customer in range(1, CUSTOMERS + 1)))


class Transfers:
    """Clients that move money between the two accounts of a customer. pause() returns when none is inside a transaction."""

    def __init__(self, lab):
        self.lab, self.done = lab, Counter()
        self.stopping, self.inside = threading.Event(), threading.Lock()
        self.gates = [threading.Lock() for _ in range(lab.args.clients)]
        self.threads = [threading.Thread(target=self.run, args=(number,), daemon=True) for number in range(lab.args.clients)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def pause(self):
        for gate in self.gates:
            gate.acquire()

    def resume(self):
        for gate in self.gates:
            gate.release()

    def stop(self):
        self.stopping.set()

    def run(self, number):
        rng, connection = random.Random(f"{self.lab.args.seed} {number}"), self.lab.connect()
        while not self.stopping.wait(len(self.threads) / self.lab.args.rate):
            with self.gates[number], connection.cursor() as cursor:
                try:
                    what = self.transfer(cursor, rng)
                    cursor.execute("commit")
                except pymysql.err.Error as refused:
                    cursor.execute("rollback")
                    what = f"rolled back: {refused}"
            with self.inside:
                self.done[what] += 1

    @staticmethod
    def transfer(cursor, rng):
        customer = rng.randint(1, CUSTOMERS)
        cursor.execute("begin")
        cursor.execute(f"select n from {CHECKING} where id = {customer} for update")  # one at a time for each customer
        cursor.execute(f"select n from {SAVINGS} where id = {customer}")
        savings, amount = cursor.fetchone(), rng.randint(-MONEY, MONEY)
        if savings is None:
            cursor.execute(f"insert into {SAVINGS} (id, n, v) values ({customer}, {amount}, 'opened')")
            what = "opened"
        elif rng.random() < 0.1:
            cursor.execute(f"delete from {SAVINGS} where id = {customer}")
            what, amount = "closed", -savings[0]
        else:
            cursor.execute(f"update {SAVINGS} set n = n + {amount} where id = {customer}")
            what = "moved"
        cursor.execute(f"update {CHECKING} set n = n - {amount} where id = {customer}")
        return what


class Heads(threading.Thread):
    """Asks the catalog for what both tables show at one instant: what savings is between two looks at checking that find the same."""

    def __init__(self, uri):
        super().__init__(name="heads", daemon=True)
        self.uri, self.stopping, self.pairs, self.looks = uri, threading.Event(), {}, 0
        settings = self.ask("config?warehouse=lake")
        prefix = {**settings.get("defaults", {}), **settings.get("overrides", {})}.get("prefix")
        self.tables = f"{quote(prefix, safe='') + '/' if prefix else ''}namespaces/commerce/tables"

    def ask(self, path):
        with urllib.request.urlopen(f"{self.uri}/v1/{path}", timeout=60) as answer:
            return json.load(answer)

    def head(self, table):
        return self.ask(f"{self.tables}/{table}?snapshots=refs")["metadata"]["current-snapshot-id"]

    def run(self):
        while not self.stopping.wait(0.02):
            before, between, after = self.head(CHECKING), self.head(SAVINGS), self.head(CHECKING)
            if before == after:
                self.pairs[before, between] = True
                self.looks += 1


class Reader:
    """Looks for customers who have more or less than they should."""

    def __init__(self, lab, heads):
        self.lake, self.heads, self.rng = lab.checker.lake, heads, lab.rng
        page = statements("spark", "one-moment")[0][1]
        self.pair = page.replace("commerce.orders", f"commerce.{CHECKING}").replace("commerce.customer", f"commerce.{SAVINGS}")
        self.looks, self.wrong, self.judged, self.moments = Counter(), Counter(), set(), set()

    def look(self, way, pair=None):
        checking, savings = (f"{self.lake.table(table)} {f'version as of {pair[at]}' if pair else ''}" for at, table in enumerate((CHECKING, SAVINGS)))
        money, wrong = self.lake.sql(f"select sum(money), count_if(money <> {MONEY}) from (select coalesce(c.n, 0) + coalesce(s.n, 0) as money "
                                     f"from {checking} c full join {savings} s on c.id = s.id)").collect()[0]
        self.looks[way] += 1
        self.wrong[way] += (money, wrong) != (CUSTOMERS * MONEY, 0)
        if (money, wrong) != (CUSTOMERS * MONEY, 0) and way != "live":
            print(f"{time.strftime('%T')} {way} shows {wrong} customers with another sum, {money} of all, at {pair}", flush=True)

    def moment(self):
        """The two snapshots of it, or None."""
        return next(((row[0], row[1]) for row in self.lake.sql(self.pair).collect()), None)

    def judge_heads(self, most):
        left = [pair for pair in list(self.heads.pairs) if pair not in self.judged]
        for pair in self.rng.sample(left, min(most, len(left))):
            self.judged.add(pair)
            self.look("heads", pair)

    def round(self):
        self.look("live")
        if pair := self.moment():
            self.moments.add(pair)
            self.look("one-moment", pair)
        self.judge_heads(3)


def read(lab, process):
    """Until the time is over; raises Failure when somebody saw half of a transaction, or could not have."""
    heads = Heads(lab.servers.address[f"{lab.args.catalog.upper()}_URL"])
    reader = Reader(lab, heads)

    def first_moment():
        try:
            return heads.head(CHECKING) and heads.head(SAVINGS) and reader.moment()
        except urllib.error.HTTPError:
            return None  # no such table yet

    lab.until("one moment of both tables", first_moment, process, 900)
    heads.start()
    deadline = time.monotonic() + 60 * lab.args.minutes
    while time.monotonic() < deadline:
        reader.round()
        if process.poll() is not None:
            raise Failure(f"sync ended with {process.returncode}; see {process.log}")
    heads.stopping.set()
    heads.join()
    reader.judge_heads(MOST_LATE)
    print(f"     {'; '.join(f'{way}: {reader.wrong[way]} of {reader.looks[way]} showed half of a transaction' for way in ('heads', 'one-moment', 'live'))}", flush=True)
    print(f"     {heads.looks} looks at the heads found {len(heads.pairs)} pairs; {len(reader.moments)} different moments; {', '.join(f'{what} {count}' for what, count in lab.writers.done.items())}", flush=True)
    if reader.wrong["one-moment"] or len(reader.moments) < 3:
        raise Failure(f"one-moment.sql is wrong {reader.wrong['one-moment']} times, and found {len(reader.moments)} moments")
    if bool(reader.wrong["heads"]) != (lab.args.mode == "off"):
        raise Failure(f"heads showed half of a transaction {reader.wrong['heads']} times")


def main():
    parser = arguments(__doc__)
    parser.set_defaults(rate=40, clients=4)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--catalog", choices=["rest", "nessie"], default="rest")
    parser.add_argument("mode", choices=["auto", "off"])
    args = parser.parse_args()
    print(f"seed {args.seed}, {args.minutes:g} min, multi-table-commit: {args.mode} on {args.catalog}", flush=True)
    servers = LakeServers(args.vtgate)
    atexit.register(servers.down)  # whatever becomes of the test
    servers.up(args.catalog, "s3")
    lab, failure = Bank(args, servers), ""
    try:
        process = lab.sync()
        lab.writers.start()
        read(lab, process)
        lab.stop(process)
        lab.expect_equal("it")
    except Failure as unmet:
        failure = str(unmet)
        print(f"FAILED: {failure}", flush=True)
    finally:
        lab.close(not failure)
    print(f"bank test, multi-table-commit: {args.mode} on {args.catalog}: {'all claims hold' if not failure else 'FAILED'}; seed={args.seed}")
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
