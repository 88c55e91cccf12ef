"""Daily and weekly time windows of AWS, UTC, and whether two of them overlap."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import StringConstraints

from settings.problem import Problem

_TIME = r"([01]\d|2[0-3]):[0-5]\d"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = f"({'|'.join(_DAYS)})"
_DAY_MINUTES = 24 * 60
_WEEK_MINUTES = 7 * _DAY_MINUTES
#: Shortest window that RDS and ElastiCache accept, minutes: RDS takes 30, ElastiCache 60.
_SHORTEST_MINUTES = 30

#: `03:00-04:00`, every day.
DailyWindow = Annotated[str, StringConstraints(pattern=rf"^{_TIME}-{_TIME}$")]
#: `mon:04:00-mon:05:00`, every week.
WeeklyWindow = Annotated[str, StringConstraints(pattern=rf"^{_DAY}:{_TIME}-{_DAY}:{_TIME}$")]


def window_problems(
    *, daily: str, daily_path: str, weekly: str, weekly_path: str, shortest: int = _SHORTEST_MINUTES
) -> Iterator[Problem]:
    """Yield what is wrong with a backup window (`daily`) and a maintenance window (`weekly`).

    Args:
        daily: the backup window.
        daily_path: its key.
        weekly: the maintenance window.
        weekly_path: its key.
        shortest: least length AWS accepts, minutes.
    """
    for path, window, cycle in (
        (daily_path, daily, _DAY_MINUTES),
        (weekly_path, weekly, _WEEK_MINUTES),
    ):
        _, length = _span(window, cycle)
        if length < shortest:
            yield Problem(
                path=path,
                found=repr(window),
                rule=f"lasts {length} minutes; AWS asks for at least {shortest}",
            )
    if overlap(daily, weekly):
        yield Problem(
            path=weekly_path,
            found=repr(weekly),
            rule=f"overlaps {daily_path} {daily!r}; AWS refuses overlapping windows",
            fix=f"a window outside {daily}, such as one that starts when it ends",
        )


def overlap(daily: str, weekly: str) -> bool:
    """Whether a daily and a weekly window share a minute; either may run past midnight."""
    daily_start, daily_length = _span(daily, _DAY_MINUTES)
    weekly_start, weekly_length = _span(weekly, _WEEK_MINUTES)
    # The daily window begins `gap` minutes after the weekly one does, or ran already when it did.
    gap = (daily_start - weekly_start) % _DAY_MINUTES
    return gap < weekly_length or gap + daily_length > _DAY_MINUTES


def _span(window: str, cycle: int) -> tuple[int, int]:
    """Start and length of a window in minutes, in a cycle of a day or a week."""
    start, end = (_minute(moment) for moment in window.split("-"))
    return start, (end - start) % cycle


def _minute(moment: str) -> int:
    *day, hours, minutes = moment.split(":")
    return sum(_DAYS.index(name) * _DAY_MINUTES for name in day) + int(hours) * 60 + int(minutes)
