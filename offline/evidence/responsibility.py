"""What is left to people, as docs/pci-responsibility.md says it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from re import MULTILINE, finditer
from typing import Final

PAGE: Final = "docs/pci-responsibility.md"
_ROW: Final = (
    r"^\| (?P<number>\d+) (?P<title>[^|]+) \| (?P<platform>[^|]+) \| (?P<people>[^|]+) \|$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """One of the twelve requirements.

    Attributes:
        number: 1 to 12.
        title: what it is about.
        platform: what the platform's configuration covers.
        people: what is left to whoever runs it.
    """

    number: int
    title: str
    platform: str
    people: str


def responsibilities(root: Path) -> Iterator[Responsibility]:
    """The twelve requirements, in order."""
    for row in finditer(_ROW, (root / PAGE).read_text(), MULTILINE):
        yield Responsibility(
            number=int(row["number"]),
            title=row["title"],
            platform=row["platform"],
            people=row["people"],
        )
