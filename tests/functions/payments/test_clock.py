from datetime import UTC, datetime, timedelta

from payments.clock import epoch_seconds, system_clock


def test_the_system_clock_is_in_utc() -> None:
    assert system_clock().utcoffset() == timedelta(0)


def test_epoch_seconds_are_whole() -> None:
    assert epoch_seconds(datetime(1970, 1, 1, 0, 1, 2, 999_999, tzinfo=UTC)) == 62
