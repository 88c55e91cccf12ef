"""Settings of the account baseline."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from settings.block import Block
from settings.problem import Problem

Service = Literal["guardduty", "config", "security_hub", "account"]


class BaselineSettings(Block):
    """What an account has once: this stack then owns it, and no other stack may have the block."""

    about = (
        "GuardDuty, Config, Security Hub with PCI DSS v4.0.1 and account-wide settings. They "
        "exist once an account and region: exactly one stack there may have this block."
    )

    services: tuple[Service, ...] = Field(
        default=("guardduty", "config", "security_hub", "account"),
        description="Which parts this stack owns. Leave out what the organisation already runs: "
        "a second owner fails to deploy, or changes the first one's settings.",
    )
    finding_frequency: Literal["fifteen_minutes", "one_hour", "six_hours"] = Field(
        default="fifteen_minutes",
        description="How soon GuardDuty repeats a finding that goes on.",
    )
    recording: Literal["continuous", "daily"] = Field(
        default="continuous",
        description="Whether Config records every change or one state a day; daily costs less and "
        "misses what was undone in between (PCI DSS 11.5.2).",
    )

    def conflicts(self) -> Iterator[Problem]:
        """Yield what contradicts itself."""
        if len(set(self.services)) < len(self.services):
            yield Problem(
                path="services", found=repr(list(self.services)), rule="names a service twice"
            )
        if not self.services:
            yield Problem(path="services", found="[]", rule="owns nothing", fix="remove the block")
