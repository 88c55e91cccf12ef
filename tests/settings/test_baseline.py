"""What an account has once."""

from collections.abc import Callable

Problems = Callable[..., dict[str, str]]


def test_a_baseline_owns_something(problems_of: Problems) -> None:
    found = problems_of({"baseline": {"services": []}})
    assert "owns nothing" in found["baseline.services"]


def test_a_service_is_named_once(problems_of: Problems) -> None:
    found = problems_of({"baseline": {"services": ["config", "config"]}})
    assert "names a service twice" in found["baseline.services"]


def test_config_records_continuously_or_daily(problems_of: Problems) -> None:
    found = problems_of({"baseline": {"recording": "weekly"}})
    assert "'weekly'" in found["baseline.recording"]
