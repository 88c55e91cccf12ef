"""What is wrong with a stack's configuration, in words its author can act on."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_WORDS_OF_A_SECRET = ("password", "privatekey", "secret", "token")
_LONGEST_VALUE_SHOWN = 80
_INPUT_SHOULD = re.compile(r"^(Input|String|Value|List|Dictionary) should")
_CHOICES = re.compile(r", | or ")
#: The limit pydantic names → what to write.
_BOUNDS = {"le": "{} or less", "lt": "less than {}", "ge": "{} or more", "gt": "more than {}"}
#: The kind of error → what to write.
_KINDS = {
    "bool_type": "true or false",
    "int_type": "a whole number, without quotes",
    "float_type": "a number, without quotes",
    "string_type": "a text",
    "tuple_type": "a list",
    "model_type": "a block of settings",
    "dict_type": "keys and values",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with the configuration.

    Attributes:
        path: where, as written in the stack file: `payments:network.subnets.database[1]`.
        found: the value found, shown as text; empty when something is missing.
        rule: what must hold instead, with its reason.
        fix: what to write instead.
    """

    path: str
    found: str = ""
    rule: str
    fix: str = ""

    def under(self, parent: str) -> "Problem":
        """The same problem seen from `parent`, the key of the enclosing block."""
        joint = "" if not self.path or self.path.startswith("[") or parent.endswith(":") else "."
        path = f"{parent}{joint}{self.path}"
        return Problem(path=path, found=self.found, rule=self.rule, fix=self.fix)

    def __str__(self) -> str:
        found = f" = {self.found}" if self.found else ""
        fix = f"\n      write: {self.fix}" if self.fix else ""
        return f"  {self.path}{found}\n      {self.rule}{fix}"


def missing_block(
    path: str, *, needed_by: Mapping[str, object | None], reason: str, fix: str
) -> Iterator[Problem]:
    """The block `path` that a stack has to have if it has any of the blocks `needed_by`.

    Args:
        path: key of the block that is not there.
        needed_by: the blocks that need it, by key; None for those that are not there either.
        reason: what it does for them; their keys follow.
        fix: the shortest block that will do.
    """
    needing = sorted(key for key, block in needed_by.items() if block is not None)
    if needing:
        yield Problem(
            path=path, rule=f"is required and missing: {reason} {', '.join(needing)}", fix=fix
        )


class SettingsError(Exception):
    """The stack's configuration cannot be used; its text lists every problem found."""

    def __init__(self, stack: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.path))
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        listed = "\n".join(str(problem) for problem in self.problems)
        super().__init__(f"Pulumi.{stack}.yaml has {count} {noun}:\n{listed}")


def shown(path: str, value: object) -> str:
    """`value` as it may be printed: shortened, and hidden when `path` names a credential."""
    last = path.rpartition(".")[2].lower()
    if any(word in last for word in _WORDS_OF_A_SECRET) and isinstance(value, str | list):
        return "[hidden]"
    text = repr(value)
    return text if len(text) <= _LONGEST_VALUE_SHOWN else f"{text[:_LONGEST_VALUE_SHOWN]}…"


def from_validation(error: ValidationError, known: Mapping[str, Any]) -> list[Problem]:
    """The problems behind a pydantic error.

    Args:
        error: what validating one block raised.
        known: the JSON schema of the block, to suggest the key that was probably meant.
    """
    return [_problem(detail, known) for detail in error.errors(include_url=False)]


def _problem(detail: ErrorDetails, schema: Mapping[str, Any]) -> Problem:
    path = dotted(detail["loc"])
    if detail["type"] == "extra_forbidden":
        return _unknown_key(path, detail, schema)
    if detail["type"] == "missing":
        return Problem(path=path, rule="is required and missing", fix=_purpose(detail, schema))
    message = detail["msg"].removeprefix("Value error, ")
    return Problem(
        path=path,
        found=shown(path, detail["input"]),
        rule=_INPUT_SHOULD.sub("must", message),
        fix=_fix(detail),
    )


def _fix(detail: ErrorDetails) -> str:
    """What to write instead, where the rule itself says it."""
    limits = detail.get("ctx", {})
    for name, words in _BOUNDS.items():
        if name in limits:
            return words.format(limits[name])
    if "expected" in limits:
        choices = [choice.strip("'") for choice in _CHOICES.split(str(limits["expected"]))]
        meant = get_close_matches(str(detail["input"]), choices, n=1, cutoff=0.4)
        return meant[0] if meant else ""
    return _KINDS.get(detail["type"], "")


def _purpose(detail: ErrorDetails, schema: Mapping[str, Any]) -> str:
    """What a missing setting is for, in the words of its description."""
    parents = _nodes_at(schema, detail["loc"][:-1])
    fields = [node.get("properties", {}).get(detail["loc"][-1], {}) for node in parents]
    described = [field["description"] for field in fields if "description" in field]
    return described[0].split(". ")[0].rstrip(".") if described else ""


def _unknown_key(path: str, detail: ErrorDetails, schema: Mapping[str, Any]) -> Problem:
    candidates = sorted(_keys_at(schema, detail["loc"][:-1]))
    meant = get_close_matches(str(detail["loc"][-1]), candidates, n=1)
    return Problem(
        path=path,
        rule="is not a setting",
        fix=meant[0] if meant else f"one of {', '.join(candidates)}",
    )


def _keys_at(schema: Mapping[str, Any], location: tuple[int | str, ...]) -> set[str]:
    """The property names that `schema` allows at `location`."""
    return {key for node in _nodes_at(schema, location) for key in node.get("properties", {})}


def _nodes_at(
    schema: Mapping[str, Any], location: tuple[int | str, ...]
) -> list[Mapping[str, Any]]:
    """The parts of `schema` that describe `location`, references followed."""
    nodes: list[Mapping[str, Any]] = [schema]
    for part in location:
        nodes = [child for node in nodes for child in _children(node, part, schema)]
    return [_resolve(node, schema) for node in nodes]


def _children(
    node: Mapping[str, Any], part: int | str, root: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    node = _resolve(node, root)
    if isinstance(part, int):
        found = [node["items"]] if "items" in node else []
    else:
        found = [node["properties"][part]] if part in node.get("properties", {}) else []
    return [option for child in found for option in child.get("anyOf", [child])]


def _resolve(node: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = node.get("$ref")
    return root["$defs"][reference.rpartition("/")[2]] if reference else node


def dotted(location: tuple[int | str, ...]) -> str:
    """`("subnets", "database", 1)` as it is written: `subnets.database[1]`."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")
