"""An S3 server of one's own (versitygw, which keeps each object as a file) with a proxy before it that fails when told to."""
import atexit
import os
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import unquote, urlparse

from compare import LAB_DIR
from faulty_proxy import Proxy

BUCKET, REGION = "lake", "us-east-1"
KEYS = {"AWS_ACCESS_KEY_ID": "lab", "AWS_SECRET_ACCESS_KEY": "lab-secret", "AWS_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true"}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class ObjectStore:
    """One bucket. The writer goes through the proxy; whoever reads to compare does not, so that only the writer's requests are counted."""

    def __init__(self, directory, seed):
        self.root = Path(directory) / "store"
        (self.root / BUCKET).mkdir(parents=True, exist_ok=True)
        os.environ.update(KEYS)  # of all that is started from now on
        self.address = f"127.0.0.1:{free_port()}"
        with open(f"{directory}/store.log", "wb") as log:
            self.server = subprocess.Popen([f"{LAB_DIR}/bin/versitygw", "--access", KEYS["AWS_ACCESS_KEY_ID"], "--secret", KEYS["AWS_SECRET_ACCESS_KEY"], "--region", REGION,
                                            "--port", self.address, "--keep-alive", "--quiet", "posix", str(self.root)], stdout=log, stderr=subprocess.STDOUT)
        atexit.register(self.server.kill)  # whatever becomes of the test
        self.await_server(f"{directory}/store.log")
        self.proxy = Proxy(self.address, seed)
        self.be, self.counts = self.proxy.be, self.proxy.counts
        self.warehouse = f"s3a://{BUCKET}/warehouse"
        self.directory = self.root / BUCKET / "warehouse"  # where its files lie

    def await_server(self, log):
        deadline = time.monotonic() + 30
        while True:
            try:
                host, port = self.address.split(":")
                return socket.create_connection((host, int(port)), timeout=1).close()
            except OSError as refusal:
                if self.server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"versitygw does not listen on {self.address}; see {log}; is it there? `ingest/lab/setup.sh s3` builds it") from refusal
                time.sleep(0.1)

    def properties(self, straight=False):
        """Of the catalog. The time limits are the shortest that Hadoop accepts."""
        return {"hadoop.fs.s3a.endpoint": f"http://{self.address if straight else f'127.0.0.1:{self.proxy.port}'}", "hadoop.fs.s3a.endpoint.region": REGION,
                "hadoop.fs.s3a.path.style.access": "true", "hadoop.fs.s3a.connection.timeout": "15s", "hadoop.fs.s3a.connection.establish.timeout": "15s"}

    def path(self, location):
        """The file of an object."""
        parts = urlparse(location)
        return self.root / parts.netloc / unquote(parts.path).lstrip("/")

    def close(self):
        self.proxy.close()
        self.server.terminate()
        self.server.wait(timeout=30)
