from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline.duration import seconds


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59))
def test_hours_minutes_and_seconds_add_up(hours: Any, minutes: Any, rest: Any) -> None:
    assert seconds(f"{hours}h{minutes}m{rest}s") == hours * 3600 + minutes * 60 + rest


@pytest.mark.parametrize(
    ("text", "expected"), [("1.5h", 5400), ("250ms", 0.25), ("1m250ms", 60.25)]
)
def test_fractions_and_milliseconds_count(text: Any, expected: Any) -> None:
    assert seconds(text) == expected


@given(st.text(alphabet="0123456789hms. x-"))
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    try:
        length = seconds(text)
    except ValueError:
        length = 0
    assert length >= 0


@pytest.mark.parametrize("text", ["", "soon", "h", "5", "1x2s", "-1s"])
def test_what_is_no_duration_is_refused_with_its_text(text: Any) -> None:
    with pytest.raises(ValueError, match="is not a duration; write it as 1h30m"):
        seconds(text)
