import pytest
from hypothesis import given
from hypothesis import strategies as st
from pci.schedules import longest_interval_days


@pytest.mark.parametrize(
    ("expression", "days"),
    [
        ("rate(30 days)", 30),
        (" rate(1 day) ", 1),
        ("rate(36 hours)", 1.5),
        ("cron(0 8 1 * ? *)", 31),
        ("cron(0 8 1 1/4 ? *)", 124),
        ("cron(0 8 1 */2 ? *)", 62),
        ("cron(0 8 1 JAN ? *)", None),
        ("cron(0 8 1 * ? 2027)", None),
        ("cron(0 8)", None),
        ("every day", None),
    ],
)
def test_the_longest_time_between_two_runs(expression: str, days: float | None) -> None:
    assert longest_interval_days(expression) == days


@given(st.text())
def test_any_text_may_be_given_as_schedule(text: str) -> None:
    assert longest_interval_days(text) is None or text
