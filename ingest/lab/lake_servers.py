"""Real catalogs and a real object store, as lake.sh starts them."""
import os
import subprocess

from harness import DONE, ROOT, VITESSLAKE, Failure


class LakeServers:
    """Beside the cluster that `--vtgate` names. `address` has what `lake.sh env` tells, once they are up."""

    def __init__(self, vtgate):
        self.environment = {**os.environ, "PORT_BASE": str(int(vtgate.rsplit(":", 1)[1]) - 991)}
        self.address = {}

    def script(self, *words):
        return subprocess.run([ROOT / "ingest/lab/lake.sh", *words], check=True, text=True, stdout=subprocess.PIPE, env=self.environment).stdout

    def up(self, kind, store):
        self.script("up", kind, store)
        self.address = dict(pair.split("=", 1) for pair in self.script("env").split())
        os.environ.update({name: value for name, value in self.address.items() if name.startswith("AWS_")})

    def config(self, kind, store, namespace):
        """The catalog, for a configuration."""
        return self.script("config", kind, store, namespace)

    def down(self):
        self.script("down")

    @staticmethod
    def vitesslake(*words):
        done = subprocess.run([VITESSLAKE, *words], capture_output=True, text=True, cwd=ROOT, check=False)
        if done.returncode != DONE:
            raise Failure(f"vitesslake {' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
