"""Settings of the stream tier."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from settings.block import Block
from settings.problem import Problem


class StreamSettings(Block):
    """The stream of transaction events."""

    about = "A Kinesis stream of masked transaction events."

    mode: Literal["provisioned", "on_demand"] = Field(
        default="provisioned",
        description="`provisioned`: a fixed number of shards. `on_demand`: AWS adds shards as the "
        "load grows, at a higher price for the same load.",
    )
    shards: int | None = Field(
        default=None,
        ge=1,
        le=500,
        description="Shards of a provisioned stream, 1000 records or 1 MiB a second each. Too few "
        "for targetTpm are refused. Default: what targetTpm needs.",
    )
    retention_hours: int = Field(
        default=24,
        ge=24,
        le=8760,
        description="Hours an event can be read again; 24 is included in the price.",
    )

    def conflicts(self) -> Iterator[Problem]:
        """Yield a number of shards where AWS chooses it."""
        if self.mode == "on_demand" and self.shards is not None:
            yield Problem(
                path="shards",
                found=str(self.shards),
                rule="has no effect with mode = 'on_demand', where AWS chooses the number",
                fix="mode: provisioned, or leave shards out",
            )
