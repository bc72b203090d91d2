"""Tables as engines other than the lab's Spark read them: each a lake for compare.Checker, that is columns(table) and dump(table, columns, path)."""
import json
import os
import subprocess
import sys
from pathlib import Path

from compare import BYTES, FORMS, GEOMETRY, LAB_DIR, MOMENT, NULL, TEXT, Checker, Difference, form
from trino import DEPENDENCY_PLUGIN, NewestTrino, Refused, Trino

HERE = Path(__file__).resolve().parent
OTHER_SPARK, OTHER_SPARK_RUNTIME = "3.5.7", "org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.12.0"
FLOATS = [FORMS["float"], FORMS["double"]]
KINDS = [(TEXT, "text"), (FORMS["json"], "text"), (BYTES, "bytes"), (GEOMETRY, "geometry"), (MOMENT, "moment"), *((one, "float") for one in FLOATS)]
IN_TRINO = {
    "text": "to_hex(to_utf8({0}))", "bytes": "to_hex({0})", "geometry": GEOMETRY[1].replace("hex(", "to_hex("), "moment": "substr(cast({0} as varchar), 1, 26)",
    "number": "cast({0} as varchar)", "float": "cast(cast({0} as double) as varchar)", "variant": "to_hex(to_utf8(json_format(cast({0} as json))))",
}


def kind(mysql_type):
    """How a value of that type is held in the lake, as far as dumps of it go."""
    return next((name for of, name in KINDS if form(mysql_type) is of), "number")


def compared(source, lake, tables):
    """[Difference], one for each table."""
    def one(table):
        try:
            return Checker(source, lake).compare(table)
        except Refused as refusal:
            return Difference(table, problem=str(refusal))
    return [one(table) for table in tables]


class TrinoEngine:
    def __init__(self, trino, directory, servers):
        """`servers`: names and values of `lake.sh env`."""
        self.name = f"Trino {trino.VERSION}"
        self.server = trino(directory / self.name.replace(" ", "-"), trino_catalog(trino, servers))

    def found(self, mode, source, tables):
        return compared(source, TrinoLake(self.server, mode), tables)

    def close(self):
        self.server.close()


def trino_catalog(trino, servers):
    file_system = "fs.native-s3.enabled" if trino is Trino else "fs.s3.enabled"
    return f"""\
connector.name=iceberg
iceberg.catalog.type=rest
iceberg.rest-catalog.uri={servers['REST_URL']}
{file_system}=true
s3.endpoint={servers['S3_URL']}
s3.region={servers['AWS_REGION']}
s3.path-style-access=true
s3.aws-access-key={servers['AWS_ACCESS_KEY_ID']}
s3.aws-secret-key={servers['AWS_SECRET_ACCESS_KEY']}
"""


class TrinoLake:
    def __init__(self, server, namespace):
        self.server, self.namespace = server, namespace

    def types(self, table):
        return {row[0]: row[1] for row in self.server.query(f"show columns from lake.{self.namespace}.{table}")[1]}

    def columns(self, table):
        return list(self.types(table))

    def dump(self, table, columns, path):
        types = self.types(table)
        kinds = {name: "variant" if types[name] == "variant" else kind(mysql_type) for name, mysql_type, _ in columns}
        cells = ", ".join(f"coalesce({IN_TRINO[kinds[name]].format(name)}, '{NULL}')" for name in kinds)
        _, rows = self.server.query(f"select {cells} from lake.{self.namespace}.{table}")
        Path(path).write_text("".join("\t".join(row) + "\n" for row in rows), encoding="ascii")


class PyIcebergEngine:
    name = "PyIceberg 0.12"

    def __init__(self, _directory, servers):
        self.properties = {"type": "rest", "uri": servers["REST_URL"], "s3.endpoint": servers["S3_URL"], "s3.region": servers["AWS_REGION"],
                           "s3.access-key-id": servers["AWS_ACCESS_KEY_ID"], "s3.secret-access-key": servers["AWS_SECRET_ACCESS_KEY"]}

    def found(self, mode, source, tables):
        return compared(source, PyIcebergLake(self.properties, mode), tables)

    def close(self):
        pass


class PyIcebergLake:
    def __init__(self, properties, namespace):
        self.properties, self.namespace = properties, namespace

    def rows(self, table, kinds):
        words = json.dumps({"properties": self.properties, "table": [self.namespace, table], "kinds": kinds})
        done = subprocess.run([f"{LAB_DIR}/lake-venv/bin/python", HERE / "pyiceberg_rows.py", words], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Refused(done.stderr.strip().splitlines()[-1])
        return done.stdout

    def columns(self, table):
        return self.rows(table, {}).split()

    def dump(self, table, columns, path):
        Path(path).write_text(self.rows(table, {name: kind(mysql_type) for name, mysql_type, _ in columns}), encoding="ascii")


class SparkEngine:
    """compare.py itself, once for each configuration: a process has one Spark."""

    def __init__(self, version, python, jars, configs):
        self.name, self.command, self.configs = f"Spark {version}", [python, HERE / "compare.py", "--serve"], configs
        self.environment = {**os.environ, "SPARK_JARS": jars}

    def found(self, mode, source, tables):
        done = subprocess.run([*self.command, "--config", self.configs[mode], "--mysql", f"{source.host}:{source.port}"], input=" ".join(tables), text=True, check=True,
                              capture_output=True, env=self.environment)
        told = [json.loads(line) for line in done.stdout.splitlines()]
        return [Difference(**{name: value for name, value in one.items() if name != "equal"}) for one in told if "table" in one]

    def close(self):
        pass


def other_spark():
    """Python and jars of the Spark before, downloaded on first use."""
    home = Path(LAB_DIR, f"spark-{OTHER_SPARK}")
    if not (home / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", home / "venv"], check=True)
        subprocess.run([home / "venv/bin/python", "-m", "pip", "install", "-q", f"pyspark=={OTHER_SPARK}", "PyMySQL", "PyYAML", "setuptools"], check=True)
        subprocess.run(["mvn", "-q", "-B", f"{DEPENDENCY_PLUGIN}:copy", f"-Dartifact={OTHER_SPARK_RUNTIME}", f"-DoutputDirectory={home}/jars"], check=True)
        (home / "complete").touch()
    return str(home / "venv/bin/python"), str(home / "jars")


def engines(directory, servers, configs):
    """{its word on the command line: starts it}"""
    return {
        "spark": lambda: SparkEngine("4.1.1", sys.executable, f"{LAB_DIR}/spark", configs),
        "other-spark": lambda: SparkEngine(OTHER_SPARK, *other_spark(), configs),
        "trino": lambda: TrinoEngine(Trino, directory, servers),
        "newest-trino": lambda: TrinoEngine(NewestTrino, directory, servers),
        "pyiceberg": lambda: PyIcebergEngine(directory, servers),
    }
