"""Which buckets, and how long they keep what."""

from collections.abc import Callable

Problems = Callable[..., dict[str, str]]


def test_access_logs_are_kept_for_three_months_at_least(problems_of: Problems) -> None:
    found = problems_of({"objects": {"accessLogDays": 30}})
    assert "greater than or equal to 90" in found["objects.accessLogDays"]
