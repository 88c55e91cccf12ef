from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pci.lambda_runtimes import PATCHED_UNTIL, TAKEN_ON, is_patched


@pytest.mark.parametrize(
    ("runtime", "on", "patched"),
    [
        ("python3.10", date(2026, 10, 31), True),
        ("python3.10", date(2026, 11, 1), False),
        ("python3.13", date(2026, 11, 22), True),
        ("python2.7", date(2026, 11, 22), False),
        ("nodejs20.x", date(2026, 11, 22), False),
    ],
)
def test_a_runtime_is_patched_until_its_last_day(runtime: str, on: date, patched: object) -> None:
    assert is_patched(runtime, on) is patched


def test_the_table_holds_what_was_patched_when_it_was_taken() -> None:
    assert all(is_patched(runtime, TAKEN_ON) for runtime in PATCHED_UNTIL)


@given(st.text(), st.dates())
def test_any_text_may_be_given_as_runtime(runtime: str, on: date) -> None:
    assert is_patched(runtime, on) in (True, False)
