#!/usr/bin/env python3
"""Checks what lies in terraform/: the module, its page, the manifests, and that the alarms look for what the program prints.

  terraform/check/run.sh                # installs what this needs, and calls it
  check.py --write                      # writes the tables of terraform/README.md
  check.py --no-terraform --no-program    # leaves out what takes long

With Terraform on the PATH it runs fmt, validate and the module's tests against a provider that has the schema of hashicorp/aws
(provider/main.go), and looks at the policies and the container definition that come out. Nothing here talks to AWS.
"""
import argparse
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import botocore.session
import botocore.validate
import hcl2
import kubernetes_validate
import yaml

HERE = pathlib.Path(__file__).resolve().parent
KUBERNETES = "1.31"
PROVIDER = os.environ.get("TERRAFORM_PROVIDER")  # set by run.sh if there is a Terraform
problems = []


def problem(where, what):
    problems.append(f"{where}: {what}")


# Reading


@functools.cache  # takes most of the time
def parse(text):
    return hcl2.loads(text)


def blocks(folder):
    """All blocks of a folder's files as (kind, labels, body)."""
    for path in sorted(folder.glob("*.tf")):
        try:
            parsed = parse(path.read_text())
        except Exception as error:  # the parser has many
            problem(path.name, f"is no HCL: {error}")
            continue
        for kind, bodies in parsed.items():
            for body in bodies if isinstance(bodies, list) else [bodies]:
                labels = []
                while kind in ("variable", "output", "module", "provider", "resource", "data") and len(labels) < (2 if kind in ("resource", "data") else 1):
                    (label, body), = [(key, value) for key, value in body.items() if not key.startswith("__")]
                    labels.append(label.strip('"'))
                yield kind, labels, body


def code(folder):
    """The text without comments and without plain strings, but with what is interpolated."""
    for path in sorted(folder.glob("*.tf")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            bare = re.sub(r'"(?:[^"\\]|\\.)*"', lambda text: " ".join(re.findall(r"(?<!\$)\$\{([^}]*)\}", text.group())), line)
            yield path, number, line, bare.split("#")[0]


# The module


def check_references(folder):
    declared, locals_ = {"var": set(), "module": set(), "resource": set(), "data": set()}, set()
    for kind, labels, body in blocks(folder):
        if kind == "locals":
            locals_ |= {key for key in body if not key.startswith("__")}
        elif kind in ("variable", "module", "resource", "data"):
            declared[{"variable": "var"}.get(kind, kind)].add(".".join(labels))
    used = {"var": set(), "local": set(), "data": set()}
    for path, number, _, text in code(folder):
        where = f"{path.name}:{number}"
        for root, rest in re.findall(r"(?<![\w.])(var|local|module|data|aws_\w+)\.([\w.]+)", text):
            name = rest.split(".")[0]
            if root == "data":
                name = ".".join(rest.split(".")[:2])
            used.setdefault(root, set()).add(name)
            known = locals_ if root == "local" else declared["resource"] if root.startswith("aws_") else declared[root]
            wanted = f"{root}.{name}" if root.startswith("aws_") else name
            if wanted not in known:
                problem(where, f"{root}.{name} is declared nowhere")
    for name in sorted(declared["var"] - used["var"]):
        problem(folder.name, f"variable {name} is used nowhere")
    for name in sorted(locals_ - used["local"]):
        problem(folder.name, f"local {name} is used nowhere")
    for name in sorted(declared["data"] - used["data"]):
        problem(folder.name, f"data {name} is used nowhere")


def check_words(folder):
    for kind, labels, body in blocks(folder):
        if kind in ("variable", "output"):
            needed = ("description", "type") if kind == "variable" else ("description",)
            for word in needed:
                if not str(body.get(word, "")).strip('"'):
                    problem(folder.name, f"{kind} {labels[0]} has no {word}")
    for path, number, line, _ in code(folder):
        if re.search(r'\bResource\s*=\s*\[?\s*"\*"', line) and "# wildcard:" not in line:
            problem(f"{path.name}:{number}", "a policy for every resource needs a comment `# wildcard: why`")


def tables(module):
    """The tables of variables and outputs as the page has them."""
    def cell(text):
        return str(text).strip('"').replace("$${", "${").replace('\\"', '"').replace("|", "\\|")
    rows = {"variable": ["| variable | type | default | meaning |", "|---|---|---|---|"], "output": ["| output | meaning |", "|---|---|"]}
    for kind, labels, body in blocks(module):
        if kind == "variable":
            default = body.get("default", "required")
            default = "none" if default in (None, "null", {}, [], "") else default if default == "required" else "`" + cell(str(default).lower() if isinstance(default, bool) else default) + "`"
            kind_of = re.sub(r"^\$\{(.*)\}$", r"\1", cell(body.get("type", "")))
            rows[kind].append(f"| `{labels[0]}` | {kind_of} | {default} | {cell(body.get('description', ''))} |")
        elif kind == "output":
            rows[kind].append(f"| `{labels[0]}` | {cell(body.get('description', ''))} |")
    return {f"{kind}s": "\n".join(lines) for kind, lines in rows.items()}


def check_page(root, write):
    page = root / "terraform/README.md"
    text = page.read_text()
    for name, table in tables(root / "terraform/aws").items():
        begin, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
        if begin not in text or end not in text:
            problem("README.md", f"has no place for the table of {name}")
            continue
        before, rest = text.split(begin, 1)
        old, after = rest.split(end, 1)
        if write:
            text = before + begin + table + end + after
        elif old != table:
            problem("README.md", f"the table of {name} is not that of the module; run check.py --write")
    if write:
        page.write_text(text)
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        if not (page.parent / link).exists():
            problem("README.md", f"{link} does not exist")


# What Terraform makes of it


def terraform(root, provider):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        version = json.loads((root / "terraform/check/aws.json").read_text())["version"]
        home = scratch / f"mirror/registry.terraform.io/hashicorp/aws/{version}/linux_amd64"
        home.mkdir(parents=True)
        shutil.copy(provider, home / f"terraform-provider-aws_v{version}")
        settings = scratch / "terraformrc"
        settings.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{scratch}/mirror"\n  }}\n}}\n')
        shutil.copytree(root / "terraform/aws", scratch / "aws")
        shutil.copytree(root / "terraform/examples", scratch / "examples")

        def run(*arguments, folder="aws"):
            return subprocess.run(["terraform", *arguments], cwd=scratch / folder, text=True, capture_output=True, timeout=600,
                                  env={**os.environ, "TF_CLI_CONFIG_FILE": str(settings), "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"})

        formatted = run("fmt", "-check", "-recursive", "-no-color", folder=".")
        for name in formatted.stdout.split():
            problem(name, "is not as `terraform fmt` has it")
        for folder in ("aws", "examples/schedule", "examples/service"):
            made = run("init", "-no-color", "-backend=false", folder=folder)
            checked = run("validate", "-no-color", folder=folder) if made.returncode == 0 else made
            if checked.returncode != 0:
                problem(folder, f"terraform validate: {checked.stdout}{checked.stderr}")
        if problems:
            return
        tested = run("test", "-json", "-verbose")
        messages = [json.loads(line) for line in tested.stdout.splitlines() if line.startswith("{")]
        if tested.returncode != 0:
            for message in messages:
                if message.get("type") == "diagnostic" and message["@level"] == "error":
                    problem("terraform test", f"{message.get('@testrun', '')}: {message['diagnostic']['summary']}: {message['diagnostic'].get('detail', '')}")
            if not problems:
                problem("terraform test", tested.stdout[-2000:] + tested.stderr[-2000:])
        states = {message["@testrun"]: message["test_state"] for message in messages if message.get("type") == "test_state"}
        if set(states) != {"schedule", "service"}:
            problem("terraform test", f"shows the states of {sorted(states)} instead of both forms")
        for run_name, state in sorted(states.items()):
            check_state(run_name, state)
        return {name: state["root_module_outputs"] if "root_module_outputs" in state else state.get("values", state)["outputs"] for name, state in states.items()}


def check_state(run_name, state):
    resources = state.get("values", state)["root_module"]["resources"]
    shape = botocore.session.get_session().get_service_model("ecs", api_version=None).operation_model("RegisterTaskDefinition").input_shape.members["containerDefinitions"]
    for resource in resources:
        where, values = f"{run_name}: {resource['address']}", resource["values"]
        if resource["type"] == "aws_ecs_task_definition":
            definitions = json.loads(values["container_definitions"])
            report = botocore.validate.ParamValidator().validate(definitions, shape)
            if report.has_errors():
                problem(where, report.generate_report())
            for definition in definitions:
                for key in sorted(set(definition) - set(shape.member.members)):
                    problem(where, f"ECS knows no {key} of a container")
        for key in ("policy", "assume_role_policy"):
            if resource["type"].startswith("aws_iam") and values.get(key):
                check_policy(where, json.loads(values[key]))


def check_policy(where, policy):
    for statement in policy["Statement"]:
        actions, resources = ([value] if isinstance(value, str) else value for value in (statement["Action"], statement.get("Resource", [])))
        if statement["Effect"] != "Allow":
            continue
        for action in actions:
            if "*" in action:
                problem(where, f"allows {action}: name the actions")
            if "*" in resources and action != "ecr:GetAuthorizationToken":
                problem(where, f"allows {action} on every resource")


# The manifests


def mebibytes(text):
    number, unit = re.fullmatch(r"(\d+)\s*(Mi|Gi|Ti)B?", str(text)).groups()
    return int(number) * {"Mi": 1, "Gi": 1024, "Ti": 1048576}[unit]


def pods(document):
    spec = document.get("spec", {})
    spec = spec.get("jobTemplate", {}).get("spec", spec)
    return [spec["template"]["spec"]] if "template" in spec else []


def check_manifests(root):
    found, configuration = [], None
    for path in sorted((root / "terraform/kubernetes").glob("*.yaml")):
        for document in yaml.safe_load_all(path.read_text()):
            found.append((path.name, document))
            try:
                kubernetes_validate.validate(document, KUBERNETES, strict=True)
            except kubernetes_validate.ValidationError as error:
                problem(path.name, f"{'.'.join(map(str, error.path))}: {error.message}")
            if document["kind"] == "ConfigMap":
                configuration = document["data"]["vitesslake.yaml"]
    if sorted(document["kind"] for _, document in found) != ["ConfigMap", "CronJob", "Deployment", "ServiceAccount"]:
        problem("kubernetes", "a ConfigMap, a CronJob, a Deployment and a ServiceAccount are expected")
    user = re.search(r"^USER (\d+):", (root / "terraform/container/Dockerfile").read_text(), re.M).group(1)
    budget = mebibytes(yaml.safe_load(configuration).get("memory", "1GiB"))
    for name, document in found:
        for pod in pods(document):
            check_pod(name, pod, int(user), budget)
    return configuration


def check_pod(name, pod, user, budget):
    container, = pod["containers"]
    inside, outside = container["securityContext"], pod["securityContext"]
    mounts = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    for truth, what in [
        (outside.get("runAsNonRoot") is True and outside.get("runAsUser") == user, f"must run as user {user} of the Dockerfile"),
        (inside.get("readOnlyRootFilesystem") is True, "must have a read-only root"),
        (inside.get("allowPrivilegeEscalation") is False and inside.get("capabilities", {}).get("drop") == ["ALL"], "must have no capabilities"),
        ("emptyDir" in volumes.get(mounts.get("/tmp"), {}), "must have an emptyDir at /tmp, where changes are spilled"),
        ("configMap" in volumes.get(mounts.get("/etc/vitesslake"), {}) and " --config /etc/vitesslake/vitesslake.yaml" in " ".join(container["args"]), "must read the mounted configuration"),
        (mebibytes(container["resources"]["limits"]["memory"]) >= 1.25 * budget, f"needs 1.25 times memory of the configuration, {budget} MiB"),
        (pod.get("terminationGracePeriodSeconds", 30) >= 600, "must have 10 minutes for its last checkpoint"),
    ]:
        if not truth:
            problem(name, what)


# The program


def check_configuration(root, name, text):
    """The program says all that is wrong with a file at once: a planted mistake must be the only one, and nothing is contacted."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(text + "\nplanted-mistake: 1\n")
        file.flush()
        secrets = {word: "x" for word in re.findall(r"\$\{(\w+)\}", text)}
        done = subprocess.run([root / "vitesslake", "status", "--config", file.name], text=True, capture_output=True, env={**os.environ, **secrets})
    wrong = [line for line in done.stderr.splitlines() if re.match(r" +line \d+: ", line) and "planted-mistake" not in line]
    if done.returncode != 2 or "planted-mistake" not in done.stderr or wrong:
        problem(name, f"the program refuses it: {done.stderr.strip()}")


def check_log_patterns(root):
    java = root / "ingest/src/main"
    if not re.search(r"<pattern>%d\{[^ ]*\} %-5level ", (java / "resources/logback.xml").read_text()):
        problem("logs.tf", "a log line no longer begins with the time and the level, which the alarms look for")
    if '.put("level", event.getLevel().toString())' not in (java / "java/io/vitesslake/cli/LogEncoder.java").read_text():
        problem("logs.tf", "a log line of JSON no longer has the level, which the alarms look for")
    listener = (java / "java/io/vitesslake/cli/ConsoleListener.java").read_text()
    for word in re.findall(r'pattern = "\\"(.*?)\\""', (root / "terraform/aws/logs.tf").read_text()):
        if word not in listener:
            problem("logs.tf", f"the program no longer prints {word!r}")
    for method in ("tableStopped", "recopyFailed"):
        if not re.search(rf"void {method}\(.*?LOG\.error\(", listener, re.S):
            problem("logs.tf", f"{method} is no longer logged as ERROR")


def check(root, provider, write=False, with_terraform=True, with_program=True):
    """Returns what is wrong and what was looked at."""
    problems.clear()
    root = root.resolve()
    for folder in (root / "terraform/aws", root / "terraform/examples/schedule", root / "terraform/examples/service"):
        check_references(folder)
        check_words(folder)
    check_page(root, write)
    check_log_patterns(root)
    whole = check_manifests(root)
    configurations = {"kubernetes/common.yaml": whole}
    for path in sorted((root / "terraform/examples").glob("*/vitesslake.yaml")):
        configurations[f"examples/{path.parent.name}"] = path.read_text() + yaml.safe_dump({"catalog": yaml.safe_load(whole)["catalog"]})
    done = ["references, words, page, log patterns, manifests"]
    if with_terraform:
        outputs = terraform(root, provider) or {}
        configurations |= {f"configuration of run {name}": values["configuration"]["value"] for name, values in outputs.items()}
        done.append("fmt, validate, tests, policies, container definition")
    else:
        done.append("NOT RUN without Terraform: fmt, validate, tests, policies, container definition")
    if with_program:
        for name, text in configurations.items():
            check_configuration(root, name, text)
        done.append(f"{len(configurations)} configurations read by the program")
    return list(problems), done


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--no-terraform", action="store_true")
    parser.add_argument("--no-program", action="store_true")
    options = parser.parse_args()
    found, done = check(HERE.parents[1], PROVIDER, options.write, bool(PROVIDER) and not options.no_terraform, not options.no_program)
    for line in found:
        print(line, file=sys.stderr)
    print("; ".join(done) + f": {len(found)} problems")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
