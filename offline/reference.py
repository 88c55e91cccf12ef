"""The configuration reference and Pulumi.yaml, written from the settings themselves."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import yaml

from settings.block import Block
from settings.parse import PROJECT, block_types, required_blocks
from settings.scalars import Scalars

_INTRODUCTION = """\
# Configuration

Every key a stack file may hold, written from the settings; `make docs` writes it anew.

A tier exists if and only if its block is there, and a block is there when it says something: the
Pulumi CLI gives every declared key a default, so an empty block (`{}`) is the same as none.
All problems of a configuration are reported at once, before any resource is registered.
"""
_TAGS = "Tags every taggable resource gets, on top of the platform's own; the same key wins."
_ANY_REGION = "`aws:region`: the region of every resource. Required."


def project_file() -> str:
    """The text of `Pulumi.yaml`, with every configuration key typed and described."""
    project = {
        "name": PROJECT,
        "description": "PCI DSS payment processing on AWS",
        "runtime": {"name": "python", "options": {"toolchain": "pip", "virtualenv": ".venv"}},
        "config": {f"{PROJECT}:{key}": entry for key, entry in _declarations()},
    }
    text = yaml.safe_dump(project, sort_keys=False, width=100, allow_unicode=True)
    return f"# Written from the settings by `make docs`.\n{text}"


def reference() -> str:
    """The text of `docs/configuration.md`."""
    parts = [_INTRODUCTION, "## Keys with a single value\n", f"- {_ANY_REGION}\n"]
    parts += [table(Scalars), f"`{PROJECT}:tags`: {_TAGS}\n"]
    for key, kind in sorted(block_types().items()):
        need = "Every stack has it." if key in required_blocks() else "Optional tier."
        parts.append(f"## `{PROJECT}:{key}`\n\n{kind.about} {need}\n")
        parts.append(table(kind))
    return "\n".join(parts)


def _declarations() -> Iterator[tuple[str, dict[str, Any]]]:
    for key, field in _properties(Scalars.json_schema()).items():
        kind = "integer" if field.get("type") == "integer" else "string"
        yield (
            key,
            {
                "type": kind,
                "description": field["description"],
                "default": field.get("default", ""),
            },
        )
    yield "tags", {"type": "object", "description": _TAGS, "default": {}}
    for key, kind in sorted(block_types().items()):
        yield key, {"type": "object", "description": kind.about, "default": {}}


def table(kind: type[Block]) -> str:
    """The settings of a block as a Markdown table, nested blocks below their key."""
    schema = kind.json_schema()
    rows = ["| key | type | default | consequence |", "|---|---|---|---|"]
    rows += list(_rows("", schema, schema))
    return "\n".join(rows) + "\n"


def _rows(prefix: str, node: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[str]:
    for key, field in _properties(node).items():
        inner = _inner_block(field, root)
        default = "required" if _must_be_given(key, node) else _default(field)
        # A description that only repeats its block's is left to the block by the schema.
        text = (field.get("description") or _resolved(field, root)["description"]).replace(
            "|", "\\|"
        )
        yield f"| `{prefix}{key}` | {_type(field, root)} | {default} | {text} |"
        if inner is not None:
            yield from _rows(f"{prefix}{key}.", inner, root)


def _must_be_given(key: str, node: Mapping[str, Any]) -> bool:
    return key in node.get("required", []) and "x-default" not in node["properties"][key]


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    return cast("Mapping[str, Mapping[str, Any]]", schema.get("properties", {}))


def _options(field: Mapping[str, Any], root: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The alternatives of a field, references followed, `null` left out."""
    found = [_resolved(option, root) for option in field.get("anyOf", [field])]
    return [option for option in found if option.get("type") != "null"]


def _resolved(node: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = node.get("$ref")
    return root["$defs"][reference.rpartition("/")[2]] if reference else node


def _inner_block(field: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any] | None:
    for option in _options(field, root):
        if "properties" in option:
            return option
        items = _resolved(option.get("items", {}), root)
        if "properties" in items:
            return items
    return None


def _type(field: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    return " or ".join(_one_type(option, root) for option in _options(field, root))


def _one_type(option: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    if "enum" in option:
        return ", ".join(f"`{value}`" for value in option["enum"])
    if "const" in option:
        return f"`{option['const']}`"
    if option.get("type") == "array":
        items = _resolved(option.get("items", {}), root)
        return f"list of {_type(items, root)}" if items else "list"
    low = option.get("minimum", option.get("exclusiveMinimum"))
    high = option.get("maximum", option.get("exclusiveMaximum"))
    limits = f" {low} to {high}" if low is not None and high is not None else ""
    return f"{option.get('type', 'object')}{limits}"


def _default(field: Mapping[str, Any]) -> str:
    if "x-default" in field:
        return str(field["x-default"])
    value = field.get("default")
    if value in (None, [], {}):
        return "none"
    return f"`{value}`" if not isinstance(value, dict) else "see below"
