"""What a global database asks of the stacks of its regions."""

from collections.abc import Callable

import pytest

from settings import parse

Problems = Callable[..., dict[str, str]]
PRIMARY = {"name": "payments"}
COPY = {"name": "payments", "primaryRegion": "us-east-1"}
ALERTS = {"notifications": {"alertEmails": ["payments@example.com"]}}


def stack(
    *, joined: dict[str, str], secrets: dict[str, object], **database: object
) -> dict[str, object]:
    base = {"kind": "aurora_postgresql", "minAcu": 8, "maxAcu": 16, "globalDatabase": joined}
    block = {key: value for key, value in (base | database).items() if value is not None}
    return {"database": block, "secrets": secrets, **ALERTS}


@pytest.mark.parametrize(
    ("joined", "secrets", "joins"),
    [
        (PRIMARY, {"mode": "create", "rotationStrategy": "alternating"}, False),
        (PRIMARY, {"mode": "existing"}, False),
        (COPY, {"mode": "existing", "existingName": "secret-database-prod"}, True),
    ],
)
def test_a_stack_of_each_role_is_accepted(
    joined: dict[str, str],
    secrets: dict[str, object],
    joins: bool,  # noqa: FBT001 - a row of the table
) -> None:
    settings = parse(stack(joined=joined, secrets=secrets), stack="test", region="us-west-2")
    assert settings.database is not None
    assert settings.database.joins is joins
    assert settings.rotates is not joins


@pytest.mark.parametrize(
    ("path", "given", "words"),
    [
        (
            "database.instanceClass",
            {"instanceClass": "db.t3.medium", "minAcu": None, "maxAcu": None},
            "'db.t3.medium'",
        ),
        ("database.minAcu", {"minAcu": 0.5}, "= 0.5"),
        ("database.minAcu", {"minAcu": None, "maxAcu": 4}, "below the 8 units"),
        ("database.engineVersion", {"engineVersion": "17"}, "run the same one"),
        ("database.allowMajorVersionUpgrade", {"allowMajorVersionUpgrade": True}, "together"),
    ],
)
def test_a_cluster_that_no_global_database_takes_is_refused(
    problems_of: Problems, path: str, given: dict[str, object], words: str
) -> None:
    found = problems_of(stack(joined=PRIMARY, secrets={"mode": "create"}, **given))
    assert words in found[path]


@pytest.mark.parametrize("joined", [PRIMARY, COPY])
def test_rds_manages_no_password_of_a_global_database(
    problems_of: Problems, joined: dict[str, str]
) -> None:
    found = problems_of(stack(joined=joined, secrets={"mode": "rds_managed"}))
    assert "RDS manages no password" in found["secrets.mode"]


@pytest.mark.parametrize(
    ("path", "secrets", "database", "words"),
    [
        ("secrets.mode", {"mode": "create"}, {}, "are those of us-east-1"),
        (
            "secrets.rotationStrategy",
            {"mode": "existing", "rotationStrategy": "alternating"},
            {},
            "only reads what us-east-1 writes",
        ),
        ("database.maxReaders", {"mode": "existing"}, {"maxReaders": 3}, "= 3"),
    ],
)
def test_what_needs_a_writer_is_refused_where_there_is_none(
    problems_of: Problems,
    path: str,
    secrets: dict[str, object],
    database: dict[str, object],
    words: str,
) -> None:
    assert words in problems_of(stack(joined=COPY, secrets=secrets, **database))[path]


def test_a_region_has_one_cluster_of_a_global_database(problems_of: Problems) -> None:
    joined = {"name": "payments", "primaryRegion": "us-west-2"}
    found = problems_of(stack(joined=joined, secrets={"mode": "existing"}))
    assert "'us-west-2'" in found["database.globalDatabase.primaryRegion"]


def test_a_name_of_a_secret_that_nobody_reads_is_refused(problems_of: Problems) -> None:
    raw = {
        "secrets": {"mode": "create", "existingName": "mine"},
        "database": {"kind": "aurora_postgresql"},
    }
    assert "'mine'" in problems_of(raw)["secrets.existingName"]


def test_without_secrets_only_their_absence_is_a_problem(problems_of: Problems) -> None:
    raw = stack(joined=COPY, secrets={})
    del raw["secrets"]
    assert problems_of(raw).keys() == {"secrets"}
