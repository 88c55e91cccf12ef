"""Settings of the notifications tier."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from settings.block import Block
from settings.problem import Problem

#: What SNS accepts as an address, without names and comments.
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]{1,64}@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$")]


class NotificationsSettings(Block):
    """Topics for operators and for the business."""

    about = "Encrypted topics for system errors and for failed transactions."

    alert_emails: tuple[Email, ...] = Field(
        default=(),
        description="Addresses that get every alarm and security finding. Each must confirm the "
        "subscription that AWS sends it; with none, alarms reach nobody.",
    )
    failure_emails: tuple[Email, ...] = Field(
        default=(),
        description="Addresses that get every failed payment, masked. Each must confirm.",
    )

    def conflicts(self) -> Iterator[Problem]:
        """Yield an address that is named twice, which would subscribe it twice."""
        for path, emails in (
            ("alertEmails", self.alert_emails),
            ("failureEmails", self.failure_emails),
        ):
            lowered = [email.lower() for email in emails]
            for email in sorted({email for email in lowered if lowered.count(email) > 1}):
                yield Problem(
                    path=path,
                    found=email,
                    rule="is named more than once; SNS subscribes an address to a topic once",
                    fix=f"{email} once",
                )
