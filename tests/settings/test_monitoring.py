"""The dashboard."""

from collections.abc import Callable

Problems = Callable[..., dict[str, str]]


def test_a_point_stands_for_a_period_that_cloudwatch_has(problems_of: Problems) -> None:
    found = problems_of({"monitoring": {"periodSeconds": 42}})
    assert "42" in found["monitoring.periodSeconds"]


def test_the_start_of_an_alarms_name_ends_with_its_dash(problems_of: Problems) -> None:
    found = problems_of({"monitoring": {"alarmPrefix": "payment"}})
    assert "payment" in found["monitoring.alarmPrefix"]
