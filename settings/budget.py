"""Settings of the budget tier."""

from pydantic import Field

from settings.block import Block


class BudgetSettings(Block):
    """A monthly limit on what the stack's resources cost."""

    about = "A monthly cost budget that notifies before and when it is exceeded."

    monthly_usd: int = Field(
        ge=1,
        le=10_000_000,
        description="US dollars a month for resources with the stack's Environment tag, which must "
        "be activated as a cost allocation tag. Nothing is stopped when it is exceeded.",
    )
    warn_at_percent: int = Field(
        default=80,
        ge=1,
        le=99,
        description="Percent of the limit whose actual cost is notified, besides 100 actual and "
        "100 forecast.",
    )
