"""The table of transaction records: keys, indexes, encryption, backups and throughput."""

from dataclasses import replace
from typing import Any

import pytest

from components.context import Context
from components.transactions import Transactions, TransactionsArgs
from offline.graph import State, run
from settings.sizing import Sizing
from settings.transactions import TransactionsSettings

KEY = "arn:aws:kms:us-west-2:123456789012:key/0000"
made: list[Transactions] = []


def table(ctx: Context, **settings: Any) -> dict[str, Any]:
    inputs: dict[str, Any] = dict(built(ctx, **settings).one("aws:dynamodb/table:Table").inputs)
    return inputs


def built(ctx: Context, **settings: Any) -> State:
    def program() -> None:
        args = TransactionsArgs(context=ctx, settings=TransactionsSettings(**settings), key_arn=KEY)
        made[:] = [Transactions("transactions", args)]

    return run(program)


@pytest.fixture(scope="module")
def inputs(ctx: Context) -> dict[str, Any]:
    return table(ctx)


def test_the_table_is_on_demand_and_keyed_by_transaction(inputs: dict[str, Any]) -> None:
    assert inputs["name"] == "transactions-test"
    assert inputs["billingMode"] == "PAY_PER_REQUEST"
    assert inputs["hashKey"] == "transaction_id"
    assert inputs["attributes"] == [
        {"name": "customer_id", "type": "S"},
        {"name": "status", "type": "S"},
        {"name": "timestamp", "type": "N"},
        {"name": "transaction_id", "type": "S"},
    ]


def test_both_indexes_are_full_and_ordered_by_time(inputs: dict[str, Any]) -> None:
    assert inputs["globalSecondaryIndexes"] == [
        {
            "name": name,
            "hashKey": key,
            "rangeKey": "timestamp",
            "projectionType": "ALL",
        }
        for name, key in (
            ("customer-id-timestamp-index", "customer_id"),
            ("status-timestamp-index", "status"),
        )
    ]


def test_records_are_under_the_customer_key(inputs: dict[str, Any]) -> None:
    assert inputs["serverSideEncryption"] == {"enabled": True, "kmsKeyArn": KEY}


def test_records_can_be_restored_to_any_second_of_five_weeks(inputs: dict[str, Any]) -> None:
    assert inputs["pointInTimeRecovery"] == {"enabled": True, "recoveryPeriodInDays": 35}


def test_changes_are_streamed_and_records_with_an_expiry_end(inputs: dict[str, Any]) -> None:
    assert inputs["streamEnabled"] is True
    assert inputs["streamViewType"] == "NEW_AND_OLD_IMAGES"
    assert inputs["ttl"] == {"attributeName": "expires_at", "enabled": True}


@pytest.mark.parametrize(
    ("target_tpm", "settings", "expected"),
    [
        (6_000, {}, None),
        (100_000, {}, {"writeUnitsPerSecond": 20_004, "readUnitsPerSecond": 12_000}),
        (
            6_000,
            {"warm_write_units": 5_000},
            {"writeUnitsPerSecond": 5_000, "readUnitsPerSecond": 12_000},
        ),
        (
            600_000,
            {"warm_read_units": 30_000},
            {"writeUnitsPerSecond": 120_000, "readUnitsPerSecond": 30_000},
        ),
    ],
)
def test_the_table_is_warm_for_the_target_load_where_a_new_one_is_not(
    ctx: Context,
    target_tpm: int,
    settings: dict[str, int],
    expected: dict[str, int] | None,
) -> None:
    inputs = table(replace(ctx, sizing=Sizing(target_tpm)), **settings)
    assert inputs.get("warmThroughput") == expected


def test_the_indexes_are_as_warm_as_the_status_index_has_to_be(ctx: Context) -> None:
    indexes = table(replace(ctx, sizing=Sizing(100_000)))["globalSecondaryIndexes"]
    assert [index["warmThroughput"] for index in indexes] == [
        {"writeUnitsPerSecond": 16_670, "readUnitsPerSecond": 12_000}
    ] * 2


def test_warmth_that_dynamodb_has_raised_is_no_drift(ctx: Context) -> None:
    assert built(ctx).one("aws:dynamodb/table:Table").options.ignore_changes == (
        "warmThroughput",
        "globalSecondaryIndexes[*].warmThroughput",
    )


def test_a_retained_table_cannot_be_deleted(ctx: Context, retained_ctx: Context) -> None:
    token = "aws:dynamodb/table:Table"
    retained = built(retained_ctx).one(token)
    assert retained.inputs["deletionProtectionEnabled"] is True
    assert retained.options.protect is True
    ephemeral = built(ctx).one(token)
    assert ephemeral.inputs["deletionProtectionEnabled"] is False
    assert ephemeral.options.protect is False


def test_throttles_of_the_table_and_of_each_index_raise_an_alarm(ctx: Context) -> None:
    inputs = table(ctx)
    indexes = {index["name"] for index in inputs["globalSecondaryIndexes"]}
    watched = {
        (alarm.metric.name, alarm.metric.dimensions.get("GlobalSecondaryIndexName", ""))
        for alarm in made[0].alarms
    }
    assert watched == {
        (metric, index)
        for metric in ("ReadThrottleEvents", "WriteThrottleEvents")
        for index in ("", *indexes)
    }
    assert all(a.metric.dimensions["TableName"] == inputs["name"] for a in made[0].alarms)
    assert len({alarm.purpose for alarm in made[0].alarms}) == len(made[0].alarms)


def test_spending_raises_an_alarm_where_asked_for(ctx: Context) -> None:
    table(ctx, consumed_write_alarm_units=1_000)
    spending = made[0].alarms[-1]
    assert spending.metric.name == "ConsumedWriteCapacityUnits"
    assert (spending.threshold, spending.metric.statistic) == (1_000, "Sum")
    assert (spending.period_seconds, spending.evaluation_periods) == (300, 1)


def test_consumption_and_throttles_are_shown(ctx: Context) -> None:
    inputs = table(ctx)
    consumed, throttles = made[0].widgets
    assert {metric.name for metric in consumed.metrics} == {
        "ConsumedReadCapacityUnits",
        "ConsumedWriteCapacityUnits",
    }
    assert len(throttles.metrics) == 2 + len(inputs["globalSecondaryIndexes"])
