"""The dated tables of engine versions agree with the data they were taken from."""

import json
import re
from importlib.resources import files
from typing import Any

import pytest

from settings.engine_versions import CACHE, DATABASE, TAKEN_ON, is_major, major, retired

SCHEMAS = files("cfnlint.data.schemas")
RESOURCE = {"aurora-postgresql": "dbcluster", "aurora-mysql": "dbcluster", "postgres": "dbinstance"}
RELEASE = re.compile(r"\d+\.\d+(\.mysql_aurora\.[\d.]+)?")
#: Majors whose standard support has ended; only paid extended support runs them.
ENDED = {"5.7", "9", "10", "11", "12", "13"}
#: Redis before 7 can be told to require TLS only at creation, and is older than five years.
OLDEST_CACHE = {"redis": (7,), "valkey": (7,)}


def enumerated(path: str, engine: str) -> set[str]:
    schema: dict[str, Any] = json.loads((SCHEMAS / "extensions" / path).read_text())
    for rule in schema["allOf"]:
        condition = rule["if"]["properties"]
        if condition.get("Engine", {}).get("const") == engine:
            holder = rule["then"]["properties"] if rule["then"] else condition
            return set(holder["EngineVersion"]["enum"])
    raise LookupError(engine)


def number(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def test_the_tables_are_dated_as_their_source() -> None:
    version = json.loads((SCHEMAS / "version.json").read_text())
    assert version["schema_date"].startswith(TAKEN_ON)


@pytest.mark.parametrize("engine", sorted(DATABASE))
def test_database_versions_are_those_that_aws_offers_and_has_not_deprecated(engine: str) -> None:
    folder = f"aws_rds_{RESOURCE[engine]}"
    listed = enumerated(f"{folder}/engine_version.json", engine)
    deprecated = enumerated(f"{folder}/engine_version_deprecated.json", engine)
    live = {
        version
        for version in listed - deprecated
        if RELEASE.fullmatch(version) and major(version) not in ENDED and version != "8.4"
    }
    assert DATABASE[engine] == tuple(sorted(live, key=number))


@pytest.mark.parametrize("engine", sorted(CACHE))
def test_cache_versions_are_those_that_aws_offers(engine: str) -> None:
    listed = enumerated("aws_elasticache_cachecluster/engine_version.json", engine)
    recent = {version for version in listed if number(version) >= list(OLDEST_CACHE[engine])}
    assert CACHE[engine] == tuple(sorted(recent, key=number))


@pytest.mark.parametrize(
    ("version", "expected"),
    [("17.11", "17"), ("8.0.mysql_aurora.3.10.6", "8.0"), ("8.4.mysql_aurora.8.4.8", "8.4")],
)
def test_the_major_version_names_the_parameter_group_family(version: str, expected: str) -> None:
    assert major(version) == expected


def test_a_retired_version_is_answered_with_the_newest_of_its_line() -> None:
    (problem,) = retired(DATABASE, "aurora-postgresql", "15.4", path="engineVersion")
    assert "'15.4'" in str(problem)
    assert problem.fix == "15.19"


@pytest.mark.parametrize(
    ("engine", "version"),
    [("postgres", "17.12"), ("aurora-mysql", "8.0.mysql_aurora.3.10.7")],
)
def test_a_minor_version_that_aws_has_installed_since_is_none_of_the_retired(
    engine: str, version: str
) -> None:
    assert not list(retired(DATABASE, engine, version, path="engineVersion", moves_on=True))
    assert list(retired(DATABASE, engine, version, path="engineVersion"))


@pytest.mark.parametrize("version", ["17.4", "17.12-R1", "13", "19.1"])
def test_only_the_next_minor_version_of_a_listed_line_may_be_newer(version: str) -> None:
    assert list(retired(DATABASE, "postgres", version, path="engineVersion", moves_on=True))


@pytest.mark.parametrize(
    ("engine", "version"),
    [("postgres", "17"), ("aurora-postgresql", "15"), ("aurora-mysql", "8.0")],
)
def test_a_major_alone_is_accepted_where_aws_chooses_the_minor_version(
    engine: str, version: str
) -> None:
    assert is_major(DATABASE, engine, version)
    assert not list(retired(DATABASE, engine, version, path="engineVersion", moves_on=True))
    assert list(retired(DATABASE, engine, version, path="engineVersion"))


@pytest.mark.parametrize(
    ("engine", "version"), [("postgres", "17.11"), ("aurora-mysql", "8"), ("postgres", "13")]
)
def test_an_exact_or_ended_version_is_no_major(engine: str, version: str) -> None:
    assert not is_major(DATABASE, engine, version)


def test_a_version_of_no_known_line_is_answered_with_the_newest_of_all() -> None:
    (problem,) = retired(DATABASE, "postgres", "9.6.1", path="engineVersion")
    assert problem.fix == "18.6"
