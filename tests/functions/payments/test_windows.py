import pytest
from hypothesis import given
from hypothesis import strategies as st
from payments.windows import DAY, HOUR, Window

TIMES = st.integers(1_700_000_000, 2_000_000_000)
COUNTS = st.integers(0, 10_000)


@pytest.mark.parametrize(("into_bucket", "estimate"), [(0, 10), (900, 8), (1800, 5), (3599, 1)])
def test_the_previous_bucket_counts_by_what_the_window_still_covers(
    into_bucket: int, estimate: int
) -> None:
    start = 500_000 * HOUR.seconds
    assert HOUR.estimate(0, 10, start + into_bucket) == estimate


@given(COUNTS, TIMES)
def test_nothing_is_lost_in_the_second_in_which_a_bucket_ends(count: int, now: int) -> None:
    start = (DAY.bucket(now) + 1) * DAY.seconds
    before = DAY.estimate(count, 0, start - 1)
    after = DAY.estimate(0, count, start)
    assert before == after == count


@given(COUNTS, COUNTS, TIMES, st.integers(0, 3600))
def test_an_estimate_never_rises_while_nothing_happens(
    current: int, previous: int, now: int, later: int
) -> None:
    if HOUR.bucket(now) == HOUR.bucket(now + later):
        later_estimate = HOUR.estimate(current, previous, now + later)
        assert later_estimate <= HOUR.estimate(current, previous, now)


@given(COUNTS, COUNTS, TIMES)
def test_one_more_event_raises_the_estimate_by_one(current: int, previous: int, now: int) -> None:
    assert HOUR.estimate(current + 1, previous, now) == HOUR.estimate(current, previous, now) + 1
    assert current <= HOUR.estimate(current, previous, now) <= current + previous


@given(TIMES)
def test_a_bucket_is_kept_exactly_as_long_as_it_is_read(now: int) -> None:
    window = Window(60)
    expires = window.expires_at(now)
    assert window.bucket(expires) - window.bucket(now) == 2
    assert now + window.seconds < expires <= now + 2 * window.seconds
