"""A Trino server of one node with the Iceberg connector, on loopback, over a lake whose catalog is a SQLite file."""
import glob
import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

LAB_DIR = os.environ.get("LAB_DIR", "/var/tmp/vitesslake-lab")
VERSION = "476"
LEAST_JAVA = 24
JAVA_OPTIONS = ["-Xmx2g", "-XX:+ExitOnOutOfMemoryError", "-XX:+EnableDynamicAgentLoading", "-Djdk.attach.allowAttachSelf=true", "--add-modules=jdk.incubator.vector"]
DOWNLOAD = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"


class Refused(Exception):
    """What Trino says of a statement."""


def java_home():
    """A JDK that this Trino runs on: TRINO_JAVA_HOME, or one of those in /usr/lib/jvm."""
    for home in filter(None, [os.environ.get("TRINO_JAVA_HOME"), *sorted(glob.glob("/usr/lib/jvm/*"), reverse=True)]):
        release = Path(home, "release")
        version = re.search(r'JAVA_VERSION="(\d+)', release.read_text(encoding="utf-8")) if release.exists() else None
        if version and int(version.group(1)) >= LEAST_JAVA:
            return home
    raise SystemExit(f"Trino {VERSION} needs a JDK {LEAST_JAVA} or newer: install one, or name it in TRINO_JAVA_HOME")


def setup():
    """Downloads the server (some 800 MB) and unpacks what is needed of it; returns where it is."""
    home = Path(LAB_DIR, f"trino-{VERSION}")
    if not home.exists():
        archive = Path(LAB_DIR, f"trino-server-{VERSION}.tar.gz")
        if not archive.exists():
            subprocess.run(["mvn", "-q", "-B", DOWNLOAD, f"-Dartifact=io.trino:trino-server:{VERSION}:tar.gz", f"-DoutputDirectory={LAB_DIR}"], check=True)
        part = Path(LAB_DIR, f"trino-{VERSION}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        root = f"trino-server-{VERSION}"
        subprocess.run(["tar", "xzf", archive, "-C", part, "--strip-components=1", f"{root}/bin", f"{root}/lib", f"{root}/plugin/iceberg"], check=True)
        part.rename(home)
    driver = glob.glob(f"{LAB_DIR}/spark/sqlite-jdbc-*.jar")[0]
    shutil.copy(driver, home / "plugin/iceberg")
    return home


class Trino:
    """Started by the constructor; `close` ends it."""

    def __init__(self, directory, catalog, port=8087):
        """`catalog`: the text of etc/catalog/lake.properties."""
        home, self.directory, self.url = setup(), Path(directory), f"http://127.0.0.1:{port}"
        etc = self.directory / "etc"
        (etc / "catalog").mkdir(parents=True)
        (etc / "config.properties").write_text(f"coordinator=true\nnode-scheduler.include-coordinator=true\nhttp-server.http.port={port}\ndiscovery.uri={self.url}\n"
                                               f"plugin.dir={home}/plugin\n", encoding="utf-8")
        (etc / "catalog/lake.properties").write_text(catalog, encoding="utf-8")
        node = {"node.environment": "lab", "node.data-dir": f"{self.directory}/data", "node.bind-ip": "127.0.0.1", "node.internal-address": "127.0.0.1"}
        options = [*JAVA_OPTIONS, *(f"-D{name}={value}" for name, value in node.items())]
        self.log = self.directory / "server.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([f"{java_home()}/bin/java", *options, "-cp", f"{home}/lib/*", f"-Dconfig={etc}/config.properties",
                                             "io.trino.server.TrinoServer"], cwd=self.directory, stdout=log, stderr=subprocess.STDOUT)
        self.await_start()

    def await_start(self):
        deadline = time.monotonic() + 900
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.query("select 1")  # it answers before it has a node that works
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
