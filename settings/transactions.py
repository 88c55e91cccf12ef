"""Settings of the transactions tier."""

from pydantic import Field

from settings.block import Block
from settings.sizing import Sizing


class TransactionsSettings(Block):
    """The table of transaction records, on demand, with its two indexes."""

    about = "A DynamoDB table of transaction records with two indexes, a stream and backups."

    point_in_time_days: int = Field(
        default=35,
        ge=1,
        le=35,
        description="Days back to which the table can be restored, to the second; 35 is the most.",
    )
    warm_write_units: int | None = Field(
        default=None,
        ge=4000,
        le=1_000_000,
        description="Write units a second that the table takes at once, without growing first; a "
        "new table takes 4000. It counts when the table is made; later DynamoDB raises it with the "
        "load. The indexes follow targetTpm. Default: what targetTpm needs.",
    )
    warm_read_units: int | None = Field(
        default=None,
        ge=12_000,
        le=1_000_000,
        description="Read units a second that the table takes at once; a new table takes 12000. "
        "It counts when the table is made. Default: what targetTpm needs.",
    )
    status_shards: int | None = Field(
        default=None,
        ge=1,
        le=200,
        description="Hash keys among which the status index spreads each status: `captured`, "
        "`captured#1` and so on. 1 keeps the plain status as the only key. A key takes 1000 write "
        "units a second, so too few for targetTpm are refused. Raise it at any time; lower it only "
        "while no payment is due (docs/runbooks/unknown-outcomes.md). Default: what targetTpm "
        "needs.",
    )
    consumed_write_alarm_units: int | None = Field(
        default=None,
        ge=1,
        description="Alarm when more write units than this are consumed in five minutes: a limit "
        "on spending, not a sign of throttling. Default: no such alarm.",
    )

    def shards(self, sizing: Sizing) -> int:
        """Return the number of hash keys of each status: the explicit one, or the load's."""
        return self.status_shards or sizing.status_shards
