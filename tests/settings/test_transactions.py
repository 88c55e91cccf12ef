"""Backups and throughput of the table."""

from collections.abc import Callable

from settings.sizing import Sizing
from settings.transactions import TransactionsSettings

Problems = Callable[..., dict[str, str]]


def test_five_weeks_is_the_most_that_can_be_restored(problems_of: Problems) -> None:
    found = problems_of({"transactions": {"pointInTimeDays": 36}})
    assert "less than or equal to 35" in found["transactions.pointInTimeDays"]


def test_no_table_is_colder_than_a_new_one(problems_of: Problems) -> None:
    found = problems_of({"transactions": {"warmWriteUnits": 100}})
    assert "greater than or equal to 4000" in found["transactions.warmWriteUnits"]


def test_the_load_decides_the_shards_unless_they_are_given() -> None:
    assert TransactionsSettings().shards(Sizing(100_000)) == 27
    assert TransactionsSettings(status_shards=14).shards(Sizing(100_000)) == 14
