"""Settings of the audit tier."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from settings.archive import ArchiveSettings
from settings.block import Block
from settings.problem import Problem

DataEvents = Literal["s3", "dynamodb", "lambda"]


class AuditSettings(Block):
    """The record of every call to AWS, and alarms on those that matter (PCI DSS 10.2)."""

    about = "A multi-region CloudTrail trail, tamper-evident, with alarms for security events."

    data_events: tuple[DataEvents, ...] = Field(
        default=("s3", "dynamodb", "lambda"),
        description="Services whose data access is recorded, read and write; billed by event. "
        "Leaving one out loses the record of who read card data there (PCI DSS 10.2.1.1).",
    )
    insights: bool = Field(
        default=False,
        description="Whether CloudTrail reports unusual rates of calls and of errors; billed by "
        "analysed event.",
    )
    archive: ArchiveSettings = Field(
        default=ArchiveSettings(), description="How long the trail's files are kept."
    )

    def conflicts(self) -> Iterator[Problem]:
        """Yield what contradicts itself."""
        if len(set(self.data_events)) < len(self.data_events):
            yield Problem(
                path="dataEvents", found=repr(list(self.data_events)), rule="names a service twice"
            )
        yield from (problem.under("archive") for problem in self.archive.conflicts())
