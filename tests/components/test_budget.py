"""Notice before the stack costs more than planned."""

from typing import Any

from components.budget import Budget, BudgetArgs
from components.context import Context
from offline.graph import run
from settings.budget import BudgetSettings

TOPIC = "arn:aws:sns:us-west-2:123456789012:topic-system-errors-test"


def test_the_operators_are_told_before_at_and_beyond_the_limit(ctx: Context) -> None:
    def program() -> None:
        settings = BudgetSettings(monthly_usd=400)
        Budget("budget", BudgetArgs(context=ctx, settings=settings, topic_arn=TOPIC))

    budget: dict[str, Any] = dict(run(program).one("aws:budgets/budget:Budget").inputs)
    assert budget["name"] == "budget-monthly-test"
    assert (budget["limitAmount"], budget["limitUnit"]) == ("400", "USD")
    assert (budget["budgetType"], budget["timeUnit"]) == ("COST", "MONTHLY")
    assert budget["costFilters"] == [{"name": "TagKeyValue", "values": ["user:Environment$test"]}]
    assert [
        (n["notificationType"], n["threshold"], n["subscriberSnsTopicArns"])
        for n in budget["notifications"]
    ] == [("ACTUAL", 80, [TOPIC]), ("ACTUAL", 100, [TOPIC]), ("FORECASTED", 100, [TOPIC])]
