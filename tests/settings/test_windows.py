"""Backup and maintenance windows that AWS would refuse together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.windows import overlap, window_problems

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def moment(minute: int) -> str:
    return f"{DAYS[minute // 1440 % 7]}:{clock(minute % 1440)}"


@pytest.mark.parametrize(
    ("daily", "weekly", "expected"),
    [
        ("03:00-04:00", "mon:04:00-mon:05:00", False),
        ("03:00-04:00", "mon:03:30-mon:04:30", True),
        ("03:00-04:00", "mon:02:30-mon:03:00", False),
        ("03:00-04:00", "mon:02:30-mon:03:01", True),
        ("23:30-00:30", "tue:00:00-tue:01:00", True),
        ("23:30-00:30", "sun:23:45-mon:00:15", True),
        ("03:00-04:00", "sun:23:00-mon:03:30", True),
        ("03:00-04:00", "sun:04:00-mon:03:00", False),
    ],
)
def test_windows_overlap_when_they_share_a_minute(daily: str, weekly: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert overlap(daily, weekly) is expected


@given(
    st.integers(0, 1439), st.integers(30, 240), st.integers(0, 7 * 1440 - 1), st.integers(30, 2000)
)
def test_overlap_agrees_with_counting_minutes(
    daily_start: int, daily_length: int, weekly_start: int, weekly_length: int
) -> None:
    daily = f"{clock(daily_start)}-{clock(daily_start + daily_length)}"
    weekly = f"{moment(weekly_start)}-{moment(weekly_start + weekly_length)}"
    of_day = {(daily_start + minute) % 1440 for minute in range(daily_length)}
    of_week = {(weekly_start + minute) % 1440 for minute in range(weekly_length)}
    assert overlap(daily, weekly) is bool(of_day & of_week)


def test_overlapping_windows_are_one_problem_that_names_both() -> None:
    (problem,) = window_problems(
        daily="03:00-04:00",
        daily_path="backupWindow",
        weekly="mon:03:30-mon:04:30",
        weekly_path="maintenanceWindow",
    )
    assert problem.path == "maintenanceWindow"
    assert "'mon:03:30-mon:04:30'" in str(problem)
    assert "overlaps backupWindow '03:00-04:00'" in str(problem)


def test_a_window_shorter_than_aws_accepts_is_named_with_its_length() -> None:
    problems = list(
        window_problems(
            daily="03:00-03:20",
            daily_path="backupWindow",
            weekly="mon:04:00-mon:04:10",
            weekly_path="maintenanceWindow",
        )
    )
    assert [(p.path, p.rule) for p in problems] == [
        ("backupWindow", "lasts 20 minutes; AWS asks for at least 30"),
        ("maintenanceWindow", "lasts 10 minutes; AWS asks for at least 30"),
    ]
