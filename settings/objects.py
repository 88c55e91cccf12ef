"""Settings of the objects tier."""

from collections.abc import Iterator

from pydantic import Field

from settings.archive import ArchiveSettings
from settings.block import Block
from settings.problem import Problem


class ObjectsSettings(Block):
    """Private buckets: audit records, and the logs that other services deliver to S3."""

    about = (
        "Private, encrypted, versioned buckets: access logs always, audit records on request, "
        "flow logs and load-balancer logs where the stack has them."
    )

    audit_bucket: bool = Field(
        default=True,
        description="Whether there is a bucket for audit records of the payment application.",
    )
    archive: ArchiveSettings = Field(
        default=ArchiveSettings(),
        description="How long audit records and flow logs are kept.",
    )
    access_log_days: int = Field(
        default=400,
        ge=90,
        le=3650,
        description="Days that access logs of buckets and load balancers are kept. Below 365 is "
        "less than PCI DSS 10.5.1 asks for.",
    )

    def conflicts(self) -> Iterator[Problem]:
        """Yield periods that contradict each other."""
        yield from (problem.under("archive") for problem in self.archive.conflicts())
