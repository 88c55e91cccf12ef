"""The settings that are not a tier: names, load, protection, log retention and tags."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from settings.block import Block

#: `ephemeral` destroys without a manual step; `retained` protects data against loss (PCI 10.3.2).
Protection = Literal["ephemeral", "retained"]

#: Days CloudWatch Logs accepts as a retention (PutRetentionPolicy).
RetentionDays = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731,
    1096, 1827, 2192, 2557, 2922, 3288, 3653,
]  # fmt: skip

#: RDS and ElastiCache refuse identifiers with two hyphens in a row.
_ENV_SUFFIX = re.compile(r"(?!.*--)[a-z][a-z0-9-]{0,18}[a-z0-9]")


def _within_limits(suffix: str) -> str:
    if _ENV_SUFFIX.fullmatch(suffix):
        return suffix
    raise ValueError(
        "must be 2 to 20 lower-case letters, digits or single hyphens, a letter first: longer ones "
        "push the names of load balancers over the 32 characters AWS allows"
    )


EnvSuffix = Annotated[str, AfterValidator(_within_limits)]


class LogSettings(Block):
    """How long logs are kept."""

    about = "Retention of every log group the platform owns."

    retention_days: RetentionDays = Field(
        default=400,
        description="Days a log group keeps its events. Below 365 the stack cannot show the twelve "
        "months of audit history that PCI DSS 10.5.1 asks for, and the pack says so.",
    )


class Scalars(Block):
    """The configuration keys that are single values."""

    env_suffix: EnvSuffix = Field(
        description="Last part of every physical name, 2 to 20 lower-case letters, digits or "
        "hyphens. Changing it replaces every named resource.",
        json_schema_extra={"x-default": "the stack's name"},
    )
    target_tpm: int = Field(
        default=6000,
        ge=60,
        le=600_000,
        strict=False,
        description="Payments per minute the platform is sized for. Throttles, concurrency, "
        "shards, capacity units and node sizes follow from it unless they are set explicitly; an "
        "explicit value that cannot carry it is refused.",
    )
    protection: Protection = Field(
        default="ephemeral",
        description="`ephemeral`: the stack destroys completely and leaves nothing but keys "
        "scheduled for deletion. `retained`: deletion protection, final snapshots, Object Lock and "
        "recovery windows are on.",
    )
