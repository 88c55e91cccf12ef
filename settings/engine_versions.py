"""Engine versions that AWS still offers, so that a retired one is refused before a deployment.

Source: the engine versions that cfn-lint 1.58.0 takes from the RDS and ElastiCache APIs, its schema
of 2026-10-20, without the deprecated ones, without majors whose standard support has ended (they
run only under paid extended support, which the platform switches off), and without special builds.
A test compares the tables with the cfn-lint that is installed.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from settings.problem import Problem

#: When the tables were taken.
TAKEN_ON = "2026-10-20"

#: RDS engine → versions, oldest first.
DATABASE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "aurora-postgresql": (
            "14.6", "14.17", "14.18", "14.19", "14.20", "14.22", "14.23", "14.24",
            "15.10", "15.12", "15.13", "15.14", "15.15", "15.17", "15.18", "15.19",
            "16.8", "16.9", "16.10", "16.11", "16.13", "16.14", "16.15",
            "17.4", "17.5", "17.6", "17.7", "17.9", "17.10", "17.11",
            "18.3", "18.4", "18.6",
        ),
        "aurora-mysql": (
            "8.0.mysql_aurora.3.04.0", "8.0.mysql_aurora.3.04.1", "8.0.mysql_aurora.3.04.2",
            "8.0.mysql_aurora.3.04.3", "8.0.mysql_aurora.3.04.4", "8.0.mysql_aurora.3.04.6",
            "8.0.mysql_aurora.3.08.0", "8.0.mysql_aurora.3.08.1", "8.0.mysql_aurora.3.08.2",
            "8.0.mysql_aurora.3.09.0", "8.0.mysql_aurora.3.10.0", "8.0.mysql_aurora.3.10.1",
            "8.0.mysql_aurora.3.10.2", "8.0.mysql_aurora.3.10.3", "8.0.mysql_aurora.3.10.4",
            "8.0.mysql_aurora.3.10.5", "8.0.mysql_aurora.3.10.6", "8.0.mysql_aurora.3.11.1",
            "8.0.mysql_aurora.3.12.0", "8.0.mysql_aurora.3.13.0",
            "8.4.mysql_aurora.8.4.7", "8.4.mysql_aurora.8.4.8",
        ),
        "postgres": (
            "14.18", "14.19", "14.20", "14.21", "14.22", "14.23", "14.24",
            "15.13", "15.14", "15.15", "15.16", "15.17", "15.18", "15.19",
            "16.9", "16.10", "16.11", "16.12", "16.13", "16.14", "16.15",
            "17.5", "17.6", "17.7", "17.8", "17.9", "17.10", "17.11",
            "18.1", "18.2", "18.3", "18.4", "18.6",
        ),
    }
)  # fmt: skip

#: ElastiCache engine → versions that can require TLS on every connection, oldest first.
CACHE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"redis": ("7.0", "7.1"), "valkey": ("7.2", "8.0", "8.1", "8.2", "9.0", "9.1")}
)


def major(version: str) -> str:
    """The part of a version that names its parameter group family: `17`, `8.0` for Aurora MySQL."""
    separator = ".mysql_aurora" if "mysql" in version else "."
    return version.partition(separator)[0]


def is_major(table: Mapping[str, tuple[str, ...]], engine: str, version: str) -> bool:
    """Whether `version` is a listed major version alone, such as `17` or Aurora MySQL's `8.0`."""
    return version in {major(listed) for listed in table[engine]}


def retired(
    table: Mapping[str, tuple[str, ...]],
    engine: str,
    version: str,
    *,
    path: str,
    moves_on: bool = False,
) -> Iterator[Problem]:
    """Yield the problem of a version that `table` does not list for `engine`.

    Args:
        table: the versions of each engine.
        engine: the engine.
        version: the version in question.
        path: the setting it was found in.
        moves_on: whether AWS installs newer minor versions by itself, so that a server may run one
            that is younger than the table, and the major version alone may be written.
    """
    live = table[engine]
    newer = moves_on and (is_major(table, engine, version) or _follows(version, live))
    if version not in live and not newer:
        same = [candidate for candidate in live if major(candidate) == major(version)]
        yield Problem(
            path=path,
            found=repr(version),
            rule=f"is not a version of {engine} that AWS offered on {TAKEN_ON}: it is retired or "
            "misspelt (PCI DSS 6.3.3 asks for supported software)",
            fix=(same or list(live))[-1],
        )


def _follows(version: str, live: tuple[str, ...]) -> bool:
    """Whether `version` is newer than every one of its line, such as 17.12 after 17.11."""
    line, _, minor = version.rpartition(".")
    listed = [int(each.rpartition(".")[2]) for each in live if each.rpartition(".")[0] == line]
    return bool(listed) and minor.isdecimal() and int(minor) > max(listed)
