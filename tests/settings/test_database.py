"""The database block: what it derives, and what RDS or PCI DSS would refuse."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.database import DatabaseSettings
from settings.sizing import Sizing

Problems = Callable[..., dict[str, str]]
SECRETS = {"mode": "create"}


def database(**values: object) -> DatabaseSettings:
    return DatabaseSettings.model_validate({"kind": "aurora_postgresql", **values})


def refused(problems_of: Problems, **values: object) -> dict[str, str]:
    block = {"kind": "aurora_postgresql", **values}
    found = problems_of({"database": block, "secrets": SECRETS})
    return {path.removeprefix("database."): text for path, text in found.items()}


@pytest.mark.parametrize(
    ("kind", "engine", "rds_engine", "port", "family"),
    [
        ("aurora_postgresql", "postgres", "aurora-postgresql", 5432, "aurora-postgresql17"),
        ("aurora_mysql", "mysql", "aurora-mysql", 3306, "aurora-mysql8.0"),
        ("rds_postgres", "postgres", "postgres", 5432, "postgres17"),
    ],
)
def test_a_kind_decides_protocol_port_and_parameter_family(
    kind: str, engine: str, rds_engine: str, port: int, family: str
) -> None:
    settings = database(kind=kind)
    assert list(settings.conflicts()) == []
    assert (settings.engine, settings.rds_engine) == (engine, rds_engine)
    assert (settings.port, settings.family) == (port, family)


@pytest.mark.parametrize(
    ("kind", "version", "family"),
    [
        ("aurora_postgresql", "16", "aurora-postgresql16"),
        ("aurora_mysql", "8.0", "aurora-mysql8.0"),
        ("rds_postgres", "17", "postgres17"),
    ],
)
def test_a_major_version_alone_is_its_own_family(kind: str, version: str, family: str) -> None:
    settings = database(kind=kind, engine_version=version)
    assert list(settings.conflicts()) == []
    assert settings.major_alone
    assert settings.family == family
    assert not database(kind=kind).major_alone


def test_an_instance_belongs_to_no_global_database(problems_of: Problems) -> None:
    problem = refused(problems_of, kind="rds_postgres", globalDatabase={"name": "payments"})
    assert "has no effect on rds_postgres" in problem["globalDatabase"]


def test_aurora_is_serverless_until_a_class_is_given() -> None:
    assert database().serverless
    assert not database(instance_class="db.r6g.xlarge").serverless
    assert not database(kind="rds_postgres").serverless


@pytest.mark.parametrize(
    ("given_range", "expected"),
    [
        ({}, (0.5, 4.0)),
        ({"min_acu": 2.0}, (2.0, 4.0)),
        ({"min_acu": 8.0}, (8.0, 8.0)),
        ({"max_acu": 32.0}, (0.5, 32.0)),
        ({"min_acu": 0.5, "max_acu": 16.0}, (0.5, 16.0)),
    ],
)
def test_given_capacity_bounds_what_the_load_derives(
    given_range: dict[str, float], expected: tuple[float, float]
) -> None:
    assert database(**given_range).acu_range(Sizing(6_000)) == expected


@given(st.integers(60, 600_000), st.sampled_from([None, 0.5, 4.0]), st.sampled_from([None, 16.0]))
def test_the_lowest_capacity_is_never_above_the_highest(
    target_tpm: int, lowest: float | None, highest: float | None
) -> None:
    lower, upper = database(min_acu=lowest, max_acu=highest).acu_range(Sizing(target_tpm))
    assert 0.5 <= lower <= upper


def test_a_retired_engine_version_is_refused(problems_of: Problems) -> None:
    problem = refused(problems_of, engineVersion="15.4")["engineVersion"]
    assert "'15.4'" in problem
    assert "15.19" in problem


@pytest.mark.parametrize("kind", ["aurora_postgresql", "rds_postgres"])
def test_admin_is_refused_on_postgresql_as_reserved(problems_of: Problems, kind: str) -> None:
    problem = refused(problems_of, kind=kind, username="admin")["username"]
    assert "'admin'" in problem
    assert "reserved word of PostgreSQL" in problem
    assert "dbadmin" in problem


def test_admin_is_refused_on_mysql_as_a_default_account(problems_of: Problems) -> None:
    problem = refused(problems_of, kind="aurora_mysql", username="root")["username"]
    assert "'root'" in problem
    assert "reserved" not in problem


def test_overlapping_windows_are_refused(problems_of: Problems) -> None:
    problem = refused(problems_of, maintenanceWindow="mon:03:30-mon:04:30")
    assert "overlaps backupWindow '03:00-04:00'" in problem["maintenanceWindow"]


def test_a_lowest_capacity_above_the_highest_is_refused(problems_of: Problems) -> None:
    assert "maxAcu = 2" in refused(problems_of, minAcu=4, maxAcu=2)["minAcu"]


def test_fewer_readers_at_most_than_at_least_are_refused(problems_of: Problems) -> None:
    assert "readers = 3" in refused(problems_of, readers=3, maxReaders=2)["maxReaders"]


def test_storage_that_cannot_grow_is_refused(problems_of: Problems) -> None:
    problem = refused(problems_of, kind="rds_postgres", storageGb=100, maxStorageGb=100)
    assert "above storageGb = 100" in problem["maxStorageGb"]


def test_settings_of_the_other_family_are_refused(problems_of: Problems) -> None:
    assert "aurora_postgresql" in refused(problems_of, storageGb=200)["storageGb"]
    assert "rds_postgres" in refused(problems_of, kind="rds_postgres", readers=2)["readers"]
    problem = refused(problems_of, instanceClass="db.r6g.xlarge", maxAcu=4)["maxAcu"]
    assert "db.r6g.xlarge" in problem


@pytest.mark.parametrize(("days", "legal"), [(94, "93"), (30, "31"), (800, "731")])
def test_an_illegal_insights_retention_is_answered_with_the_nearest_legal_one(
    problems_of: Problems, days: int, legal: str
) -> None:
    problem = refused(problems_of, performanceInsightsDays=days)["performanceInsightsDays"]
    assert f"= {days}" in problem
    assert f"write: {legal}" in problem


def test_advanced_insights_need_their_history(problems_of: Problems) -> None:
    problem = refused(problems_of, insights="advanced", performanceInsightsDays=31)["insights"]
    assert "at least 465, not 31" in problem
    assert list(database(insights="advanced", performance_insights_days=465).conflicts()) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("maxAcu", 0.7), ("readers", 16), ("backupDays", 36), ("backupDays", 1), ("name", "1st")],
)
def test_a_value_out_of_range_is_named(problems_of: Problems, key: str, value: object) -> None:
    assert repr(value) in refused(problems_of, **{key: value})[key]
