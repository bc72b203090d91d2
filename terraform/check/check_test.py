#!/usr/bin/env python3
"""Breaks a copy of the tree in one place after the other; check.py must say each time what is wrong."""
import pathlib
import shutil
import sys
import tempfile

import check

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
AWS, KUBERNETES = "terraform/aws/", "terraform/kubernetes/"
# (file, what is there, what takes its place, what must be said)
STATIC = [
    (AWS + "service.tf", "var.subnet_ids", "var.subnets", "var.subnets is declared nowhere"),
    (AWS + "schedule.tf", "local.cluster_arn", "local.cluster", "local.cluster is declared nowhere"),
    (AWS + "task.tf", "aws_iam_role.execution.arn", "aws_iam_role.executor.arn", "aws_iam_role.executor is declared nowhere"),
    (AWS + "alarms.tf", "${aws_cloudwatch_log_group.sync.name} for", "${aws_cloudwatch_log_group.log.name} for", "aws_cloudwatch_log_group.log is declared nowhere"),
    (AWS + "storage.tf", "bucket_key_enabled = var.kms_key_arn != null", "bucket_key_enabled = [", "is no HCL"),
    (AWS + "cluster.tf", "locals {", 'variable "unused" {\n  description = "x"\n  type = string\n}\nlocals {', "variable unused is used nowhere"),
    (AWS + "variables.tf", '  description = "Time zone of a `cron(…)` or `at(…)`."\n', "", "variable schedule_timezone has no description"),
    (AWS + "variables.tf", "Days that CloudWatch keeps", "Days for which CloudWatch keeps", "the table of variables is not that of the module"),
    (AWS + "outputs.tf", "The log group.", "The group of logs.", "the table of outputs is not that of the module"),
    (AWS + "iam_execution.tf", " # wildcard: this action knows no resources", "", "needs a comment"),
    (AWS + "logs.tf", "was changed by others", "was changed by somebody", "no longer prints"),
    ("ingest/src/main/resources/logback.xml", "%-5level %message", "%message", "no longer begins with the time and the level"),
    ("ingest/src/main/java/io/vitesslake/cli/LogEncoder.java", '.put("level",', '.put("severity",', "a log line of JSON no longer has the level"),
    (KUBERNETES + "deployment.yaml", "replicas: 1", "replica: 1", "deployment.yaml"),
    (KUBERNETES + "cronjob.yaml", "concurrencyPolicy: Forbid", "concurrencePolicy: Forbid", "cronjob.yaml"),
    (KUBERNETES + "deployment.yaml", "memory: 1280Mi # ", "memory: 1Gi # ", "needs 1.25 times memory"),
    (KUBERNETES + "cronjob.yaml", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "read-only root"),
    ("terraform/container/Dockerfile", "USER 10001:10001", "USER 10002:10001", "must run as user 10002"),
]
# Each group is planted at once, since Terraform takes some seconds to start: what is refused before the tests run, what the
# tests must say, what must be seen in what they leave.
TERRAFORM = [
    [
        (AWS + "catalog.tf", "  name         =", "  name =", "not as `terraform fmt` has it"),
        (AWS + "schedule.tf", "task_count          = 1", "tasks_count         = 1", "tasks_count"),
        ("terraform/examples/schedule/main.tf", "subnet_ids ", "subnets ", 'An argument named "subnets" is not expected here'),
    ],
    [
        (AWS + "task.tf", '["sync", "--once"]', '["sync"]', "a schedule runs to the end"),
        (AWS + "logs.tf", "{ $.level", "{ $.severity", "the alarm reads lines of JSON"),
        (AWS + "configuration.tf", 'type       = "glue"', 'type       = "glues"', "the catalog is what was made"),
        (AWS + "variables.tf", "1.25 * local.memory_mib", "local.memory_mib / 8", "memory_too_small"),
    ],
    [
        (AWS + "iam_task.tf", '"s3:GetObject", ', '"s3:*", ', "allows s3:*"),
        (AWS + "iam_scheduler.tf", 'Resource  = "${aws_ecs_task_definition.sync.arn_without_revision}:*"', 'Resource  = format("*")', "allows ecs:RunTask on every resource"),
        (AWS + "task.tf", "readonlyRootFilesystem = true", "readOnlyRootFilesystem = true", "ECS knows no readOnlyRootFilesystem"),
    ],
]
PROGRAM = [
    (KUBERNETES + "common.yaml", "      namespace: commerce", "      name-space: commerce", "the program refuses it"),
    ("terraform/examples/service/vitesslake.yaml", "method: static", "method: statik", "the program refuses it"),
]


def missed(copy, group, with_terraform=False, with_program=False):
    """The breaks of a group, planted together, of which the check does not say what it must."""
    before = {name: (copy / name).read_text() for name, *_ in group}
    for name, old, new, _ in group:
        text = (copy / name).read_text()
        assert old in text, f"{name} has no {old!r}"
        (copy / name).write_text(text.replace(old, new))
    found, _ = check.check(copy, check.PROVIDER, False, with_terraform, with_program)
    for name, text in before.items():
        (copy / name).write_text(text)
    for name, _, new, said in group:
        if any(said in line for line in found):
            print(f"found in {name}: {new.strip()[:60]!r}", flush=True)
        else:
            print(f"NOT FOUND in {name}: {new!r} should make check.py say {said!r}; it said {found}", file=sys.stderr, flush=True)
            yield name


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        copy = pathlib.Path(scratch)
        for part in ("terraform", "ingest/src/main/resources", "ingest/src/main/java/io/vitesslake/cli", "docs"):
            shutil.copytree(ROOT / part, copy / part)
        for name in ("README.md", "vitesslake"):
            shutil.copy(ROOT / name, copy / name)
        (copy / "ingest/target").mkdir()
        (copy / "ingest/target/vitesslake.jar").symlink_to(ROOT / "ingest/target/vitesslake.jar")
        for case in STATIC:
            failed += len(list(missed(copy, [case])))
        failed += len(list(missed(copy, PROGRAM, with_program=True)))
        count = len(STATIC) + len(PROGRAM)
        for group in TERRAFORM if check.PROVIDER else []:
            failed += len(list(missed(copy, group, with_terraform=True)))
            count += len(group)
    print(f"{count - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
