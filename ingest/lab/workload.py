#!/usr/bin/env python3
"""Rows and changes for the lab's tables, through vtgate.

    workload.py load  --orders 60000 --customers 5000 --codes 300   fills the empty tables; orders up to millions
    workload.py run   --clients 20 --seconds 60                     random changes, seed printed
    workload.py burst --changes 40000                               40 % inserts, 50 % updates, 10 % deletes of orders, big and small transactions
    workload.py types --rows 500                                    edge values of every MySQL type

`run` obeys signals: USR1 pauses (prints "paused" when no client is inside a transaction), USR2 resumes, TERM or INT stops.
Other scripts import Workload and call pause(), resume() and stop() themselves.
"""
import argparse
import json
import random
import signal
import struct
import threading
import time
from collections import Counter

import pymysql

SKUS = [f"SKU-{n:04d}" for n in range(500)]
NAMES = ["Ada", "Björk", "Chidi", "Đorđe", "Eve", "Fāṭima", "Gödel", "花子", "Иван", "José", "😀 Kim"]
CODES = ["alpha", "Beta", "GAMMA", "delta ", "épsilon", "Zêta", "straße"]
COUNTRIES = [one + two for one in "ABCDE" for two in "FGHIJKLM"]
DUPLICATE_KEY = 1062
TABLES = ["orders", "customer", "code_ci", "country"]
FIRST_ORDERS = 100000
BATCH = 2000  # rows of one INSERT; a transaction may touch at most 10,000 rows of a shard


def connect(args):
    """A connection with autocommit on; a transaction is begun explicitly."""
    return pymysql.connect(host=args.host, port=args.port, user="root", database=args.keyspace, charset="utf8mb4", autocommit=True,
                           init_command="set time_zone = '+00:00'", read_timeout=60, write_timeout=60)


def order_row(order, customer):
    return order, customer, SKUS[order * 31 % len(SKUS)], order % 19 + 1, f"{order * 31 % len(SKUS)}.{order % 4 * 25:02d}"


def customer_row(rng, customer):
    name = rng.choice(NAMES)
    return customer, None if customer % 97 == 0 else name, f"c{customer}@example.com", f"{rng.randrange(-99999, 999999) / 100:.2f}"


def insert(cursor, table, rows):
    columns = {"orders": "id, customer_id, sku, qty, price", "customer": "id, name, email, balance", "code_ci": "code, v",
               "country": "code, name, rate"}[table]
    for begin in range(0, len(rows), BATCH):
        part = rows[begin:begin + BATCH]
        one = "(" + ", ".join(["%s"] * len(part[0])) + ")"
        cursor.execute(f"insert into {table} ({columns}) values " + ", ".join([one] * len(part)), [value for row in part for value in row])


def load(args):
    rng = random.Random(args.seed)
    began = time.monotonic()
    connection = connect(args)
    with connection.cursor() as cursor:
        for begin in range(1, args.customers + 1, BATCH):
            insert(cursor, "customer", [customer_row(rng, c) for c in range(begin, min(begin + BATCH, args.customers + 1))])
        if args.codes:
            insert(cursor, "code_ci", [(f"{CODES[n % len(CODES)]}{n}", n) for n in range(args.codes)])
        for shard in shards(cursor, args.keyspace):
            cursor.execute(f"use `{shard}`")
            insert(cursor, "country", [(code, f"country {code}", number) for number, code in enumerate(COUNTRIES[::2])])
        cursor.execute(f"use `{args.keyspace}`")
        load_orders(cursor, args.keyspace, args.orders, args.customers)
    print(f"loaded customer={args.customers} code_ci={args.codes} orders={args.orders} in {time.monotonic() - began:.1f} s")


def load_orders(cursor, keyspace, orders, customers):
    """Into the empty table. The shards multiply by themselves what is beyond the first rows: a hundred times as fast as through vtgate."""
    first = min(orders, FIRST_ORDERS)
    for begin in range(1, first + 1, BATCH):
        insert(cursor, "orders", [order_row(o, o * 7919 % customers + 1) for o in range(begin, min(begin + BATCH, first + 1))])
    for shard in shards(cursor, keyspace) if orders > first else []:
        cursor.execute(f"use `{shard}`")
        for offset in range(first, orders, first):
            cursor.execute("insert into orders (id, customer_id, sku, qty, price) select id + %s, customer_id, sku, qty, price from orders where id <= %s",
                           (offset, min(first, orders - offset)))
    cursor.execute(f"use `{keyspace}`")


def shards(cursor, keyspace):
    """As targets of USE, from any of them."""
    cursor.execute(f"use `{keyspace}`")
    cursor.execute("show vitess_shards")
    return [row[0] for row in cursor.fetchall() if row[0].startswith(f"{keyspace}/")]


class Client(threading.Thread):
    """One connection making one random change after the other until told to stop."""

    def __init__(self, workload, number):
        super().__init__(name=f"client-{number}", daemon=True)
        self.workload, self.args = workload, workload.args
        self.rng = random.Random(f"{workload.seed}/{number}")
        self.inside = threading.Lock()  # held during a change
        self.done = Counter()
        self.changed = Counter()  # keys of orders that were, or may have been, changed: (customer_id, id)
        self.touching = []  # those of the running transaction
        self.changes = [(weight, change) for table, weight, change in (
            ("orders", 30, self.insert_orders), ("orders", 25, self.update_orders), ("orders", 10, self.change_order_key),
            ("orders", 5, self.rewrite_order), ("orders", 5, self.move_order), ("orders", 10, self.delete_orders),
            ("orders", 2, self.roll_back), ("customer", 5, self.insert_customer), ("customer", 5, self.update_customer),
            ("customer", 2, self.renumber_customer), ("customer", 3, self.delete_customer), ("code_ci", 4, self.insert_code),
            ("code_ci", 3, self.update_code), ("code_ci", 3, self.respell_code), ("code_ci", 2, self.delete_code),
            ("country", 1, self.insert_country), ("country", 2, self.update_country), ("country", 1, self.delete_country),
        ) if table in self.args.tables]

    def run(self):
        try:
            self.make_changes()
        except Exception as error:
            self.workload.error = error
            raise

    def make_changes(self):
        connection, pause = None, self.args.clients / self.args.rate if self.args.rate else 0
        while not self.workload.stopping.is_set():
            self.workload.running.wait()
            with self.inside:
                if not self.workload.running.is_set() or self.workload.stopping.is_set():
                    continue
                try:
                    connection = connection or connect(self.args)
                    self.change(connection)
                except (pymysql.err.OperationalError, pymysql.err.InterfaceError) as error:  # lost connection, deadlock, lock wait
                    self.done["retried"] += 1
                    self.workload.last_error = str(error)
                    connection = self.drop(connection)
            if pause or connection is None:
                self.workload.stopping.wait(self.rng.uniform(0, 2 * pause) if connection else 0.2)
        self.drop(connection)

    def change(self, connection):
        change = self.rng.choices([c for _, c in self.changes], [w for w, _ in self.changes])[0]
        self.touching = []
        with connection.cursor() as cursor:
            connection.begin()
            try:
                change(cursor)
                connection.commit()
                self.done[change.__name__] += 1
            except pymysql.err.IntegrityError as error:
                connection.rollback()
                if error.args[0] != DUPLICATE_KEY:
                    raise
                self.touching = []
                self.done["duplicate key"] += 1
            except RolledBack:
                connection.rollback()
                self.touching = []
                self.done[change.__name__] += 1
            finally:
                self.changed.update(self.touching)  # also when the answer to a COMMIT was lost

    @staticmethod
    def drop(connection):
        try:
            if connection:
                connection.close()
        except pymysql.err.Error:
            pass

    # orders: ids come from a small range, so that deleted keys come back

    def some_orders(self, cursor, most):
        customer = self.rng.randrange(1, self.workload.customers + 1)
        cursor.execute("select id from orders where customer_id = %s limit 500", (customer,))
        orders = [row[0] for row in cursor.fetchall()]
        return customer, self.rng.sample(orders, min(len(orders), self.rng.randint(1, most)))

    def new_order(self, customer):
        order = self.rng.randrange(1, 2 * self.workload.orders + 1)
        price = None if self.rng.random() < 0.02 else f"{self.rng.randrange(0, 10 ** 6) / 100:.2f}"
        return order, customer, self.rng.choice(SKUS), self.rng.randrange(0, 20), price

    def insert_orders(self, cursor):
        customers = [self.rng.randrange(1, self.workload.customers + 1) for _ in range(self.rng.choice((1, 1, 1, 3, 10)))]
        self.insert_some(cursor, [self.new_order(customer) for customer in customers])

    def insert_some(self, cursor, orders):
        self.touching += [(customer, order) for order, customer, *_ in orders]
        insert(cursor, "orders", orders)

    def update_orders(self, cursor):
        customer, orders = self.some_orders(cursor, 5)
        self.touching += [(customer, order) for order in orders]
        for order in orders:
            cursor.execute("update orders set qty = qty + %s, sku = %s where customer_id = %s and id = %s",
                           (self.rng.randint(1, 9), self.rng.choice(SKUS), customer, order))

    def change_order_key(self, cursor):
        customer, orders = self.some_orders(cursor, 2)
        for order in orders:
            new = self.rng.randrange(1, 2 * self.workload.orders + 1)
            self.touching += [(customer, order), (customer, new)]
            cursor.execute("update orders set id = %s where customer_id = %s and id = %s", (new, customer, order))

    def rewrite_order(self, cursor):
        """The same key deleted and inserted again, in one transaction."""
        customer, orders = self.some_orders(cursor, 1)
        for order in orders:
            cursor.execute("delete from orders where customer_id = %s and id = %s", (customer, order))
            self.insert_some(cursor, [(order,) + self.new_order(customer)[1:]])

    def move_order(self, cursor):
        """To another customer, hence often to another shard: a delete here and an insert there."""
        customer, orders = self.some_orders(cursor, 1)
        for order in orders:
            self.touching.append((customer, order))
            cursor.execute("delete from orders where customer_id = %s and id = %s", (customer, order))
            self.insert_some(cursor, [(order,) + self.new_order(self.rng.randrange(1, self.workload.customers + 1))[1:]])

    def delete_orders(self, cursor):
        customer, orders = self.some_orders(cursor, 3)
        self.touching += [(customer, order) for order in orders]
        for order in orders:
            cursor.execute("delete from orders where customer_id = %s and id = %s", (customer, order))

    def roll_back(self, cursor):
        self.update_orders(cursor)
        raise RolledBack

    # customer: the key is the vindex column, which Vitess never updates

    def some_customer(self):
        return self.rng.randrange(1, 2 * self.workload.customers + 1)

    def insert_customer(self, cursor):
        insert(cursor, "customer", [customer_row(self.rng, self.some_customer())])

    def update_customer(self, cursor):
        cursor.execute("update customer set name = %s, balance = balance + %s where id = %s",
                       (self.rng.choice(NAMES + [None, ""]), self.rng.randrange(-500, 500), self.some_customer()))

    def renumber_customer(self, cursor):
        old, new = self.some_customer(), self.some_customer()
        if cursor.execute("delete from customer where id = %s", (old,)):
            insert(cursor, "customer", [customer_row(self.rng, new)])

    def delete_customer(self, cursor):
        cursor.execute("delete from customer where id = %s", (self.some_customer(),))

    # code_ci: spellings that MySQL takes for the same key

    def some_code(self):
        number = self.rng.randrange(2 * self.args.codes)
        code = f"{CODES[number % len(CODES)].strip()}{number}"
        return self.rng.choice((code, code.upper(), code.lower(), code + " "))

    def insert_code(self, cursor):
        insert(cursor, "code_ci", [(self.some_code(), self.rng.randrange(1000))])

    def update_code(self, cursor):
        cursor.execute("update code_ci set v = v + 1 where code = %s", (self.some_code(),))

    def respell_code(self, cursor):
        code = self.some_code()
        if cursor.execute("delete from code_ci where code = %s", (code,)):
            insert(cursor, "code_ci", [(code.swapcase().replace("SS", "ß"), self.rng.randrange(1000))])

    def delete_code(self, cursor):
        cursor.execute("delete from code_ci where code = %s", (self.some_code(),))

    # country: the same on every shard; vtgate does not insert into reference tables, so each shard is told

    def insert_country(self, _):
        row = self.rng.choice(COUNTRIES), self.rng.choice(NAMES), self.rng.randrange(100)
        self.workload.everywhere(lambda cursor: insert(cursor, "country", [row]))

    def update_country(self, _):
        codes = sorted(self.rng.sample(COUNTRIES, 2))
        self.workload.everywhere(lambda cursor: cursor.execute("update country set rate = rate + 0.125 where code between %s and %s", codes))

    def delete_country(self, _):
        code = self.rng.choice(COUNTRIES)
        self.workload.everywhere(lambda cursor: cursor.execute("delete from country where code = %s", (code,)))


class RolledBack(Exception):
    pass


class Workload:
    """All clients together. pause() returns when no client is inside a transaction."""

    def __init__(self, args):
        self.args, self.seed, self.last_error = args, args.seed, ""
        with connect(args) as connection, connection.cursor() as cursor:
            cursor.execute("select max(id) from customer")
            self.customers = max(cursor.fetchone()[0] or 0, 100)
            cursor.execute("select max(id) from orders")
            self.orders = max(cursor.fetchone()[0] or 0, 1000)
        self.error = None  # that ended a client
        self.running, self.stopping = threading.Event(), threading.Event()
        self.one_at_a_time = threading.Lock()  # on all shards in the same order
        self.clients = [Client(self, number) for number in range(args.clients)]

    def start(self):
        self.running.set()
        for client in self.clients:
            client.start()

    def pause(self):
        self.running.clear()
        for client in self.clients:
            with client.inside:
                pass
        if self.error:
            raise RuntimeError("a client ended: what it should have changed was not tested") from self.error

    def resume(self):
        self.running.set()

    def stop(self):
        self.stopping.set()
        self.running.set()
        for client in self.clients:
            if client.is_alive():
                client.join()

    def everywhere(self, change):
        """Makes a change on every shard."""
        with self.one_at_a_time, connect(self.args) as connection, connection.cursor() as cursor:
            for shard in shards(cursor, self.args.keyspace):
                cursor.execute(f"use `{shard}`")
                change(cursor)

    def done(self):
        return sum((client.done for client in self.clients), Counter())

    def forget_changes(self):
        for client in self.clients:
            with client.inside:
                client.changed = Counter()

    def changed(self):
        """How often each key of orders was changed since forget_changes, at most; call it in a pause."""
        return sum((client.changed for client in self.clients), Counter())


def run(args):
    workload = Workload(args)
    print(f"seed {args.seed}, {args.clients} clients on {', '.join(args.tables)}", flush=True)
    orders_from_outside = []
    for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _: orders_from_outside.append(received))
    workload.start()
    deadline = time.monotonic() + args.seconds if args.seconds else None
    while deadline is None or time.monotonic() < deadline:
        time.sleep(0.05)
        order = orders_from_outside.pop(0) if orders_from_outside else None
        if order == signal.SIGUSR1:
            workload.pause()
            print("paused", flush=True)
        elif order == signal.SIGUSR2:
            workload.resume()
            print("running", flush=True)
        elif order is not None:
            break
    workload.stop()
    print("stopped", json.dumps(workload.done()), flush=True)


def burst(args):
    """Half of the changes in transactions of thousands of rows, half in ones of a few."""
    rng = random.Random(args.seed)
    connection = connect(args)
    with connection.cursor() as cursor:
        cursor.execute("set workload = 'olap'")
        cursor.execute("select customer_id, id from orders")
        keys = sorted(cursor.fetchall())
        cursor.execute("set workload = 'oltp'")
        fresh = max(order for _, order in keys) + 1
        customers = max(customer for customer, _ in keys)
        left = {"insert": args.changes * 4 // 10, "update": args.changes // 2, "delete": args.changes // 10}
        while any(left.values()):
            kind = rng.choice([k for k, n in left.items() if n])
            size = min(left[kind], rng.choice((1, 1, 2, 5, 20)) if rng.random() < 0.98 else BATCH)
            left[kind] -= size
            if kind == "insert":
                insert(cursor, "orders", [order_row(fresh + n, rng.randrange(1, customers + 1)) for n in range(size)])
                fresh += size
                continue
            begin = rng.randrange(len(keys) - size)
            some = keys[begin:begin + size]
            pairs = ", ".join(f"({customer}, {order})" for customer, order in some)
            if kind == "update":
                cursor.execute(f"update orders set qty = qty + 1, sku = %s where (customer_id, id) in ({pairs})", (rng.choice(SKUS),))
            else:
                del keys[begin:begin + size]
                cursor.execute(f"delete from orders where (customer_id, id) in ({pairs})")
    print(f"burst of {args.changes} changes, seed {args.seed}")


def types(args):
    """The smallest and largest value of every type, NULLs, and texts that break naive writers."""
    insert_types(args, "types", 1)
    insert_types(args, "common_types", 1)
    print(f"loaded types={args.rows} common_types={args.rows}, seed {args.seed}")


def insert_types(args, table, first):
    """Rows first, first + 1, … of the given table; the same seed gives the same values whatever the first id is."""
    rng = random.Random(args.seed)
    pick = rng.choice
    texts = ["", "a", " lead", "trail ", "tab\tnl\n", "quote'\"\\", "NULL", "\\N", "é", "漢字", "😀"]
    columns = {
        "c_tiny": [-128, 0, 127], "c_utiny": [0, 255], "c_bool": [0, 1, -5], "c_small": [-32768, 32767], "c_usmall": [0, 65535],
        "c_medium": [-8388608, 8388607], "c_umedium": [0, 16777215], "c_int": [-1073741824, 0, 1073741823], "c_uint": [0, 4294967295],
        "c_big": [-9223372036854775808, 9223372036854775807], "c_ubig": [0, 18446744073709551615], "c_zf": [0, 42, 999999],
        "c_float": ["1.5", "-0.25", "1e10", "0"], "c_double": ["1.5", "0.1", "-1e300", "5e-324", "123456789.123456789"],
        "c_dec": ["-9999999999.99", "0.01", "0"], "c_dec38": ["-9999999999999999999999999999.9999999999", "0.0000000001"], "c_dec65": ["-0.000000000000000000000000000001", "12345678901234567890123456789012345.5"],
        "c_date": ["1000-01-01", "1969-12-31", "2024-02-29", "9999-12-31"], "c_dt": ["1000-01-01 00:00:00", "9999-12-31 23:59:59"],
        "c_dt6": ["1969-12-31 23:59:59.999999", "2024-02-29 12:00:00.000001"], "c_ts": ["1970-01-01 00:00:01", "2038-01-19 03:14:07"],
        "c_ts6": ["1970-01-01 00:00:01.000001", "2038-01-19 03:14:07.999999"], "c_time": ["-838:59:59", "00:00:00", "838:59:59"],
        "c_time6": ["-00:00:00.000001", "23:59:59.999999"], "c_year": [1901, 2155], "c_char": texts, "c_varchar": texts, "c_bincol": texts,
        "c_latin": ["", "é", "ÿ", "plain"], "c_bin": [b"\x00\xff", b"12345678"], "c_varbin": [b"", b"\x00", b"\xff\xfe\t\n"], "c_tinytext": texts,
        "c_text": texts + ["x" * 10000], "c_mtext": texts, "c_ltext": texts, "c_tinyblob": [b"", b"\x00\x01"], "c_blob": [b"\x80" * 300],
        "c_lblob": [b"\x00"], "c_bit1": [0, 1], "c_bit10": [0, 513, 1023], "c_bit64": [0, 18446744073709551615],
        "c_point": [bytes(4) + struct.pack("<BIdd", 1, 1, 1.5, -2.0)],
        "c_geom": [bytes(4) + struct.pack("<BII", 1, 7, 0), struct.pack("<IBIdd", 4326, 1, 1, 1.5, -2.0),
                   struct.pack("<IBIIdddd", 3857, 1, 2, 2, 0.0, 0.0, 1e6, -1e6)],
        "c_cp1251": ["", "Привет", "№ 5"], "c_gb18030": ["漢字", "😀", "é"], "c_sjis": ["漢字", "ｶﾅ", "表"],
        "c_ucs2": texts[:-1], "c_utf16": texts, "c_utf16le": texts, "c_utf32": [text.rstrip() for text in texts],
        "c_elatin": ["é", "ü", "b"], "c_eucs2": ["é", "漢", "b"], "c_ssjis": ["", "漢", "漢,b", "漢,字,b"], "c_enum": ["small", "a,b"], "c_set": ["", "r,x"],
        "c_json": ['{"b": 1, "a": [1.5, null, "é"]}', '"text"', "12345678901", "[]", '{"a\\"b": "\\u0000"}'],
    }
    with connect(args).cursor() as cursor:
        cursor.execute(f"show columns from {table}")
        has = {row[0] for row in cursor.fetchall()}
        names = [name for name in columns if name in has]
        for row in range(args.rows):
            values = [None if row == 0 or rng.random() < 0.1 else pick(columns[name]) for name in names]
            cursor.execute(f"insert into {table} (id, {', '.join(names)}) values (%s{', %s' * len(names)})", [first + row] + values)


def arguments(words=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=("load", "run", "burst", "types"))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=15306)
    parser.add_argument("--keyspace", default="commerce")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10 ** 9))
    parser.add_argument("--orders", type=int, default=60000, help="load: rows")
    parser.add_argument("--customers", type=int, default=5000, help="load: rows")
    parser.add_argument("--codes", type=int, default=300, help="load: rows; run: half of the range of codes")
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--rate", type=float, default=0, help="run: changes a second of all clients together (0: as fast as they go)")
    parser.add_argument("--seconds", type=float, default=0, help="run: how long (0: until told)")
    parser.add_argument("--tables", nargs="+", default=TABLES, choices=TABLES)
    parser.add_argument("--changes", type=int, default=40000, help="burst: row changes")
    parser.add_argument("--rows", type=int, default=500, help="types: rows")
    return parser.parse_args(words)


if __name__ == "__main__":
    parsed = arguments()
    {"load": load, "run": run, "burst": burst, "types": types}[parsed.verb](parsed)
