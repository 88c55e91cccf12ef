"""Schedule, retention and lock of recovery points."""

from collections.abc import Callable

Problems = Callable[..., dict[str, str]]


def test_a_monthly_recovery_point_outlives_a_daily_one(problems_of: Problems) -> None:
    found = problems_of({"backup": {"dailyRetentionDays": 300, "monthlyRetentionDays": 90}})
    assert "at most monthlyRetentionDays = 90" in found["backup.dailyRetentionDays"]


def test_a_cold_recovery_point_is_kept_for_ninety_days(problems_of: Problems) -> None:
    found = problems_of({"backup": {"monthlyRetentionDays": 100, "monthlyColdAfterDays": 30}})
    assert "less than the 90 days" in found["backup.monthlyColdAfterDays"]


def test_a_time_of_day_exists(problems_of: Problems) -> None:
    found = problems_of({"backup": {"dailyAt": "25:00"}})
    assert "'25:00'" in found["backup.dailyAt"]
