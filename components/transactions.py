"""The transactions tier: the table of transaction records."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Widget
from components.context import Context
from components.transactions_metrics import table_alarms, table_widgets
from settings.transactions import TransactionsSettings

#: The indexes of the table: name → hash key; the range key of both is the timestamp. The shards of
#: a status are values that payment code writes, so that their number is no matter of the table.
INDEXES = {
    "customer-id-timestamp-index": "customer_id",
    "status-timestamp-index": "status",
}
#: The attribute whose time ends a record; only idempotency records and holds carry it.
EXPIRY = "expires_at"
_KEY = "transaction_id"
_RANGE = "timestamp"
_TYPES = {_KEY: "S", "customer_id": "S", "status": "S", _RANGE: "N"}
#: What a new on-demand table, and each of its indexes, takes at once, units a second (DynamoDB
#: developer guide).
_NEW_WRITES = 4_000
_NEW_READS = 12_000


@dataclass(frozen=True, kw_only=True, slots=True)
class TransactionsArgs:
    """What the table is made from.

    Attributes:
        context: names, tags, protection and the target load.
        settings: backups and throughput.
        key_arn: key of the records.
    """

    context: Context
    settings: TransactionsSettings
    key_arn: pulumi.Input[str]


class Transactions(pulumi.ComponentResource):
    """An on-demand table with two full indexes; it holds tokens, never card numbers.

    Attributes:
        table_name: physical name.
        table_arn: what a backup selects and the trail records access to.
        stream_arn: the stream of changes.
        alarms: throttled reads and writes of the table and each index, and spending.
        widgets: consumed capacity, and throttles.
    """

    table_name: pulumi.Output[str]
    table_arn: pulumi.Output[str]
    stream_arn: pulumi.Output[str]
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: TransactionsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Transactions", name, {}, opts)
        ctx, settings = args.context, args.settings
        sizing = ctx.sizing
        warm = _warm(
            settings.warm_write_units or sizing.table_write_units,
            settings.warm_read_units or sizing.table_read_units,
        )
        table = aws.dynamodb.Table(
            name,
            name=ctx.table_name,
            billing_mode="PAY_PER_REQUEST",
            hash_key=_KEY,
            attributes=[{"name": key, "type": kind} for key, kind in sorted(_TYPES.items())],
            global_secondary_indexes=_indexes(sizing.index_write_units),
            server_side_encryption={"enabled": True, "kms_key_arn": args.key_arn},
            point_in_time_recovery={
                "enabled": True,
                "recovery_period_in_days": settings.point_in_time_days,
            },
            stream_enabled=True,
            stream_view_type="NEW_AND_OLD_IMAGES",
            ttl={"attribute_name": EXPIRY, "enabled": True},
            warm_throughput=warm,
            deletion_protection_enabled=ctx.protection.deletion_protection,
            tags=ctx.tagged(ctx.table_name),
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=ctx.protection.protect,
                # DynamoDB raises it with the load and never lowers it: going back is refused.
                ignore_changes=["warmThroughput", "globalSecondaryIndexes[*].warmThroughput"],
            ),
        )
        self.table_name = table.name
        self.table_arn = table.arn
        self.stream_arn = table.stream_arn
        self.alarms = table_alarms(
            ctx.table_name, tuple(INDEXES), settings.consumed_write_alarm_units
        )
        self.widgets = table_widgets(ctx.table_name, tuple(INDEXES))
        self.register_outputs(
            {
                "table_name": self.table_name,
                "table_arn": self.table_arn,
                "stream_arn": self.stream_arn,
            }
        )


def _indexes(write_units: int) -> Sequence[aws.dynamodb.TableGlobalSecondaryIndexArgsDict]:
    """Both indexes, equally warm.

    The provider keeps them in no order: what is ignored of one may be the other's after a refresh.
    """
    warm = _warm(write_units, _NEW_READS)
    indexes: list[aws.dynamodb.TableGlobalSecondaryIndexArgsDict] = []
    for name, key in INDEXES.items():
        index: aws.dynamodb.TableGlobalSecondaryIndexArgsDict = {
            "name": name,
            "hash_key": key,
            "range_key": _RANGE,
            "projection_type": "ALL",
        }
        if warm is not None:
            index["warm_throughput"] = warm
        indexes.append(index)
    return indexes


def _warm(writes: int, reads: int) -> aws.dynamodb.TableWarmThroughputArgsDict | None:
    """What a table or an index takes at once; None where a new one does: less is refused."""
    if writes <= _NEW_WRITES and reads <= _NEW_READS:
        return None
    return {
        "write_units_per_second": max(_NEW_WRITES, writes),
        "read_units_per_second": max(_NEW_READS, reads),
    }
