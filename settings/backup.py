"""Settings of the backup tier."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from settings.block import Block
from settings.problem import Problem

#: Days AWS Backup keeps a recovery point in cold storage at least.
_COLD_AT_LEAST_DAYS = 90

TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class BackupSettings(Block):
    """Recovery points of everything that holds data, in a vault of their own."""

    about = "A backup vault, and a plan that copies databases, tables and files into it."

    daily_at: TimeOfDay = Field(
        default="05:00",
        description="When the daily backup starts, UTC; away from the database's own window.",
    )
    daily_retention_days: int = Field(
        default=35, ge=7, le=365, description="Days a daily recovery point is kept."
    )
    monthly_retention_days: int = Field(
        default=365,
        ge=90,
        le=3650,
        description="Days the recovery point of the first of a month is kept.",
    )
    monthly_cold_after_days: int | None = Field(
        default=None,
        ge=1,
        le=3560,
        description="Days until a monthly recovery point moves to cold storage, cheaper and slow "
        "to restore; only file systems and tables can. Default: never.",
    )
    lock_mode: Literal["governance", "compliance"] = Field(
        default="governance",
        description="Who may shorten retention in `protection: retained`: holders of a permission, "
        "or with `compliance`, three days after creation, nobody, not even AWS.",
    )

    def conflicts(self) -> Iterator[Problem]:
        """Yield periods that contradict each other."""
        if self.daily_retention_days > self.monthly_retention_days:
            yield Problem(
                path="dailyRetentionDays",
                found=str(self.daily_retention_days),
                rule=f"must be at most monthlyRetentionDays = {self.monthly_retention_days}",
                fix=str(self.monthly_retention_days),
            )
        cold = self.monthly_cold_after_days
        if cold is not None and cold + _COLD_AT_LEAST_DAYS > self.monthly_retention_days:
            yield Problem(
                path="monthlyColdAfterDays",
                found=str(cold),
                rule=f"leaves less than the {_COLD_AT_LEAST_DAYS} days that AWS Backup keeps a "
                f"cold recovery point before monthlyRetentionDays = {self.monthly_retention_days}",
                fix="leave it out, or a longer monthlyRetentionDays",
            )
