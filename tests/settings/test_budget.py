"""A monthly limit."""

from collections.abc import Callable

Problems = Callable[..., dict[str, str]]


def test_a_limit_is_money(problems_of: Problems) -> None:
    found = problems_of({"budget": {"monthlyUsd": 0}})
    assert "greater than or equal to 1" in found["budget.monthlyUsd"]


def test_a_limit_is_required(problems_of: Problems) -> None:
    found = problems_of({"budget": {"warnAtPercent": 80}})
    assert "is required and missing" in found["budget.monthlyUsd"]
