#!/usr/bin/env python3
"""Which engine reads what: tables of all MySQL types, on a REST catalog and S3, after updates and deletes, each row and value compared with MySQL's.

    engines_test.py [--rows 200] [--seed N] [spark | other-spark | trino | newest-trino | pyiceberg …]      default: all

The same two tables are mirrored in each of MODES, maintenance off, so that the deletes stay as they were written. Downloads what an engine needs into LAB_DIR
on first use; Trino wants a JDK 24 or newer. Needs a Vitess cluster, `setup.sh s3` and `lake.sh setup`. Prints the table of README.md, and fails when that says otherwise.
"""
import atexit
import shutil
import sys
import tempfile
from pathlib import Path

import pymysql

import workload
from compare import Source
from engines import engines
from harness import ROOT, arguments
from lake_servers import LakeServers
from types_test import TABLES, change

MODES = {
    "v2_equality": ("v2, equality deletes", "{format-version: 2, deletes: equality}"),
    "v2_position": ("v2, position deletes", "{format-version: 2, deletes: position}"),
    "v3_equality": ("v3, equality deletes", "{format-version: 3, deletes: equality}"),
    "v3_position": ("v3, deletion vectors", "{format-version: 3, deletes: position}"),
    "v3_variant": ("the same, JSON as variant", "{format-version: 3, deletes: position, json-as: variant}"),
}
PAGE = ROOT / "README.md"


def configure(args, servers, directory, mode):
    path = directory / f"{mode}.yaml"
    tables = ", ".join(TABLES)
    path.write_text(f"""\
source: {{vtgate: "{args.vtgate}", keyspace: commerce, tables: [{tables}]}}
{servers.config("rest", "s3", mode)}
maintenance: {{in-sync: off}}
table-defaults: {MODES[mode][1]}
""", encoding="utf-8")
    return path


def mirrored(args, cursor, configs, run):
    """Rows that are copied, then changes that are streamed."""
    host, port = args.mysql.rsplit(":", 1)
    words = workload.arguments(["types", "--host", host, "--port", port, "--seed", str(args.seed), "--rows", str(args.rows)])
    for table in TABLES:
        cursor.execute(f"delete from {table}")
        workload.insert_types(words, table, 1)
    for step in (lambda: None, lambda: [change(cursor, words, table, args.rows) for table in TABLES]):
        step()
        for mode, config in configs.items():
            run("sync", "--once", "--config", str(config))
            print(f"ok   {mode} synced", flush=True)


def cell(found):
    """What the page says of one engine and one kind of table."""
    if any(one.problem for one in found):
        return "no"
    columns = sorted({column for one in found for column in one.columns})
    return "yes" if all(one.equal for one in found) else f"**wrong**: {', '.join(columns) or 'rows'}"


def main():
    parser = arguments(__doc__, rows=200)
    parser.add_argument("engines", nargs="*", metavar="ENGINE")
    args = parser.parse_args()
    directory = Path(args.dir or tempfile.mkdtemp(prefix="vitesslake-engines-"))
    servers = LakeServers(args.vtgate)
    atexit.register(servers.down)  # whatever becomes of the test
    servers.up("rest", "s3")
    configs = {mode: configure(args, servers, directory, mode) for mode in MODES}
    known = engines(directory, servers.address, configs)
    if unknown := set(args.engines) - set(known):
        parser.error(f"unknown engine {', '.join(unknown)}: choose from {', '.join(known)}")
    host, port = args.mysql.rsplit(":", 1)
    with pymysql.connect(host=host, port=int(port), user="root", database="commerce", autocommit=True) as connection, connection.cursor() as cursor:
        mirrored(args, cursor, configs, servers.vitesslake)
    source, lines = Source(args.mysql, "commerce"), []
    for word in args.engines or known:
        engine = known[word]()
        try:
            cells = []
            for mode in MODES:
                found = engine.found(mode, source, TABLES)
                print("\n".join(f"     {engine.name} {mode}: {one}" for one in found), flush=True)
                cells.append(cell(found))
        finally:
            engine.close()
        lines.append(f"| {engine.name} | {' | '.join(cells)} |")
    print("\n".join([f"| | {' | '.join(title for title, _ in MODES.values())} |", "|---" * (len(MODES) + 1) + "|", *lines]), flush=True)
    page = PAGE.read_text(encoding="utf-8").splitlines()
    if missing := [line for line in lines if line not in page]:
        print(f"FAILED: {PAGE.relative_to(ROOT)} does not say\n" + "\n".join(missing))
        return 1
    shutil.rmtree(directory)
    return 0


if __name__ == "__main__":
    sys.exit(main())
