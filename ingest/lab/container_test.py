#!/usr/bin/env python3
"""The image, run as a cluster would run it: not as root, on a read-only root. Does SIGTERM in the middle of a checkpoint end it in good order, and is nothing lost?

    container_test.py [--rounds 3] [--rows 60000] [--seed N]

The lake is on a REST catalog and S3 (`lake.sh setup`; S3_SERVER=minio for MinIO), the configuration is in VITESSLAKE_CONFIG. While writers write, `sync --once`
runs in a container; as soon as a new data file is in the store, before it is committed, the container gets SIGTERM. It must end with 0 within the grace that
Fargate gives at most, with that checkpoint committed. Then `sync --once` runs again in a new container, and every row and value is compared with MySQL.

As root. Builds the image with buildah and runs it with runc, both of which it installs. Needs a Vitess cluster.
"""
import os
import re
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

import container
from compare import LAB_DIR
from harness import DONE, Failure, Lab, TooLate, arguments, copy_in, until_hit
from lake_servers import LakeServers

GRACE = 120  # seconds, terraform/aws/task.tf

COMMITTED = re.compile(r"^(\S+Z) INFO +(\S+) committed", re.MULTILINE)


class Contained(Lab):
    """Its syncs run in containers."""

    def __init__(self, args, servers):
        self.servers = servers
        super().__init__(args, settings=copy_in(20, args))
        container.build()
        self.containers = container.Container(self.dir)

    def configure(self, name, interval, straight=False):
        path, tables = self.dir / name, ", ".join(self.tables)
        path.write_text(f"""\
source: {{vtgate: "{self.args.vtgate}", keyspace: commerce, tables: [{tables}]}}
{self.servers.config("rest", "s3", "container")}
checkpoint: {{interval: {interval}}}
memory: {self.memory}
{self.settings}
""", encoding="utf-8")
        return str(path)

    def sync(self, config=None, once=False):
        environment = {"VITESSLAKE_CONFIG": Path(self.config).read_text(encoding="utf-8")}
        environment |= {name: value for name, value in self.servers.address.items() if name.startswith("AWS_")}
        process = self.containers.start(["sync", *(["--once"] if once else [])], environment)
        self.processes.append(process)
        return process

    def catch_up(self):
        process = self.sync(once=True)
        if process.wait(timeout=900) != DONE:
            raise Failure(f"sync --once ended with {process.returncode}; see {process.log}")

    @staticmethod
    def kill(process):
        if process.poll() is None:
            container.Container.signal(process, "KILL")
        return process.wait()

    def data_files(self):
        """As the store's server keeps them: versitygw a file, MinIO a directory for each. What vanishes meanwhile is none."""
        store = Path(LAB_DIR) / f"lake-{self.servers.environment['PORT_BASE']}/s3/lake"
        return {f"{place}/{name}" for place, directories, files in os.walk(store) for name in directories + files if name.endswith(".parquet")}

    def terminated_in_checkpoint(self):
        """A run that gets SIGTERM while files are in the store that no snapshot shows."""
        known, process = self.data_files(), self.sync(once=True)
        while not self.data_files() - known:
            if process.poll() is not None:
                raise TooLate(f"the run ended with {process.returncode} before it wrote anything; see {process.log}")
            time.sleep(0.002)
        told = datetime.now(timezone.utc)
        self.containers.signal(process, "TERM")
        began = time.monotonic()
        code = process.wait(timeout=GRACE)
        took = time.monotonic() - began
        if code != DONE:
            raise Failure(f"sync ended with {code} after SIGTERM; see {process.log}")
        later = [table for at, table in COMMITTED.findall(process.log.read_text(errors="replace")) if datetime.fromisoformat(at.replace("Z", "+00:00")) > told]
        if not later:
            raise TooLate(f"its checkpoint was over when SIGTERM came; see {process.log}")
        return took, later


def main():
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    print(f"seed {args.seed}", flush=True)
    servers = LakeServers(args.vtgate)
    servers.up("rest", "s3")
    lab, failure = Contained(args, servers), ""
    lab.writers.start()
    try:
        for round_ in range(1, args.rounds + 1):
            took, later = until_hit(lab.terminated_in_checkpoint)
            print(f"ok   ended with 0 in {took:.1f} s after SIGTERM in a checkpoint, which committed {', '.join(later)}", flush=True)
            lab.expect_equal(f"SIGTERM in a checkpoint, {round_}/{args.rounds}")
    except Failure as unmet:
        failure = str(unmet)
        print(f"FAILED: {failure}", flush=True)
    finally:
        lab.containers.close()
        lab.close(not failure)
        servers.down()
    print(f"container test: {'all claims hold' if not failure else 'FAILED'}, seed={args.seed}")
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
