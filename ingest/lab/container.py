"""The image of terraform/container, on a base of this machine's Debian, and containers of it as a cluster would run them: not root, root read-only, no rights."""
import json
import os
import shutil
import subprocess
import time
from pathlib import Path

from compare import LAB_DIR
from harness import ROOT

BASE, IMAGE = "localhost/vitesslake-base", "localhost/vitesslake-lab"
RELEASE, PACKAGES = "bookworm", "openjdk-17-jre-headless,ca-certificates"
TOOLS = {"buildah": "buildah", "mmdebstrap": "mmdebstrap", "runc": "runc"}  # by Debian package


def run(*words, **options):
    return subprocess.run([str(word) for word in words], check=True, text=True, stdout=subprocess.PIPE, **options).stdout.strip()


def install_tools():
    if missing := [package for package, tool in TOOLS.items() if not shutil.which(tool)]:
        run("apt-get", "update", "-q")
        run("apt-get", "install", "-y", "-q", "--no-install-recommends", *missing)


def build():
    """The image of the jar as it is; makes the base once, in some minutes. As root."""
    install_tools()
    base = Path(LAB_DIR) / "container/base.tar"
    if not base.exists():
        base.parent.mkdir(exist_ok=True)
        run("mmdebstrap", "--quiet", "--variant=minbase", f"--include={PACKAGES}", RELEASE, f"{base}.part", *Path("/etc/apt/sources.list.d").glob("debian.sources"))
        Path(f"{base}.part").rename(base)
    if not run("buildah", "images", "--quiet", "--filter", f"reference={BASE}"):
        scratch = run("buildah", "from", "scratch")
        run("buildah", "add", "-q", scratch, base, "/")
        run("buildah", "commit", "-q", scratch, BASE)
        run("buildah", "rm", scratch)
    run("buildah", "build", "--isolation", "chroot", "-q", "--build-arg", f"BASE={BASE}", "-f", "terraform/container/Dockerfile", "-t", IMAGE, ".", cwd=ROOT)


class Container:
    """What all containers of one test share. They have the machine's network, as the lab is on loopback."""

    def __init__(self, directory):
        self.directory, self.number = directory, 0
        self.image = json.loads(run("buildah", "inspect", "--type", "image", IMAGE))["OCIv1"]["config"]
        self.working = run("buildah", "from", IMAGE)
        self.root = run("buildah", "mount", self.working)

    def start(self, words, environment):
        """One of its own, which writes to its own /tmp alone. `name` says how it is called, `log` where its output is."""
        self.number += 1
        name = f"vitesslake-{os.getpid()}-{self.number}"
        bundle = self.directory / name
        bundle.mkdir()
        (bundle / "config.json").write_text(json.dumps(self.specification(words, environment)), encoding="utf-8")
        with open(bundle / "log", "wb") as log:
            process = subprocess.Popen(["runc", "run", "--bundle", bundle, name], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        process.name, process.log, process.began = name, bundle / "log", time.monotonic()
        return process

    def specification(self, words, environment):
        """By the OCI runtime specification."""
        user, group = map(int, self.image["User"].split(":"))
        variables = [*self.image["Env"], *(f"{name}={value}" for name, value in environment.items())]
        tmpfs = ["nosuid", "nodev"]
        return {
            "ociVersion": "1.0.2",
            "process": {"args": [*self.image["Entrypoint"], *words], "env": variables, "cwd": "/", "user": {"uid": user, "gid": group}, "noNewPrivileges": True,
                        "capabilities": {kind: [] for kind in ("bounding", "effective", "permitted")}},
            "root": {"path": self.root, "readonly": True},
            "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
                       {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": [*tmpfs[:1], "mode=755", "size=65536k"]},
                       {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": [*tmpfs, "mode=1777"]},
                       {"destination": "/etc/hosts", "type": "bind", "source": "/etc/hosts", "options": ["bind", "ro"]},
                       {"destination": "/sys", "type": "bind", "source": "/sys", "options": ["rbind", "ro"]}],
            "linux": {"namespaces": [{"type": kind} for kind in ("mount", "pid", "ipc", "uts")]},
        }

    @staticmethod
    def signal(process, name):
        run("runc", "kill", process.name, name)

    def close(self):
        for process in json.loads(run("runc", "list", "--format", "json")) or []:
            if process["id"].startswith(f"vitesslake-{os.getpid()}-"):
                run("runc", "delete", "--force", process["id"])
        run("buildah", "rm", self.working)
