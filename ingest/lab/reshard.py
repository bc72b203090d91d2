"""The steps of a Reshard, each a function, for tests that let shards be replaced while a sync runs or rests."""
import json
import time

import pymysql

from compare import LAB_DIR
from harness import Failure

REFERENCE = "country"


def tablets(lab):
    """[(uid, shard, type)]"""
    rows = [line.split() for line in lab.cluster("ctl", "GetTablets", "--keyspace", "commerce").splitlines()]
    return [(int(row[0].rsplit("-", 1)[1]), row[2], row[3]) for row in rows]


def serving(lab):
    return sorted(row[0].split("/")[1] for row in lab.query("show vitess_shards") if row[0].startswith("commerce/"))


def even_out(lab):
    """Gives the reference table the same rows on every shard: Reshard leaves it to others, and a fault between the writes to two shards left them different, as no operator would."""
    port_base = int(lab.args.vtgate.rsplit(":", 1)[1]) - 991
    rows, first = None, serving(lab)[0]
    for uid, shard, kind in sorted(tablets(lab), key=lambda tablet: tablet[1] != first):
        if kind != "primary":
            continue
        with pymysql.connect(unix_socket=f"{LAB_DIR}/run-{port_base}/vt_{uid:010d}/mysql.sock", user="root", database="vt_commerce", charset="utf8mb4") as connection:
            cursor = connection.cursor()
            cursor.execute(f"select code, name, rate from {REFERENCE} order by code")
            here = cursor.fetchall()
            rows = here if rows is None else rows
            if here != rows:
                cursor.execute(f"delete from {REFERENCE}")
                cursor.executemany(f"insert into {REFERENCE} (code, name, rate) values (%s, %s, %s)", rows)
                connection.commit()


def try_again(lab, what, *words, seconds=120):
    """What Vitess refuses while it recovers from what was before."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return lab.cluster(*words)
        except Failure as refused:
            if time.monotonic() > deadline:
                raise Failure(f"{what} was refused for {seconds} s: {refused}") from refused
            time.sleep(1)


class Reshard:
    """One workflow, from the shards that serve when it is created to others, and back."""

    def __init__(self, lab, workflow, targets):
        self.lab, self.sources, self.targets, self.forth = lab, [], targets, False
        self.words = ("ctl", "Reshard", "--workflow", workflow, "--target-keyspace", "commerce")

    def add(self):
        """Primaries for the targets."""
        self.lab.cluster("add", "commerce", *self.targets)

    def create(self):
        self.sources = serving(self.lab)
        try_again(self.lab, "Reshard create", *self.words, "create", "--source-shards", ",".join(self.sources), "--target-shards", ",".join(self.targets))

    def wait(self, seconds=180):
        """Until every stream of the workflow has copied what was there and follows."""
        deadline = time.monotonic() + seconds
        while True:
            shown = json.loads(self.lab.cluster(*self.words, "show", "--include-logs=false"))
            streams = [stream for workflow in shown["workflows"] for shard in workflow["shard_streams"].values() for stream in shard["streams"]]
            if streams and all(stream["state"] == "Running" and not stream.get("copy_states") for stream in streams):
                return
            if time.monotonic() > deadline:
                raise Failure(f"the workflow does not follow after {seconds} s: {[(stream['state'], stream.get('message')) for stream in streams]}")
            time.sleep(0.5)

    def switch(self):
        even_out(self.lab)
        try_again(self.lab, "SwitchTraffic", *self.words, "SwitchTraffic")
        self.forth = True
        return serving(self.lab)

    def reverse(self):
        even_out(self.lab)
        try_again(self.lab, "ReverseTraffic", *self.words, "ReverseTraffic")
        self.forth = False
        return serving(self.lab)

    def turn(self):
        """To the other side."""
        return self.reverse() if self.forth else self.switch()

    def complete(self):
        """The sources are gone for good, and the workflow with them."""
        try_again(self.lab, "Reshard complete", *self.words, "complete")

    def delete(self):
        """Of a workflow that serves from its sources: the rows of the targets go with it."""
        try_again(self.lab, "Reshard cancel", *self.words, "cancel")
