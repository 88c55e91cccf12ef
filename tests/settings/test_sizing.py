"""Sizing arithmetic, by table and by property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.sizing import (
    API_ACCOUNT_BURST,
    Sizing,
    carried_by_acu,
    carried_by_concurrency,
    carried_by_rate,
    carried_by_shards,
    carried_by_status_shards,
    carried_by_tasks,
)

TPM = st.integers(min_value=60, max_value=600_000)


def test_a_hundred_thousand_payments_a_minute_have_the_published_sizes() -> None:
    sizing = Sizing(100_000)
    assert sizing.tps == 1_667
    assert (sizing.api_rate, sizing.api_burst) == (3_334, 5_000)
    assert sizing.concurrency(100) == 167
    assert sizing.concurrency(300) == 500
    assert sizing.concurrency(1_000) == 1_667
    assert sizing.shards == 3
    assert sizing.table_write_units == 1_667 * 12
    assert sizing.index_write_units == 1_667 * 10
    assert sizing.status_shards == 27
    assert sizing.table_read_units == 3_334
    assert (sizing.min_acu, sizing.max_acu) == (8.0, 64.0)
    assert sizing.tasks(1024) == 9


def test_ten_reserved_executions_carry_six_percent_of_that_load() -> None:
    assert carried_by_concurrency(10, 100) == 6_000


def test_a_plan_of_a_thousand_requests_a_second_carries_sixty_percent_of_it() -> None:
    assert carried_by_rate(1_000) == 60_000


@pytest.mark.parametrize(
    ("tpm", "shards"), [(60, 1), (3_720, 1), (3_780, 2), (6_000, 2), (100_000, 27), (600_000, 160)]
)
def test_a_shard_of_the_status_index_takes_half_of_a_partition(tpm: int, shards: int) -> None:
    assert Sizing(tpm).status_shards == shards


def test_the_plain_status_alone_carries_7500_payments_a_minute() -> None:
    assert carried_by_status_shards(1) == 7_500


@given(TPM)
def test_every_derived_capacity_carries_the_load_it_is_derived_from(tpm: int) -> None:
    sizing = Sizing(tpm)
    assert carried_by_rate(sizing.api_rate) >= tpm
    assert carried_by_shards(sizing.shards) >= tpm
    assert carried_by_status_shards(sizing.status_shards) >= 2 * tpm
    assert carried_by_concurrency(sizing.concurrency(100), 100) >= tpm
    assert carried_by_tasks(sizing.tasks(256), 256) >= tpm
    if sizing.max_acu < 256:
        assert carried_by_acu(sizing.max_acu) >= tpm


@given(TPM, TPM)
def test_more_load_never_gets_less_capacity(one: int, other: int) -> None:
    low, high = Sizing(min(one, other)), Sizing(max(one, other))
    names = ("tps", "api_rate", "api_burst", "shards", "status_shards", "min_acu", "max_acu")
    for name in names:
        assert getattr(low, name) <= getattr(high, name)


@given(TPM)
def test_capacities_stay_within_what_aws_accepts(tpm: int) -> None:
    sizing = Sizing(tpm)
    assert sizing.api_burst <= API_ACCOUNT_BURST
    assert 0.5 <= sizing.min_acu <= sizing.max_acu <= 256
    assert sizing.min_acu * 2 == int(sizing.min_acu * 2)


@pytest.mark.parametrize("cpu_units", [256, 512, 1024, 4096])
def test_smaller_tasks_are_more_tasks(cpu_units: int) -> None:
    assert Sizing(100_000).tasks(cpu_units) >= Sizing(100_000).tasks(cpu_units * 2)
