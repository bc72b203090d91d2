#!/usr/bin/env python3
"""A table as PyIceberg reads it, for engines_test.py, which runs this with the Python that has PyIceberg.

    pyiceberg_rows.py '{"properties": {…}, "table": ["namespace", "table"], "kinds": {"column": "text", …}}'

Prints a row a line, cells in the order of kinds with tabs between them, in the form of compare.py's dumps; with no kinds, the names of the columns.
"""
import json
import sys

from pyiceberg.catalog import load_catalog

NULL = "NULL"


def geometry(ewkb):
    """SRID in hex and WKB in hex, of the lake's EWKB in little endian."""
    has_srid = ewkb[4] == 0x20
    srid, rest = (ewkb[8:4:-1], ewkb[9:]) if has_srid else (bytes(4), ewkb[5:])
    return (srid + ewkb[:4] + b"\0" + rest).hex().upper()


WRITTEN = {
    "text": lambda value: value.encode().hex().upper(),
    "bytes": lambda value: value.hex().upper(),
    "geometry": geometry,
    "moment": lambda value: value.isoformat(" ", "microseconds")[:26],
    "number": lambda value: format(value, "f") if hasattr(value, "as_tuple") else str(value),
    "float": repr,
}


def main():
    asked = json.loads(sys.argv[1])
    table = load_catalog("lake", **asked["properties"]).load_table(tuple(asked["table"]))
    kinds = asked["kinds"]
    if not kinds:
        print("\n".join(field.name for field in table.schema().fields))
        return
    for row in table.scan().to_arrow().to_pylist():
        print("\t".join(NULL if row[name] is None else WRITTEN[kind](row[name]) for name, kind in kinds.items()))


if __name__ == "__main__":
    main()
