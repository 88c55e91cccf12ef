"""Looks up a property of a resource by its path, also inside JSON texts."""

from json import loads
from re import findall
from typing import Final

from offline.wire import Value, is_list, is_mapping

#: What a path leads to where there is nothing.
MISSING: Final = "(missing)"


def value_at(properties: Value, path: str) -> Value:
    """The value at a path, `MISSING` if there is none.

    A path is `tags.Name`, `rules.0.id`, or `policy.Statement[Sid=DenyPlaintext].Effect`: brackets
    hold a key with a dot in it, or pick the item of a list by one of its properties.
    """
    node = properties
    for part in findall(r"[^.\[\]]+|\[[^\]]+\]", path):
        node = _parsed(_below(node, part.strip("[]")))
    return node


def _below(node: Value, part: str) -> Value:
    if is_mapping(node):
        return node.get(part, MISSING)
    if not is_list(node):
        return MISSING
    if part.isdigit():
        return node[int(part)] if int(part) < len(node) else MISSING
    key, _, wanted = part.partition("=")
    found = (item for item in node if is_mapping(item) and str(item.get(key)) == wanted)
    return next(found, MISSING)


def _parsed(node: Value) -> Value:
    """A JSON text as what it says; anything else as it is."""
    if not (isinstance(node, str) and node.startswith(("{", "["))):
        return node
    try:
        return loads(node)
    except ValueError:
        return node
