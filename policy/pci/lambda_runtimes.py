"""The runtimes that Lambda supports, and until when it patches them.

Source: the life-cycle table that cfn-lint 1.58.0 takes from the Lambda developer guide ("Lambda
runtimes"), without runtimes that only container images have. See `pci.freshness`.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

#: When the table was taken.
TAKEN_ON = date(2026, 10, 20)

#: Runtime → last day with security patches.
PATCHED_UNTIL: Mapping[str, date] = MappingProxyType(
    {
        "dotnet8": date(2026, 11, 10),
        "dotnet10": date(2028, 11, 14),
        "java8.al2": date(2027, 6, 30),
        "java11": date(2027, 6, 30),
        "java17": date(2027, 6, 30),
        "java21": date(2029, 6, 30),
        "java25": date(2029, 6, 30),
        "nodejs22.x": date(2027, 4, 30),
        "nodejs24.x": date(2028, 4, 30),
        "provided.al2023": date(2029, 6, 30),
        "python3.10": date(2026, 10, 31),
        "python3.11": date(2027, 6, 30),
        "python3.12": date(2028, 10, 31),
        "python3.13": date(2029, 6, 30),
        "python3.14": date(2029, 6, 30),
        "ruby3.3": date(2027, 3, 31),
        "ruby3.4": date(2028, 3, 31),
        "ruby4.0": date(2029, 3, 31),
    }
)


def is_patched(runtime: str, on: date) -> bool:
    """Whether Lambda patches `runtime` on a day; what the table does not know, it does not."""
    until = PATCHED_UNTIL.get(runtime)
    return until is not None and on <= until
