"""The least database engine versions that AWS still offers and patches, by major version.

Source: the versions that cfn-lint 1.58.0 takes from the RDS API, without those it lists as
deprecated and without majors whose standard support has ended (AWS, release calendars of RDS and
Aurora). See `pci.freshness`.
"""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

#: When the table was taken.
TAKEN_ON = date(2026, 10, 20)

#: RDS engine → least version of each major, oldest first. Newer majors than the last are fine.
FLOORS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "aurora-postgresql": ("14.6", "15.10", "16.8", "17.4", "18.3"),
        "aurora-mysql": ("8.0.mysql_aurora.3.04.0", "8.4.mysql_aurora.8.4.7"),
        "postgres": ("14.18", "15.13", "16.9", "17.5", "18.1"),
        "mysql": ("8.4.5",),
        "mariadb": ("10.11.4", "11.4.3", "11.8.3", "12.3.2"),
    }
)


def is_supported(engine: str, version: str) -> bool | None:
    """Whether AWS patches `version`; None if the engine, or the text, is none this table knows.

    A major alone, such as `16`, is fine: RDS takes its default minor version.
    """
    floors = FLOORS.get(engine)
    numbers = _numbers(version)
    if floors is None or not numbers:
        return None
    width = 1 if "postgres" in engine else 2
    majors = [_numbers(floor)[:width] for floor in floors]
    major = numbers[:width]
    if major > majors[-1]:
        return True
    if major not in majors:
        return False
    floor = _numbers(floors[majors.index(major)])
    return len(numbers) <= width or numbers >= floor


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number[:9]) for number in re.findall(r"\d+", version, re.ASCII))
