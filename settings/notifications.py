"""Settings of the notifications tier."""

from typing import Annotated

from pydantic import Field, StringConstraints

from settings.block import Block

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
