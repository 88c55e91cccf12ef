"""The stream tier: masked transaction events."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric, Widget
from components.context import Context
from settings.stream import StreamSettings

_MODES = {"provisioned": "PROVISIONED", "on_demand": "ON_DEMAND"}


@dataclass(frozen=True, kw_only=True, slots=True)
class StreamArgs:
    """What the stream is made from.

    Attributes:
        context: names, tags, protection and the target load.
        settings: capacity and retention.
        key_arn: key of the events.
    """

    context: Context
    settings: StreamSettings
    key_arn: pulumi.Input[str]


class Stream(pulumi.ComponentResource):
    """A Kinesis stream under a customer key, without enhanced fan-out.

    Attributes:
        stream_name: physical name.
        stream_arn: what a producer is granted.
        alarms: refused events. Whoever reads the stream watches how far behind that is.
        widgets: events in, refused, and the age of what is read.
    """

    stream_name: pulumi.Output[str]
    stream_arn: pulumi.Output[str]
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: StreamArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Stream", name, {}, opts)
        ctx, settings = args.context, args.settings
        physical = ctx.name("stream", "transactions")
        shards = settings.shards or ctx.sizing.shards
        stream = aws.kinesis.Stream(
            name,
            name=physical,
            stream_mode_details={"stream_mode": _MODES[settings.mode]},
            shard_count=shards if settings.mode == "provisioned" else None,
            retention_period=settings.retention_hours,
            encryption_type="KMS",
            kms_key_id=args.key_arn,
            # Consumers of a stack that is meant to vanish must not hold it up.
            enforce_consumer_deletion=ctx.protection.force_destroy,
            tags=ctx.tagged(physical),
            opts=pulumi.ResourceOptions(parent=self, protect=ctx.protection.protect),
        )
        self.stream_name = stream.name
        self.stream_arn = stream.arn
        self.alarms = _alarms(physical)
        self.widgets = _widgets(physical)
        self.register_outputs({"stream_name": self.stream_name, "stream_arn": self.stream_arn})


def _alarms(stream: str) -> tuple[Alarm, ...]:
    return (
        Alarm(
            purpose="kinesis-throttle",
            description=f"{stream} refuses events. Raise targetTpm, or stream.shards.",
            metric=_metric(stream, "WriteProvisionedThroughputExceeded", "Sum"),
            threshold=0,
            evaluation_periods=1,
        ),
    )


def _widgets(stream: str) -> tuple[Widget, ...]:
    counted = ("IncomingRecords", "IncomingBytes", "WriteProvisionedThroughputExceeded")
    return (
        Widget(
            title="Stream: events in",
            metrics=tuple(_metric(stream, name, "Sum") for name in counted),
        ),
        Widget(
            title="Stream: age of what is read",
            metrics=(_metric(stream, "GetRecords.IteratorAgeMilliseconds", "Maximum"),),
        ),
    )


def _metric(stream: str, name: str, statistic: str) -> Metric:
    return Metric(
        namespace="AWS/Kinesis",
        name=name,
        dimensions={"StreamName": stream},
        statistic=statistic,
    )
