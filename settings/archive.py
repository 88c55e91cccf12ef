"""Settings of buckets that keep records: when they move, when they end, who may delete them."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from settings.block import Block
from settings.problem import Problem


class ArchiveSettings(Block):
    """The life of records in a bucket (PCI DSS 10.5.1: twelve months, three at hand)."""

    about: ClassVar[str] = "Retention, archive and write-once storage of records in a bucket."

    archive_after_days: int = Field(
        default=90,
        ge=90,
        le=3650,
        description="Days until records move to Glacier, where reading takes hours. PCI DSS 10.5.1 "
        "wants the last three months at hand, so at least 90.",
    )
    expire_after_days: int = Field(
        default=2555,
        ge=365,
        le=36_500,
        description="Days until records are deleted; 2555 is seven years. PCI DSS 10.5.1 wants "
        "at least twelve months.",
    )
    versioning: bool = Field(
        default=True,
        description="Whether an overwritten or deleted record can be restored. Off is a finding, "
        "and refused where `protection: retained` locks objects.",
    )
    object_lock_mode: Literal["governance", "compliance"] = Field(
        default="governance",
        description="Who may delete a locked record in `protection: retained`: holders of a bypass "
        "permission, or with `compliance` nobody, not even the account's root user.",
    )
    object_lock_days: int = Field(
        default=365,
        ge=1,
        le=36_500,
        description="Days a record stays locked in `protection: retained`. Below 365 the stack "
        "cannot show that twelve months of history are tamper-proof (PCI DSS 10.3.4).",
    )

    def conflicts(self) -> Iterator[Problem]:
        """Yield periods that contradict each other."""
        if self.archive_after_days >= self.expire_after_days:
            yield Problem(
                path="archiveAfterDays",
                found=str(self.archive_after_days),
                rule=f"must be less than expireAfterDays = {self.expire_after_days}",
                fix="90",
            )
        if self.object_lock_days > self.expire_after_days:
            yield Problem(
                path="objectLockDays",
                found=str(self.object_lock_days),
                rule="must be at most expireAfterDays = "
                f"{self.expire_after_days}: S3 cannot delete a locked object",
                fix=str(self.expire_after_days),
            )
