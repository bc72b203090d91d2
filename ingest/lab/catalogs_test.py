#!/usr/bin/env python3
"""Each catalog with each way to the object store: a sync that is killed (kill -9) and resumed, and a look at the result by another reader.

    catalogs_test.py [KIND/STORE…]      e.g. rest/s3a; without one all of COMBINATIONS, one after the other

Runs `vitesslake demo --config` against the real servers of lake.sh, for which lake.sh setup must have run; needs no Vitess. The demo itself reads the lake
through Iceberg's Java library. Here PyIceberg finds table and files, and the rows are put together from the Parquet files: data less equality deletes,
which PyIceberg does not read by itself. Both are compared with what MySQL said when the demo was recorded.
Run it with $LAB_DIR/lake-venv/bin/python. Exit code 0: all agree.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet
from pyiceberg.catalog import load_catalog
from pyiceberg.io.pyarrow import PyArrowFileIO
from pyiceberg.manifest import DataFileContent

ROOT = Path(__file__).resolve().parents[2]
VITESSLAKE = os.environ.get("VITESSLAKE", str(ROOT / "vitesslake"))
LAKE = str(ROOT / "ingest/lab/lake.sh")
TRUTH = ROOT / "ingest/src/main/resources/io/vitesslake/replay/truth.json"
# Nessie places tables in s3://, which S3A does not serve.
COMBINATIONS = [f"{kind}/{store}" for kind in ("sqlite", "postgresql", "mysql", "rest", "glue", "nessie") for store in ("s3", "s3a") if (kind, store) != ("nessie", "s3a")]
NAMESPACE = "commerce"


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def catalog_of(kind, lab):
    """As a reader configures it: under the name that the writer uses."""
    store = {"s3.endpoint": lab["S3_URL"], "s3.access-key-id": lab["AWS_ACCESS_KEY_ID"], "s3.secret-access-key": lab["AWS_SECRET_ACCESS_KEY"], "s3.region": lab["AWS_REGION"]}
    kinds = {
        "sqlite": {"type": "sql", "uri": f"sqlite:///{lab['RUN']}/sqlite/catalog.db"},
        "postgresql": {"type": "sql", "uri": f"postgresql+psycopg2://lab@{lab['POSTGRESQL']}/lake"},
        "mysql": {"type": "sql", "uri": f"mysql+pymysql://lab:lab@{lab['MYSQL']}/lake"},
        "rest": {"type": "rest", "uri": lab["REST_URL"]},
        "glue": {"type": "glue", "glue.endpoint": lab["GLUE_URL"], "glue.region": lab["AWS_REGION"],
                 "glue.access-key-id": lab["AWS_ACCESS_KEY_ID"], "glue.secret-access-key": lab["AWS_SECRET_ACCESS_KEY"]},
        "nessie": {"type": "rest", "uri": lab["NESSIE_URL"]},
    }
    return load_catalog("lake", **kinds[kind], **store), PyArrowFileIO(store)


def text(value):
    """As MySQL prints it, see RowChecksum.java."""
    if value is None:
        return "NULL"
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f") if value.tzinfo else value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def rows_of(table, io):
    """Data less equality deletes: a delete hits rows of a lower sequence number."""
    names = [field.name for field in table.schema().fields]
    data, deleted = [], {}
    for manifest in table.current_snapshot().manifests(io):
        for entry in manifest.fetch_manifest_entry(io, discard_deleted=True):
            file = entry.data_file
            with io.new_input(file.file_path).open() as stream:
                columns = pyarrow.parquet.read_table(stream)
            if file.content == DataFileContent.DATA:
                data.append((entry.sequence_number, columns))
            elif file.content == DataFileContent.EQUALITY_DELETES:
                key = tuple(table.schema().find_field(one).name for one in file.equality_ids)
                hit = deleted.setdefault(key, {})
                for values in zip(*(columns[name].to_pylist() for name in key)):
                    hit[values] = max(hit.get(values, 0), entry.sequence_number)
            else:
                raise ValueError(f"{file.file_path}: {file.content} was not expected")
    for sequence, columns in data:
        values = {name: columns[name].to_pylist() for name in names}
        for at in range(columns.num_rows):
            if all(hit.get(tuple(values[name][at] for name in key), 0) <= sequence for key, hit in deleted.items()):
                yield [values[name][at] for name in names]


def differences(kind, lab):
    catalog, io = catalog_of(kind, lab)
    for name, truth in json.loads(TRUTH.read_text(encoding="utf-8")).items():
        rows, checksum = 0, 0
        for row in rows_of(catalog.load_table((NAMESPACE, name)), io):
            rows += 1
            checksum += zlib.crc32("#".join(map(text, row)).encode())
        if (rows, checksum) != (truth["rows"], truth["crc32Sum"]):
            yield f"{name}: {rows} rows with checksum {checksum}, MySQL had {truth['rows']} with {truth['crc32Sum']}"


def attempt(kind, store, directory):
    """What is wrong, or None."""
    run(LAKE, "up", kind, store)
    lab = dict(pair.split("=", 1) for pair in run(LAKE, "env").split())
    config = directory / "lake.yaml"
    config.write_text(run(LAKE, "config", kind, store, NAMESPACE), encoding="utf-8")
    environment = {**os.environ, **{name: lab[name] for name in lab if name.startswith("AWS_")}}
    with open(directory / "demo.txt", "w", encoding="utf-8") as out:
        exit_code = subprocess.run([VITESSLAKE, "demo", "--config", str(config), "--dir", str(directory / "demo")], env=environment, stdout=out, stderr=out).returncode
    told = (directory / "demo.txt").read_text(encoding="utf-8")
    if exit_code or "was killed (kill -9)" not in told:
        return f"the demo ended with {exit_code}:\n" + "\n".join(told.splitlines()[-8:])
    return "\n".join(differences(kind, lab)) or None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("combinations", nargs="*", default=COMBINATIONS, metavar="KIND/STORE")
    chosen = parser.parse_args().combinations
    unknown = set(chosen) - set(COMBINATIONS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(COMBINATIONS)}")
    failed = 0
    for combination in chosen:
        directory = Path(tempfile.mkdtemp(prefix="vitesslake-catalog-"))
        started = time.monotonic()
        try:
            wrong = attempt(*combination.split("/"), directory)
        finally:
            run(LAKE, "down")
        print(f"{combination}: {'equal, over a kill' if not wrong else 'FAILED, see ' + str(directory)}, {time.monotonic() - started:.0f} s" + (f"\n{wrong}" if wrong else ""), flush=True)
        failed += bool(wrong)
        if not wrong:
            shutil.rmtree(directory)
    print(f"{len(chosen) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
