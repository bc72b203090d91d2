"""A Trino server of one node with the Iceberg connector, on loopback."""
import glob
import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
LAB_DIR = os.environ.get("LAB_DIR", "/var/tmp/vitesslake-lab")
LEAST_JAVA = 24
JAVA_OPTIONS = ["-Xmx2g", "-XX:+ExitOnOutOfMemoryError", "-XX:+EnableDynamicAgentLoading", "-Djdk.attach.allowAttachSelf=true", "--add-modules=jdk.incubator.vector"]
DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"


class Refused(Exception):
    """What Trino says of a statement."""


def java_home():
    """A JDK that this Trino runs on: TRINO_JAVA_HOME, or one of those in /usr/lib/jvm."""
    for home in filter(None, [os.environ.get("TRINO_JAVA_HOME"), *sorted(glob.glob("/usr/lib/jvm/*"), reverse=True)]):
        release = Path(home, "release")
        version = re.search(r'JAVA_VERSION="(\d+)', release.read_text(encoding="utf-8")) if release.exists() else None
        if version and int(version.group(1)) >= LEAST_JAVA:
            return home
    raise SystemExit(f"Trino needs a JDK {LEAST_JAVA} or newer: install one, or name it in TRINO_JAVA_HOME")


def setup(version):
    """Downloads the server (some 800 MB) and unpacks what is needed of it; returns where it is."""
    home = Path(LAB_DIR, f"trino-{version}")
    if not home.exists():
        archive = Path(LAB_DIR, f"trino-server-{version}.tar.gz")
        if not archive.exists():
            subprocess.run(["mvn", "-q", "-B", f"{DEPENDENCY_PLUGIN}:copy", f"-Dartifact=io.trino:trino-server:{version}:tar.gz", f"-DoutputDirectory={LAB_DIR}"], check=True)
        part = Path(LAB_DIR, f"trino-{version}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        root = f"trino-server-{version}"
        subprocess.run(["tar", "xzf", archive, "-C", part, "--strip-components=1", f"{root}/bin", f"{root}/lib", f"{root}/plugin/iceberg"], check=True)
        part.rename(home)
    driver = glob.glob(f"{LAB_DIR}/spark/sqlite-jdbc-*.jar")[0]
    shutil.copy(driver, home / "plugin/iceberg")
    return home


class Trino:
    """Started by the constructor; `close` ends it."""
    VERSION = "476"

    def __init__(self, directory, catalog, port=8087):
        """`catalog`: the text of etc/catalog/lake.properties."""
        self.directory, self.url = Path(directory), f"http://127.0.0.1:{port}"
        self.directory.mkdir(parents=True)
        self.log = self.directory / "server.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(self.command(catalog, port), cwd=self.directory, stdout=log, stderr=subprocess.STDOUT)
        self.await_start()

    def command(self, catalog, port):
        home, etc = setup(self.VERSION), self.directory / "etc"
        (etc / "catalog").mkdir(parents=True)
        (etc / "config.properties").write_text(f"coordinator=true\nnode-scheduler.include-coordinator=true\nhttp-server.http.port={port}\ndiscovery.uri={self.url}\n"
                                               f"plugin.dir={home}/plugin\n", encoding="utf-8")
        (etc / "catalog/lake.properties").write_text(catalog, encoding="utf-8")
        node = {"node.environment": "lab", "node.data-dir": f"{self.directory}/data", "node.bind-ip": "127.0.0.1", "node.internal-address": "127.0.0.1"}
        options = [*JAVA_OPTIONS, *(f"-D{name}={value}" for name, value in node.items())]
        return [f"{java_home()}/bin/java", *options, "-cp", f"{home}/lib/*", f"-Dconfig={etc}/config.properties", "io.trino.server.TrinoServer"]

    def await_start(self):
        deadline = time.monotonic() + 900
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.query("show schemas from lake")  # it answers before it has a node that works, or the catalog
                return
            except (Refused, OSError):
                time.sleep(0.5)
        self.close()
        raise SystemExit(f"Trino did not start; see {self.log}")

    def query(self, statement):
        """[column names], [rows]; raises Refused."""
        request = urllib.request.Request(f"{self.url}/v1/statement", data=statement.encode(), headers={"X-Trino-User": "lab"})
        columns, rows = [], []
        while True:
            with urllib.request.urlopen(request, timeout=120) as answer:
                page = json.load(answer)
            if "error" in page:
                raise Refused(page["error"]["message"])
            columns = [column["name"] for column in page.get("columns", ())] or columns
            rows += page.get("data", [])
            if "nextUri" not in page:
                return columns, rows
            request = urllib.request.Request(page["nextUri"], headers={"X-Trino-User": "lab"})

    def close(self):
        self.process.terminate()
        self.process.wait()


class NewestTrino(Trino):
    """A version of which only libraries can be had: the server of Trino's own tests."""
    VERSION = "483"

    def command(self, catalog, port):
        properties = self.directory / "lake.properties"
        properties.write_text(catalog, encoding="utf-8")
        return [f"{java_home()}/bin/java", *JAVA_OPTIONS, "-cp", f"{self.jars()}/*", str(HERE / "TrinoInProcess.java"), str(port), str(properties)]

    def jars(self):
        """Downloads them (some 500 MB)."""
        home = Path(LAB_DIR, f"trino-{self.VERSION}")
        if not (home / "complete").exists():
            home.mkdir(exist_ok=True)
            dependencies = "".join(f"<dependency><groupId>io.trino</groupId><artifactId>{name}</artifactId><version>{self.VERSION}</version></dependency>"
                                   for name in ("trino-testing", "trino-iceberg"))
            (home / "pom.xml").write_text(f"<project><modelVersion>4.0.0</modelVersion><groupId>lab</groupId><artifactId>trino</artifactId><version>1</version>"
                                          f"<dependencies>{dependencies}</dependencies></project>", encoding="utf-8")
            subprocess.run(["mvn", "-q", "-B", "-f", home / "pom.xml", f"{DEPENDENCY_PLUGIN}:copy-dependencies", f"-DoutputDirectory={home}/jars", "-DincludeScope=runtime"],
                           check=True)
            (home / "complete").touch()
        return home / "jars"
