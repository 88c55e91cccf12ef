"""Which resource and property realises each requirement, checked against the stacks' resources.

`offline/rows/*.yaml` hold one row for each requirement: what shows it on the resources
(`evidence`), the files or tests that realise what no resource can (`shown_by`), and, where
documents contradict each other, PCI DSS or AWS, the item of the X list (`resolution`) with the
`reason`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from json import dumps
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from offline.graph import Resource, State, Value, shown
from offline.propertypath import value_at

ROWS = Path(__file__).parent / "rows"
Id = str
Stack = Literal["dev", "prod", "fintech", "containers", "serverless", "web"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Evidence(_Strict):
    """What is true about resources of one stack.

    Attributes:
        stack: the stack.
        type: their type token.
        name: part of their logical names; empty for every resource of the type.
        expect: property path → exact value.
        refers: property → logical name of the resource it comes from.
        mentions: property path → texts that occur in it.
        count: how many there are; at least one where it is not given.
        absent: there is none.
    """

    stack: Stack
    type: str = Field(pattern=r"^\w+:\S+:\w+$")
    name: str = ""
    expect: dict[str, Any] = {}
    refers: dict[str, str] = {}
    mentions: dict[str, list[str]] = {}
    count: int | None = None
    absent: bool = False


class Row(_Strict):
    """One requirement and what realises it.

    Attributes:
        id: as in the requirements list.
        requirement: what is asked, in short.
        evidence: the resources that show it.
        shown_by: files, or tests as `path::name`, that realise what no resource can.
        resolution: items of the X list that decide it.
        reason: why it is built in this way rather than as written.
    """

    id: Id = Field(pattern=r"^(X|S00[0-4]-)[1-9]\d*$")
    requirement: str = Field(min_length=5)
    evidence: list[Evidence] = []
    shown_by: list[str] = []
    resolution: str = Field(default="", pattern=r"^(X\d+(, X\d+)*)?$")
    reason: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> "Row":
        if not (self.evidence or self.reason or self.shown_by):
            raise ValueError(f"{self.id} names no resource, no reason and no file")
        if self.resolution and not self.reason:
            raise ValueError(f"{self.id} names {self.resolution} without the reason")
        return self


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that is not true."""

    row: Id
    text: str

    def __str__(self) -> str:
        return f"{self.row}: {self.text}"


@cache
def rows(folder: Path = ROWS) -> tuple[Row, ...]:
    """Every row, in the order of the documents.

    Raises:
        ValueError: a row is malformed, or an id occurs twice.
    """
    found = tuple(
        Row.model_validate(entry)
        for path in sorted(folder.glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text())
    )
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
    problems = [
        *(problem for place in row.shown_by for problem in check_place(place, root)),
        *(problem for each in row.evidence for problem in check_evidence(each, state(each.stack))),
    ]
    yield from (Finding(row.id, problem) for problem in problems)


def realising(evidence: Evidence, state: State) -> list[Resource]:
    """The resources that evidence speaks of."""
    return [found for found in state.by_type(evidence.type) if evidence.name in found.name]


def check_place(place: str, root: Path) -> Iterator[str]:
    """What is not there of a file, or of a test given as `path::name`."""
    path, _, test = place.partition("::")
    if not (root / path).exists():
        yield f"{path} does not exist"
    elif test and f"def {test}(" not in (root / path).read_text():
        yield f"{path} has no test {test}"


def check_evidence(evidence: Evidence, state: State) -> Iterator[str]:
    """What is not true about evidence on the resources of its stack."""
    found = realising(evidence, state)
    what = f"{evidence.type} named …{evidence.name}… in {evidence.stack}"
    if evidence.absent:
        if found:
            yield f"{what} exists"
        return
    if not found:
        yield f"no {what}"
    if evidence.count not in {None, len(found)}:
        yield f"{len(found)} of {what} instead of {evidence.count}"
    for resource in found:
        yield from _check_properties(evidence, resource)
        yield from _check_references(evidence, resource, state)


def _check_properties(evidence: Evidence, resource: Resource) -> Iterator[str]:
    inputs = shown(resource.inputs)
    for path, expected in evidence.expect.items():
        actual = value_at(inputs, path)
        if not _same(actual, expected):
            yield f"{resource.name}.{path} is {actual!r}, not {expected!r}"
    for path, texts in evidence.mentions.items():
        text = dumps(value_at(inputs, path))
        yield from (
            f"{resource.name}.{path} does not mention {wanted}"
            for wanted in texts
            if wanted not in text
        )


def _same(actual: Value, expected: Value) -> bool:
    """Equal, and no number where a truth value belongs: in Python 1 is True."""
    return actual == expected and isinstance(actual, bool) == isinstance(expected, bool)


def _check_references(evidence: Evidence, resource: Resource, state: State) -> Iterator[str]:
    for name, wanted in evidence.refers.items():
        urns = resource.property_dependencies.get(name, ())
        named = [state.by_urn[urn].name for urn in urns]
        if wanted not in named:
            yield f"{resource.name}.{name} comes from {named}, not from {wanted}"
