"""The life of records in a bucket."""

from collections.abc import Callable

Problems = Callable[..., dict[str, str]]


def test_records_are_archived_before_they_end(problems_of: Problems) -> None:
    found = problems_of({"objects": {"archive": {"archiveAfterDays": 400, "expireAfterDays": 400}}})
    assert "less than expireAfterDays = 400" in found["objects.archive.archiveAfterDays"]


def test_no_record_is_locked_beyond_its_end(problems_of: Problems) -> None:
    found = problems_of({"audit": {"archive": {"objectLockDays": 3000}}})
    assert "at most expireAfterDays = 2555" in found["audit.archive.objectLockDays"]


def test_three_months_stay_at_hand(problems_of: Problems) -> None:
    found = problems_of({"objects": {"archive": {"archiveAfterDays": 30}}})
    assert "greater than or equal to 90" in found["objects.archive.archiveAfterDays"]


def test_twelve_months_are_kept(problems_of: Problems) -> None:
    found = problems_of({"objects": {"archive": {"expireAfterDays": 200}}})
    assert "greater than or equal to 365" in found["objects.archive.expireAfterDays"]


def test_a_lock_has_one_of_two_modes(problems_of: Problems) -> None:
    found = problems_of({"audit": {"archive": {"objectLockMode": "none"}}})
    assert "'compliance'" in found["audit.archive.objectLockMode"]
