"""What stacks configure and the table says nothing about, so that nothing is left out unseen."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from json import loads
from typing import Final

from offline.mutation.table import Entry
from offline.plain import Plain, is_list, is_mapping
from offline.state import Resource
from offline.wire import Properties, Secret

#: What resources of every type are called and described as.
_EVERYWHERE: Final = frozenset({"name", "description", "tags"})
#: How words begin that tell of security in the name of a property.
_TELLING: Final = (
    "access", "acl", "audit", "auth", "certificate", "cidr", "cors", "credential", "encrypt",
    "firewall", "iam", "internal", "kms", "lock", "logging", "logs", "mask", "password",
    "permission", "polic", "principal", "privileg", "protect", "public", "readonly", "redact",
    "retention", "rotat", "secret", "secur", "sse", "ssl", "tls", "token", "user", "validat",
    "versioning", "waf",
)  # fmt: skip
#: Names of several words that tell of it together.
_TELLING_NAMES: Final = frozenset({"sourceAccount", "sourceArn"})
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def is_telling(name: str) -> bool:
    """Whether a property bears on security by its name, as `kmsKeyId` does."""
    words = (word.lower() for word in _WORD.findall(name))
    return name in _TELLING_NAMES or any(word.startswith(_TELLING) for word in words)


def unreviewed(resources: Iterable[Resource], table: Mapping[str, Entry]) -> Sequence[str]:
    """The properties that somebody has to look at: `type` or `type path`, each once.

    A property of a resource has to stand in the table. One whose name tells of security, however
    deep inside, has to be broken there or spared with a reason; to call it harmless is not enough.

    Args:
        resources: those of a stack; what it only looks up is nobody's to break.
        table: what is broken, by resource type.
    """
    found: set[str] = set()
    for resource in resources:
        if resource.custom and not resource.read:
            entry = table.get(resource.type)
            missing = _missing(resource.inputs, entry) if entry else [""]
            found.update(f"{resource.type} {path}".strip() for path in missing)
    return sorted(found)


def _missing(inputs: Properties, entry: Entry) -> Iterator[str]:
    for name in inputs.keys() - _EVERYWHERE:
        if not is_telling(name) and name not in entry.reviewed:
            yield name
        for steps in _telling((name,), inputs[name]):
            if not _is_broken(steps, entry) and not _is_spared(steps, entry):
                yield "/".join(steps)


def _telling(steps: tuple[str, ...], value: Plain) -> Iterator[tuple[str, ...]]:
    """This path and those below it whose last name tells; `*` stands for the items of a list."""
    if is_telling(steps[-1]):
        yield steps
    if isinstance(value, Secret):
        yield from _telling(steps, value.value)
    elif isinstance(value, str) and not is_telling(steps[-1]):  # policies are broken as a whole
        yield from _telling_below(steps, _parsed(value))
    else:
        yield from _telling_below(steps, value)


def _telling_below(steps: tuple[str, ...], value: Plain) -> Iterator[tuple[str, ...]]:
    if is_mapping(value):
        for key, inner in value.items():
            yield from _telling((*steps, key), inner)
    elif is_list(value):
        for item in value:
            yield from _telling_below((*steps, "*"), item)


def _parsed(text: str) -> Plain:
    try:
        return loads(text) if text.startswith(("{", "[")) else None
    except ValueError:
        return None


def _is_broken(steps: Sequence[str], entry: Entry) -> bool:
    """Whether something breaks this property, or something inside it."""
    for each in entry.each():
        path = () if each.path == "." else tuple(each.path.split("/"))
        keys = each.argument if is_mapping(each.argument) else {}
        if any(_begins(steps, written) for written in (path, *((*path, key) for key in keys))):
            return True
    return False


def _is_spared(steps: Sequence[str], entry: Entry) -> bool:
    """Whether this property, or one around it, is left alone for a reason."""
    return any(_begins(path.split("/"), steps) for path in entry.spared)


def _begins(start: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether a path begins with another."""
    return len(start) <= len(whole) and all(map(_is_same, start, whole))


def _is_same(one: str, other: str) -> bool:
    """Whether two steps may lead to the same place: those into lists may."""
    return one == other or any(
        step == "*" or "=" in step or step.isdigit() for step in (one, other)
    )
