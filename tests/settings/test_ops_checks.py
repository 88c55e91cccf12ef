"""What is refused about the tiers that keep, watch and notify, with the way out."""

from typing import Any

import pytest

from settings import SettingsError, parse

#: Every tier of these checks, together with what they need.
BASE: dict[str, Any] = {
    "objects": {"auditBucket": True},
    "notifications": {"alertEmails": ["operations@example.com"]},
    "monitoring": {"dashboardHours": 3},
    "audit": {"insights": False},
    "transactions": {"pointInTimeDays": 35},
    "stream": {"retentionHours": 24},
    "files": {"ownerId": 1000},
    "backup": {"dailyRetentionDays": 35},
    "baseline": {"recording": "continuous"},
    "budget": {"monthlyUsd": 400},
    "parameters": {"path": "/payment-processing"},
}


def problems(**changes: Any) -> dict[str, str]:
    """The problems of the base with `changes`; None removes a block."""
    raw = {key: value for key, value in {**BASE, **changes}.items() if value is not None}
    try:
        parse(raw, stack="test", region="us-west-2")
    except SettingsError as error:
        return {problem.path: str(problem) for problem in error.problems}
    return {}


def test_the_base_is_accepted() -> None:
    assert not problems()
    assert not problems(protection="retained", targetTpm=100_000)


def test_whoever_notifies_needs_topics() -> None:
    found = problems(notifications=None)["payments:notifications"]
    assert "published by audit, backup, baseline, budget, monitoring" in found


def test_a_rotation_that_fails_needs_topics() -> None:
    only = {"cache": {"nodes": 2}, "secrets": {"mode": "create"}}
    with pytest.raises(SettingsError, match="what is published by secrets"):
        parse(only, stack="test", region="us-west-2")


def test_every_bucket_needs_one_for_its_access_log() -> None:
    found = problems(objects=None)["payments:objects"]
    assert "access logs of audit, baseline" in found


def test_security_events_need_alarms() -> None:
    assert "PCI DSS 10.4.1.1" in problems(monitoring=None)["payments:monitoring"]


def test_a_backup_needs_something_to_back_up() -> None:
    assert not problems(files=None)
    found = problems(files=None, transactions=None)
    assert "backs up nothing" in found["payments:backup"]


@pytest.mark.parametrize("tier", ["objects", "audit"])
def test_object_lock_without_versioning_is_refused(tier: str) -> None:
    off = {tier: {"archive": {"versioning": False}}}
    assert not problems(**off)
    path = f"payments:{tier}.archive.versioning"
    assert "Object Lock protects versions" in problems(protection="retained", **off)[path]


def test_object_lock_is_not_asked_of_a_stack_without_buckets() -> None:
    raw = {"protection": "retained"}
    assert parse(raw, stack="test", region="us-west-2").protection == "retained"
