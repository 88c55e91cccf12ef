"""What network, secrets, database and cache say against each other."""

from collections.abc import Callable

import pytest

from settings import parse

Problems = Callable[..., dict[str, str]]
AURORA = {"kind": "aurora_postgresql"}
ALERTS = {"notifications": {"alertEmails": ["payments@example.com"]}}


@pytest.mark.parametrize(("tier", "block"), [("database", AURORA), ("cache", {"engine": "redis"})])
def test_a_tier_with_credentials_needs_secrets(
    problems_of: Problems, tier: str, block: dict[str, str]
) -> None:
    assert f"it holds the credentials of {tier}" in problems_of({tier: block})["secrets"]


def test_tasks_need_secrets_for_the_keys_they_sign_with(problems_of: Problems) -> None:
    assert "credentials of containers" in problems_of({"containers": {"port": 8443}})["secrets"]


def test_secrets_of_nobody_are_refused(problems_of: Problems) -> None:
    found = problems_of({"secrets": {"mode": "create"}, **ALERTS})
    assert "has no database, no containers, and no cache with access" in found["secrets"]


def test_a_cache_with_users_has_no_credentials_to_keep(problems_of: Problems) -> None:
    assert parse({"cache": {"engine": "valkey"}}, stack="test", region="us-west-2").secrets is None
    found = problems_of({"cache": {"engine": "valkey"}, "secrets": {"mode": "create"}, **ALERTS})
    assert "holds nothing" in found["secrets"]


def test_a_recovery_window_is_refused_where_everything_goes_at_once(problems_of: Problems) -> None:
    raw = {"secrets": {"recoveryWindowDays": 7}, "database": AURORA}
    problem = problems_of(raw)["secrets.recoveryWindowDays"]
    assert "= 7" in problem
    assert "protection: ephemeral" in problem


def test_a_recovery_window_is_accepted_where_data_is_retained() -> None:
    raw = {"secrets": {"recoveryWindowDays": 7}, "protection": "retained", "database": AURORA}
    settings = parse({**raw, **ALERTS}, stack="test", region="us-west-2")
    assert settings.secrets is not None
    assert settings.secrets.recovery_window_days == 7


@pytest.mark.parametrize("mode", ["existing", "rds_managed"])
def test_credentials_of_a_database_that_is_not_there_are_refused(
    problems_of: Problems, mode: str
) -> None:
    assert repr(mode) in problems_of({"secrets": {"mode": mode}})["secrets.mode"]


def test_alternating_users_need_a_database(problems_of: Problems) -> None:
    raw = {"secrets": {"rotationStrategy": "alternating"}, "cache": {"engine": "redis"}}
    problem = problems_of(raw)["secrets.rotationStrategy"]
    assert "'alternating'" in problem
    assert "the stack has no database" in problem


def test_the_master_is_none_of_the_alternating_users(problems_of: Problems) -> None:
    raw = {
        "secrets": {"rotationStrategy": "alternating"},
        "database": {**AURORA, "username": "payments_app"},
    }
    assert "'payments_app'" in problems_of(raw)["database.username"]


@pytest.mark.parametrize("mode", ["existing", "create", "rds_managed"])
def test_users_alternate_whoever_made_the_master(mode: str) -> None:
    raw = {"secrets": {"mode": mode, "rotationStrategy": "alternating"}, "database": AURORA}
    settings = parse({**raw, **ALERTS}, stack="test", region="us-west-2")
    assert settings.secrets is not None
    assert settings.secrets.rotation_strategy == "alternating"


@pytest.mark.parametrize("destination", ["s3", "both"])
def test_flow_logs_in_s3_need_the_bucket(problems_of: Problems, destination: str) -> None:
    raw = {"network": {"flowLogs": {"destination": destination}}}
    assert repr(destination) in problems_of(raw)["network.flowLogs.destination"]
