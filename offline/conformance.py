"""Which resource and property realises each requirement, checked against the stacks' resources.

`offline/rows/*.yaml` hold one row for each requirement. A row says one of these:

- `stack`, `resource` (type token) and, to pick among several, `name` (part of the logical name);
  with `expect` (property path → exact value), `count` or `absent`;
- `resolution` (an item of the X list: documents contradict each other, PCI DSS or AWS) and
  `reason`, on top of that or alone;
- `shown_by`: the file, or the test, that realises a requirement no resource can.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from json import loads
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from offline.graph import Resource, State
from offline.wire import Value, shown

_MOST_NAMED = 3
_INTRODUCTION = """\
# Conformance

Every requirement of the five source documents (S000 to S004, rows as numbered in the requirements
list), and the stack, resource and property that realises it; where documents contradict each
other, PCI DSS or AWS, the item of the X list with the reason. `make docs` writes this page anew,
and a test holds every row against the resources of the offline preview.
"""
ROWS = Path(__file__).parent / "rows"


class Row(BaseModel):
    """One requirement and what realises it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str = Field(pattern=r"^(X|S00[0-4]-)\d+$")
    requirement: str
    stack: str = ""
    resource: str = ""
    name: str = ""
    expect: dict[str, Any] = {}
    count: int | None = None
    absent: bool = False
    resolution: str = Field(default="", pattern=r"^(X\d+(, X\d+)*)?$")
    reason: str = ""
    shown_by: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> "Row":
        if not (self.resource or self.reason or self.shown_by):
            raise ValueError(f"{self.id} names no resource, no reason and no file")
        if bool(self.resource) != bool(self.stack):
            raise ValueError(f"{self.id} needs both stack and resource, or neither")
        if self.resolution and not self.reason:
            raise ValueError(f"{self.id} names {self.resolution} without the reason")
        return self


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that is not true."""

    row: str
    text: str

    def __str__(self) -> str:
        return f"{self.row}: {self.text}"


def rows() -> list[Row]:
    """Every row, in the order of the documents.

    Raises:
        ValueError: a row is malformed, or an id occurs twice.
    """
    found = [
        Row.model_validate(entry) for path in sorted(ROWS.glob("*.yaml")) for entry in _read(path)
    ]
    ids = [row.id for row in found]
    twice = sorted({row_id for row_id in ids if ids.count(row_id) > 1})
    if twice:
        raise ValueError(f"rows occur twice: {', '.join(twice)}")
    return found


def check(row: Row, state: Callable[[str], State], root: Path) -> Iterator[Finding]:
    """What is not true about a row.

    Args:
        row: the row.
        state: gives a stack's resources.
        root: the project, for the files that rows name.
    """
    if row.shown_by:
        path, _, test = row.shown_by.partition("::")
        if not (root / path).exists():
            yield Finding(row.id, f"{path} does not exist")
        elif test and f"def {test}(" not in (root / path).read_text():
            yield Finding(row.id, f"{path} has no test {test}")
    if row.resource:
        yield from _check_resources(row, realising(row, state))


def realising(row: Row, state: Callable[[str], State]) -> list[Resource]:
    """The resources a row speaks of."""
    candidates = state(row.stack).by_type(row.resource)
    return [resource for resource in candidates if row.name in resource.name]


def _check_resources(row: Row, found: list[Resource]) -> Iterator[Finding]:
    what = f"{row.resource} named …{row.name}… in {row.stack}" if row.name else row.resource
    if row.absent:
        if found:
            yield Finding(row.id, f"{what} exists")
        return
    if row.count is not None and len(found) != row.count:
        yield Finding(row.id, f"{len(found)} of {what} instead of {row.count}")
    if not found:
        yield Finding(row.id, f"no {what}")
    for resource in found:
        for path, expected in row.expect.items():
            actual = value_at(shown(resource.inputs), path)
            if actual != expected:
                yield Finding(row.id, f"{resource.name}.{path} is {actual!r}, not {expected!r}")


def value_at(properties: Value, path: str) -> Value:
    """The value at a path such as `rules.0.id`, also inside JSON texts; "(missing)" if none."""
    node = properties
    for part in path.split("."):
        node = _parsed(node)
        try:
            node = node[int(part) if part.isdigit() else part]
        except (KeyError, IndexError, TypeError):
            return "(missing)"
    return node


def _parsed(node: Value) -> Value:
    """A JSON text as what it says; anything else as it is."""
    return loads(node) if isinstance(node, str) and node.startswith(("{", "[")) else node


def _read(path: Path) -> list[Any]:
    return yaml.safe_load(path.read_text()) or []


def table(state: Callable[[str], State]) -> str:
    """The text of `docs/conformance.md`."""
    lines = [_INTRODUCTION, "| row | requirement | realised by | note |", "|---|---|---|---|"]
    for row in rows():
        note = " ".join(part for part in (row.resolution, row.reason) if part)
        cells = (row.id, row.requirement, _realised_by(row, state), note)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _realised_by(row: Row, state: Callable[[str], State]) -> str:
    if not row.resource:
        return f"`{row.shown_by}`" if row.shown_by else ""
    if row.absent:
        return f"`{row.stack}`: no `{row.resource}`"
    names = [f"`{resource.name}`" for resource in realising(row, state)]
    listed = ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
    values = "".join(f"<br>`{path}` = `{value}`" for path, value in row.expect.items())
    return f"`{row.stack}`: {listed}{values}"
