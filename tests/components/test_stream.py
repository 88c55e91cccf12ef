"""The stream of masked transaction events."""

from dataclasses import replace
from typing import Any

import pytest

from components.context import Context
from components.stream import Stream, StreamArgs
from offline.graph import Resource, State, run
from settings.sizing import Sizing
from settings.stream import StreamSettings

KEY = "arn:aws:kms:us-west-2:123456789012:key/0000"
made: list[Stream] = []


def built(ctx: Context, **settings: Any) -> State:
    def program() -> None:
        args = StreamArgs(context=ctx, settings=StreamSettings(**settings), key_arn=KEY)
        made[:] = [Stream("stream", args)]

    return run(program)


def stream(ctx: Context, **settings: Any) -> Resource:
    return built(ctx, **settings).one("aws:kinesis/stream:Stream")


def test_events_are_under_the_customer_key(ctx: Context) -> None:
    inputs = stream(ctx).inputs
    assert inputs["encryptionType"] == "KMS"
    assert inputs["kmsKeyId"] == KEY
    assert inputs["name"] == "stream-transactions-test"


@pytest.mark.parametrize(
    ("target_tpm", "settings", "shards"),
    [(6_000, {}, 1), (100_000, {}, 3), (6_000, {"shards": 2}, 2)],
)
def test_a_provisioned_stream_carries_the_target_load(
    ctx: Context, target_tpm: int, settings: dict[str, int], shards: int
) -> None:
    inputs = stream(replace(ctx, sizing=Sizing(target_tpm)), **settings).inputs
    assert inputs["shardCount"] == shards
    assert inputs["streamModeDetails"] == {"streamMode": "PROVISIONED"}


def test_an_on_demand_stream_leaves_the_shards_to_aws(ctx: Context) -> None:
    inputs = stream(ctx, mode="on_demand", retention_hours=168).inputs
    assert inputs["streamModeDetails"] == {"streamMode": "ON_DEMAND"}
    assert "shardCount" not in inputs
    assert inputs["retentionPeriod"] == 168


def test_there_is_no_enhanced_fan_out(ctx: Context) -> None:
    state = built(ctx)
    assert not state.by_type("aws:kinesis/streamConsumer:StreamConsumer")
    assert "shardLevelMetrics" not in state.one("aws:kinesis/stream:Stream").inputs


def test_only_a_retained_stream_outlives_its_consumers(ctx: Context, retained_ctx: Context) -> None:
    ephemeral, retained = stream(ctx), stream(retained_ctx)
    assert ephemeral.inputs["enforceConsumerDeletion"] is True
    assert ephemeral.options.protect is False
    assert retained.inputs["enforceConsumerDeletion"] is False
    assert retained.options.protect is True


def test_refused_events_raise_an_alarm(ctx: Context) -> None:
    name = stream(ctx).inputs["name"]
    assert [a.metric.name for a in made[0].alarms] == ["WriteProvisionedThroughputExceeded"]
    assert {alarm.metric.dimensions["StreamName"] for alarm in made[0].alarms} == {name}
    shown = {metric.name for widget in made[0].widgets for metric in widget.metrics}
    assert {"IncomingBytes", "IncomingRecords", "GetRecords.IteratorAgeMilliseconds"} <= shown
