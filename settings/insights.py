"""How long a database remembers its load: Performance Insights and Database Insights."""

from collections.abc import Iterator
from typing import Final, Literal

from settings.problem import Problem

Insights = Literal["standard", "advanced"]

_MONTH_DAYS: Final = 31
LEGAL_DAYS: Final = frozenset({7, *(_MONTH_DAYS * months for months in range(1, 24)), 731})
"""Performance Insights keeps 7 days, whole months of 31 days, or two years (RDS API)."""

ADVANCED_DAYS: Final = 465
"""Advanced Database Insights needs this much Performance Insights history (RDS API)."""


def insights_problems(insights: Insights, *, days: int) -> Iterator[Problem]:
    """Yield what RDS would refuse of `days` of Performance Insights beside `insights`."""
    if days not in LEGAL_DAYS:
        yield Problem(
            path="performanceInsightsDays",
            found=str(days),
            rule="must be 7, a multiple of 31 up to 713, or 731 (RDS API)",
            fix=str(min(LEGAL_DAYS, key=lambda legal: abs(legal - days))),
        )
    elif insights == "advanced" and days < ADVANCED_DAYS:
        yield Problem(
            path="insights",
            found="'advanced'",
            rule=f"needs performanceInsightsDays of at least {ADVANCED_DAYS}, not {days}",
            fix=f"standard, or performanceInsightsDays: {ADVANCED_DAYS}",
        )
