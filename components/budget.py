"""The budget tier: notice before the stack costs more than planned."""

from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.context import Context
from settings.budget import BudgetSettings

#: Percent of the limit that is the limit.
_ALL = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class BudgetArgs:
    """What may be spent, and who is told.

    Attributes:
        context: names and tags.
        settings: the limit and when to warn.
        topic_arn: the system-errors topic.
    """

    context: Context
    settings: BudgetSettings
    topic_arn: pulumi.Input[str]


class Budget(pulumi.ComponentResource):
    """A monthly budget for what carries the stack's Environment tag.

    Attributes:
        budget_name: physical name.
    """

    budget_name: str

    def __init__(
        self, name: str, args: BudgetArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Budget", name, {}, opts)
        ctx, settings = args.context, args.settings
        self.budget_name = ctx.name("budget", "monthly")
        environment = ctx.tags["Environment"]
        aws.budgets.Budget(
            name,
            name=self.budget_name,
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=str(settings.monthly_usd),
            limit_unit="USD",
            cost_filters=[{"name": "TagKeyValue", "values": [f"user:Environment${environment}"]}],
            notifications=[
                _notification(args.topic_arn, "ACTUAL", settings.warn_at_percent),
                _notification(args.topic_arn, "ACTUAL", _ALL),
                _notification(args.topic_arn, "FORECASTED", _ALL),
            ],
            tags=ctx.tagged(self.budget_name),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"budget_name": self.budget_name})


def _notification(
    topic_arn: pulumi.Input[str], cost: Literal["ACTUAL", "FORECASTED"], percent: int
) -> aws.budgets.BudgetNotificationArgsDict:
    return {
        "comparison_operator": "GREATER_THAN",
        "notification_type": cost,
        "threshold": percent,
        "threshold_type": "PERCENTAGE",
        "subscriber_sns_topic_arns": [topic_arn],
    }
