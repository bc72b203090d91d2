#!/usr/bin/env python3
"""Writes aws.json, the part of the AWS provider's schema that the module uses, in the form of `terraform providers schema -json`.

The provider itself is not to be had from a package registry that a build can reach, but bindings that were generated from its
schema are: npm's @cdktf/provider-aws. Needed only when the module takes a resource that aws.json lacks:

  npm pack @cdktf/provider-aws@21.22.1 && terraform/check/schema.py cdktf-provider-aws-21.22.1.tgz
"""
import json
import pathlib
import re
import sys
import tarfile

HERE = pathlib.Path(__file__).resolve().parent
MODULE = HERE.parent / "aws"
SIMPLE = {"string": "string", "number": "number", "boolean": "bool"}
FUNCTION = re.compile(r"^function (\w+)ToHclTerraform\(struct\) \{\n(.*?)^\}", re.M | re.S)
ATTRIBUTE = re.compile(
    r"^ +(\w+): \{\n +value: (.*?),\n +isBlock: (\w+),\n +type: \"(\w+)\",\n +storageClassType: \"(\w+)\",", re.M)
GETTER = re.compile(r"^    get (\w+)\(\) \{\n +return (?:cdktf\.Fn\.\w+\()?this\.get(\w+)Attribute\('(\w+)'\)", re.M)
INTERFACE = re.compile(r"^export interface (\w+)(?: extends [\w.]+)? \{\n(.*?)^\}", re.M | re.S)
REQUIRED = re.compile(r"#(\w+) [^\n]*\n(?:     ?\*[^\n]*\n)*?    \*/\n    readonly \w+:")
COMPUTED = {"String": "string", "Number": "number", "Boolean": "bool", "List": ["list", "string"], "StringMap": ["map", "string"]}


def type_of(kind, storage):
    if kind == "simple":
        return SIMPLE[storage]
    return [kind, SIMPLE.get(storage.removesuffix("List").removesuffix("Map"), "string")]


def block(attributes, functions, required):
    """`required`: name of an interface in lower case -> attributes and blocks that must be given."""
    def build(text, name):
        result = {"attributes": {}, "block_types": {}}
        for attribute, value, is_block, kind, storage in ATTRIBUTE.findall(text):
            must = attribute in required.get(name.lower(), ())
            inner = re.search(r"(\w+)ToHclTerraform", value.replace("cdktf.stringToHclTerraform", "").replace("cdktf.", ""))
            if inner and inner.group(1) in functions:
                nested = build(functions[inner.group(1)], inner.group(1))
                if attribute == "timeouts":
                    entry = {"nesting_mode": "single", "block": nested}
                else:
                    entry = {"nesting_mode": "set" if kind == "set" else "list", "block": nested}
                    if must:
                        entry["min_items"] = 1
                    if "listMapper" not in value:
                        entry["max_items"] = 1
                result["block_types"][attribute] = entry
            else:
                # Which optional attributes are computed too is not in the bindings; of those that the module reads it is these.
                words = {"required": True} if must else {"optional": True, "computed": attribute in ("id", "region")}
                result["attributes"][attribute] = {"type": type_of(kind, storage), **words}
        return result
    return build(attributes, "")


def schema(archive, folder):
    js = archive.extractfile(f"package/lib/{folder}/index.js").read().decode()
    ts = archive.extractfile(f"package/lib/{folder}/index.d.ts").read().decode()
    functions = dict(FUNCTION.findall(js))
    required = {name.lower(): REQUIRED.findall(fields) for name, fields in INTERFACE.findall(ts)}
    resource_class = re.search(r"^class (\w+) extends cdktf\.Terraform(?:Resource|DataSource) \{.*", js, re.M | re.S)
    required[""] = required[resource_class.group(1).lower() + "config"]
    own = js.split("synthesizeHclAttributes() {", 1)
    result = block(own[1] if len(own) > 1 else "", functions, required)
    for _, kind, attribute in GETTER.findall(resource_class.group()):
        if kind in COMPUTED and attribute not in result["attributes"] and attribute not in result["block_types"]:
            result["attributes"][attribute] = {"type": COMPUTED[kind], "computed": True}
    return {"version": 0, "block": result}


def main():
    text = "\n".join(path.read_text() for path in sorted(MODULE.glob("*.tf")))
    resources = sorted(set(re.findall(r'^resource "aws_(\w+)"', text, re.M)))
    data = sorted(set(re.findall(r'^data "aws_(\w+)"', text, re.M)))
    with tarfile.open(sys.argv[1]) as archive:
        readme = archive.extractfile("package/README.md").read().decode()
        version = re.search(r"provider version ([\d.]+)", readme).group(1)
        folders = {re.sub(r"\W", "", name.split("/")[2]): name.split("/")[2] for name in archive.getnames() if name.startswith("package/lib/") and name.endswith("/index.js")}
        result = {
            "version": version,
            "resource_schemas": {f"aws_{name}": schema(archive, folders[name.replace("_", "")]) for name in resources},
            "data_source_schemas": {f"aws_{name}": schema(archive, folders["dataaws" + name.replace("_", "")]) for name in data},
        }
    lines = json.dumps(result, sort_keys=True).replace('"aws_', '\n"aws_')  # one line for each resource
    (HERE / "aws.json").write_text(lines + "\n")
    print(f"aws.json: {len(resources)} resources, {len(data)} data sources of provider {version}")


if __name__ == "__main__":
    main()
