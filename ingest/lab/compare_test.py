#!/usr/bin/env python3
"""Can the checker fail? Spark writes the lake's tables itself, straight from MySQL; they must compare equal, and each kind of damage must be found.

    compare_test.py [--mysql 127.0.0.1:15306]      needs a cluster with rows in orders and types, and nobody writing
"""
import argparse
import re
import struct
import sys
import tempfile
from datetime import timedelta
from decimal import Decimal

import pymysql
from compare import Checker

LAKE_TYPES = {
    "tinyint": "int", "smallint": "int", "mediumint": "int", "int": "bigint", "bigint": "bigint", "year": "int",
    "float": "float", "double": "double", "date": "date", "datetime": "timestamp_ntz", "timestamp": "timestamp", 
    "time": "bigint", "binary": "binary", "varbinary": "binary", "tinyblob": "binary", "blob": "binary", "longblob": "binary",
    "point": "binary", "geometry": "binary",
}


def lake_type(mysql_type):
    if re.fullmatch(r"bigint\S* unsigned", mysql_type):
        return "decimal(20,0)"
    if mysql_type.startswith("bit"):
        return "decimal(20,0)" if mysql_type == "bit(64)" else "bigint"
    if mysql_type.startswith("decimal"):
        return mysql_type if int(re.search(r"\d+", mysql_type).group()) <= 38 else "string"
    return LAKE_TYPES.get(re.match(r"\w+", mysql_type).group(), "string")


def ewkb(value):
    """MySQL's SRID and WKB, little endian, as EWKB; without SRID as WKB."""
    srid, kind = struct.unpack("<IxI", value[:9])
    return value[4:] if srid == 0 else value[4:5] + struct.pack("<II", kind | 0x20000000, srid) + value[9:]


def lake_value(value, mysql_type):
    wanted = lake_type(mysql_type)
    if value is None:
        return None
    if mysql_type in ("point", "geometry"):
        return ewkb(value)
    if mysql_type.startswith("bit"):
        value = int.from_bytes(value, "big")
    if isinstance(value, set):
        return ",".join(sorted(value, key="rwx".index))
    if isinstance(value, timedelta):
        return value // timedelta(microseconds=1)
    if wanted == "decimal(20,0)":
        return Decimal(value)
    if isinstance(value, Decimal) and wanted == "string":
        return f"{value:f}"
    return str(value) if wanted == "string" else float(value) if wanted in ("float", "double") else value


def copy(checker, table):
    """The table as a plain client reads it, written by Spark."""
    source, lake = checker.source, checker.lake
    columns = source.columns(table)
    connection = pymysql.connect(host=source.host, port=source.port, user="root", database=source.keyspace, charset="utf8mb4")
    with connection.cursor() as cursor:
        cursor.execute("set workload = 'olap'")
        cursor.execute("select " + ", ".join(f"`{n}` + 0.0" if t == "float" else f"`{n}`" for n, t, _ in columns) + f" from `{table}`")
        rows = [tuple(lake_value(value, t) for value, (_, t, _) in zip(row, columns)) for row in cursor.fetchall()]
    connection.close()
    schema = ", ".join(f"`{n}` {lake_type(t)}" for n, t, _ in columns)
    lake.sql(f"create namespace if not exists {lake.name}.{lake.namespace}")
    lake.spark.createDataFrame([], schema).writeTo(lake.table(table)).using("iceberg").createOrReplace()
    lake.spark.createDataFrame(rows, schema).writeTo(lake.table(table)).append()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mysql", default="127.0.0.1:15306")
    args = parser.parse_args()
    failures = 0

    def expect(what, found, **wanted):
        nonlocal failures
        seen = {name: getattr(found, name) for name in wanted}
        ok = seen == wanted
        failures += not ok
        print(f"{'ok  ' if ok else 'FAIL'} {what}: {seen}" + ("" if ok else f", expected {wanted}\n{found}"), flush=True)

    with tempfile.TemporaryDirectory() as folder:
        config = f"{folder}/config.yaml"
        with open(config, "w", encoding="utf-8") as out:
            out.write(f"source: {{keyspace: commerce}}\ncatalog: {{name: lake, type: jdbc, uri: 'jdbc:sqlite:{folder}/lake.db', warehouse: '{folder}/warehouse', "
                      "namespace: commerce, properties: {jdbc.schema-version: V1}}\n")
        checker = Checker.of(config, args.mysql)
        sql, orders, types = checker.lake.sql, checker.lake.table("orders"), checker.lake.table("types")
        expect("a table that is not there", checker.compare("orders"), equal=False)
        copy(checker, "orders")
        copy(checker, "types")
        expect("orders as copied", checker.compare("orders"), equal=True)
        expect("every type as copied", checker.compare("types"), equal=True)
        customer, order = sql(f"select min(customer_id), min_by(id, customer_id) from {orders}").first()
        one = f"customer_id = {customer} and id = {order}"
        sql(f"insert into {orders} select * from {orders} where {one}")
        expect("a row twice", checker.compare("orders"), equal=False, doubled=1, lost=0, wrong=0)
        sql(f"delete from {orders} where {one}")
        expect("a row missing", checker.compare("orders"), equal=False, doubled=0, lost=1, wrong=0)
        sql(f"insert into {orders} select id + 100000000, customer_id, sku, qty, price from {orders} where customer_id = {customer + 1} limit 1")
        expect("and a row that nobody wrote", checker.compare("orders"), equal=False, doubled=1, lost=1, wrong=0)
        row = 0
        for wrong, change in enumerate(("c_dt6 = c_dt6 + interval 1 microsecond", "c_text = concat(c_text, ' ')", "c_double = -c_double", "c_blob = null",
                                        "c_json = '[0]'", "c_dec = c_dec + 0.01"), start=1):
            column = change.split()[0]
            row = sql(f"select min(id) from {types} where id > {row} and {column} is not null and cast({column} as string) not in ('0.0', '-0.0')").first()[0]
            sql(f"update {types} set {change} where id = {row}")
            expect(f"one more value after {change}", checker.compare("types"), equal=False, doubled=0, lost=0, wrong=wrong)
    print("the checker finds what it must" if not failures else f"{failures} expectations failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
