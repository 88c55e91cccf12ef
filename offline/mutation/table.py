"""The reviewed table: which properties bear on security, and how each is broken.

`offline/mutation/breaks/*.yaml` hold, by resource type:

- `breaks`: path (see `change`) → operators, each a name or a name with the value to write;
- `drop`: the stack is weaker without the whole resource;
- `where`: path of a property → pattern, when only some resources of the type matter;
- `harmless`: properties that do not bear on security, or that refer to what is broken elsewhere;
- `spared`: path → why it is not broken, although its name tells of security.

Every property that a stack configures stands in one of them: see `review`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from offline.errors import ProjectError
from offline.mutation.operator import PLAIN, WITH_VALUE
from offline.plain import Plain, is_mapping
from offline.wire import Properties
from offline.yamlfile import load as load_yaml

FOLDER: Final = Path(__file__).parent / "breaks"


@dataclass(frozen=True, slots=True)
class Break:
    """One way to break one property.

    Attributes:
        path: where; see `change`.
        operator: one of `operator.MEANINGS`.
        argument: the value it writes, if it takes one.
    """

    path: str
    operator: str
    argument: Plain = None


class Entry(BaseModel):
    """What the table says about a resource type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    breaks: dict[str, list[Any]] = {}
    drop: bool = False
    where: dict[str, str] = {}
    harmless: list[str] = []
    spared: dict[str, str] = {}

    def applies(self, inputs: Properties) -> bool:
        """Whether a resource with these inputs is one the entry is about."""
        return all(
            fnmatchcase(str(_at(inputs, path)), pattern) for path, pattern in self.where.items()
        )

    def each(self) -> Iterator[Break]:
        """Every break, dropping the resource included.

        Raises:
            ProjectError: an operator does not exist or is written in the wrong way.
        """
        if self.drop:
            yield Break(".", "drop")
        for path, operators in self.breaks.items():
            for written in operators:
                yield _break(path, written)

    @property
    def reviewed(self) -> frozenset[str]:
        """The properties the entry says something about."""
        paths = (*self.breaks, *self.harmless, *self.spared)
        return frozenset(path.partition("/")[0] for path in paths)


@cache
def load(folder: Path = FOLDER) -> Mapping[str, Entry]:
    """The table by resource type.

    Raises:
        ProjectError: a file is malformed, or a type stands in two.
    """
    table: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.yaml")):
        for kind, written in load_yaml(path).items():
            if kind in table:
                raise ProjectError(f"{path.name}: {kind} stands in another file, too: keep one")
            try:
                table[kind] = Entry.model_validate(written)
                _ = [*table[kind].each()]
            except (ValidationError, ProjectError) as error:
                raise ProjectError(f"{path.name}: {kind}: {error}") from error
    return table


def _at(inputs: Properties, path: str) -> Plain:
    """The value at a path of keys; "" if there is none."""
    value: Plain = inputs
    for key in path.split("/"):
        value = value.get(key, "") if is_mapping(value) else ""
    return value


def _break(path: str, written: Plain) -> Break:
    if is_mapping(written) and len(written) == 1:
        ((operator, argument),) = written.items()
        if operator in WITH_VALUE:
            return Break(path, operator, argument)
    if written in PLAIN:
        return Break(path, written)
    raise ProjectError(
        f"{path}: {written!r} is no operator; write one of {', '.join(PLAIN)}, or one of "
        f"{', '.join(WITH_VALUE)} with the value: `{{weaken: 7}}`"
    )
