"""Settings of how a new version of the payment service replaces the running one."""

from typing import Literal

from pydantic import Field

from settings.block import Block

#: The longest ECS waits in one phase of a deployment, minutes (CanaryConfiguration and its kin).
_DAY_MINUTES = 1_440


class RolloutSettings(Block):
    """What ECS does with the traffic while two versions of the service run."""

    strategy: Literal["rolling", "blue_green", "canary", "linear"] = Field(
        default="rolling",
        description="`rolling`: tasks are replaced a few at a time, and `greenVersion` with "
        "`loadBalancer.deploy.greenWeight` is the way to compare two versions. `blue_green`, "
        "`canary` and `linear`: ECS starts all new tasks in the idle target group, moves the "
        "requests there at once, in two parts, or step by step, and back when an alarm goes off; "
        "until the end it bills both versions. They need an ALB and the monitoring block.",
    )
    step_percent: int = Field(
        default=10,
        ge=3,
        le=100,
        description="Percent of the requests that new tasks get first (`canary`) or more with "
        "each step (`linear`); without effect otherwise.",
    )
    step_minutes: int = Field(
        default=10,
        ge=0,
        le=_DAY_MINUTES,
        description="Minutes before the rest of the requests (`canary`) or the next step "
        "(`linear`) follows. Below 5 an alarm may come too late.",
    )
    bake_minutes: int = Field(
        default=10,
        ge=0,
        le=_DAY_MINUTES,
        description="Minutes that the old tasks stay up after the last request has moved, so that "
        "the way back takes seconds; without effect on `rolling`.",
    )

    @property
    def shifts(self) -> bool:
        """Whether ECS itself moves the requests between two target groups."""
        return self.strategy != "rolling"
