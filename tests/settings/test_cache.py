"""The cache block: what it derives, and what ElastiCache or PCI DSS would refuse."""

from collections.abc import Callable

import pytest

from settings.cache import CacheSettings, with_token
from settings.sizing import Sizing

Problems = Callable[..., dict[str, str]]


def refused(problems_of: Problems, **values: object) -> dict[str, str]:
    found = problems_of({"cache": {"engine": "valkey", **values}})
    return {path.removeprefix("cache."): text for path, text in found.items()}


@pytest.mark.parametrize(
    ("engine", "version", "group"),
    [
        ("redis", None, "default.redis7"),
        ("redis", "7.0", "default.redis7"),
        ("valkey", None, "default.valkey8"),
        ("valkey", "7.2", "default.valkey7"),
    ],
)
def test_the_parameter_group_is_of_the_engines_family(
    engine: str, version: str | None, group: str
) -> None:
    settings = CacheSettings.model_validate({"engine": engine, "engine_version": version})
    assert settings.parameter_group == group


@pytest.mark.parametrize(
    ("target_tpm", "node_type"),
    [(600, "cache.t4g.small"), (60_000, "cache.m7g.large"), (600_000, "cache.r7g.large")],
)
def test_the_node_size_follows_from_the_load(target_tpm: int, node_type: str) -> None:
    assert CacheSettings().node_type_for(Sizing(target_tpm)) == node_type


def test_a_given_node_size_wins() -> None:
    settings = CacheSettings(node_type="cache.t3.micro")
    assert settings.node_type_for(Sizing(600_000)) == "cache.t3.micro"


def test_one_node_with_failover_is_refused(problems_of: Problems) -> None:
    problem = refused(problems_of, nodes=1)["nodes"]
    assert "= 1" in problem
    assert "at least 2 nodes" in problem


def test_one_node_without_failover_is_accepted() -> None:
    assert list(CacheSettings(nodes=1, automatic_failover=False).conflicts()) == []


@pytest.mark.parametrize(
    ("block", "users"),
    [
        ({"engine": "valkey"}, True),
        ({"engine": "valkey", "access": "auth_token"}, False),
        ({"engine": "redis"}, False),
        ({"engine": "redis", "access": "users"}, True),
    ],
)
def test_valkey_has_users_and_redis_a_token_unless_told_otherwise(
    block: dict[str, str], *, users: bool
) -> None:
    cache = CacheSettings.model_validate(block)
    assert cache.has_users is users
    assert with_token(cache) is (None if users else cache)


def test_a_stack_without_a_cache_has_no_token() -> None:
    assert with_token(None) is None


def test_an_unknown_access_names_the_choices(problems_of: Problems) -> None:
    problem = refused(problems_of, access="password")["access"]
    assert "'password'" in problem
    assert "users" in problem
    assert "auth_token" in problem


@pytest.mark.parametrize("access", ["users", "auth_token"])
def test_a_login_without_tls_is_refused_whatever_it_is(problems_of: Problems, access: str) -> None:
    block = {"engine": "valkey", "access": access, "tls": "off"}
    assert "as a token or as a user's login" in problems_of({"cache": block})["cache.tls"]


def test_auth_without_tls_is_refused(problems_of: Problems) -> None:
    problem = refused(problems_of, tls="off")["tls"]
    assert "'off'" in problem
    assert "AUTH without TLS" in problem
    assert "write: required" in problem


def test_a_version_of_the_other_engine_is_refused(problems_of: Problems) -> None:
    problem = refused(problems_of, engine="redis", engineVersion="8.1")["engineVersion"]
    assert "'8.1'" in problem
    assert "7.1" in problem


def test_overlapping_windows_are_refused(problems_of: Problems) -> None:
    problem = refused(problems_of, maintenanceWindow="mon:04:00-mon:05:00")
    assert "overlaps snapshotWindow '03:00-05:00'" in problem["maintenanceWindow"]


def test_a_window_shorter_than_an_hour_is_refused(problems_of: Problems) -> None:
    problem = refused(problems_of, maintenanceWindow="mon:06:00-mon:06:30")
    assert "30 minutes; AWS asks for at least 60" in problem["maintenanceWindow"]
