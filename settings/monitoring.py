"""Settings of the monitoring tier."""

from typing import Literal

from pydantic import Field

from settings.block import Block


class MonitoringSettings(Block):
    """One dashboard, an alarm for everything a tier watches, and saved queries."""

    about = "A dashboard of every tier, alarms that notify, and queries for an investigation."

    dashboard_hours: int = Field(
        default=3,
        ge=1,
        le=168,
        description="Hours that the dashboard shows when it opens.",
    )
    alarm_prefix: str = Field(
        default="",
        pattern=r"^([a-z][a-z0-9-]*-)?$",
        max_length=20,
        description="Start of every alarm's name, with its dash, such as `payment-`. For whoever "
        "finds alarms by name; stacks of one account differ by the end of the names.",
    )
    notify_recovery: bool = Field(
        default=True,
        description="Whether the end of an alarm is notified, too.",
    )
    period_seconds: Literal[60, 300, 3600] = Field(
        default=300,
        description="Seconds that one point of a graph stands for.",
    )
