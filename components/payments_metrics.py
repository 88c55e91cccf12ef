"""What is watched about payments themselves, from the metrics that the payment code writes."""

from components.alarm import Alarm, Metric, Widget
from components.context import Context
from components.function_environment import metrics_namespace

#: The function that moves payments and settles what is open.
_SERVICE = "transaction-processing"
#: Where a payment may end, and `unknown`, from where reconciliation fetches it.
_OUTCOMES = ("captured", "declined", "refused", "review", "failed", "unknown")
#: Payments in five minutes whose answer may get lost before somebody looks at the acquirer.
_UNKNOWN = 10
_SECONDS_A_MINUTE = 60


def payments_alarms(ctx: Context, reconciliation_minutes: int) -> tuple[Alarm, ...]:
    """Answers that get lost, payments that stay open, and a reconciliation that does not run.

    Args:
        ctx: the stack's context.
        reconciliation_minutes: minutes between two runs of the reconciliation.
    """
    run = reconciliation_minutes * _SECONDS_A_MINUTE
    return (
        Alarm(
            purpose="payments-unknown",
            description="The acquirer's answers get lost. Nothing is charged twice; look at the "
            "acquirer first, then at docs/runbooks/unknown-outcomes.md.",
            metric=_payments(ctx, "unknown"),
            threshold=_UNKNOWN,
            evaluation_periods=1,
        ),
        Alarm(
            purpose="payments-postponed",
            description="Payments stay open run after run. Search the function's log for "
            "'reconciliation postponed', and follow docs/runbooks/unknown-outcomes.md.",
            metric=_reconciliation(ctx, "Postponed", "Maximum"),
            threshold=0,
            period_seconds=run,
            evaluation_periods=3,
        ),
        Alarm(
            purpose="reconciliation-silent",
            description="The reconciliation has not ended for three of its runs: payments with an "
            "unknown outcome stay unknown. Look at its rule in EventBridge and at the function.",
            metric=_reconciliation(ctx, "Reconciled", "SampleCount"),
            threshold=1,
            period_seconds=run,
            evaluation_periods=3,
            comparison="LessThanThreshold",
            missing_data="breaching",
        ),
    )


def payments_widgets(ctx: Context) -> tuple[Widget, ...]:
    """How payments end, and what is still open."""
    return (
        Widget(
            title="Payments by outcome",
            metrics=tuple(_payments(ctx, outcome) for outcome in _OUTCOMES),
        ),
        Widget(
            title="Reconciliation",
            metrics=tuple(
                _reconciliation(ctx, name, "Sum") for name in ("Reconciled", "Postponed")
            ),
        ),
    )


def _payments(ctx: Context, outcome: str) -> Metric:
    return _metric(ctx, "payment", outcome, "Payments", "Sum")


def _reconciliation(ctx: Context, name: str, statistic: str) -> Metric:
    return _metric(ctx, "reconcile", "success", name, statistic)


def _metric(ctx: Context, operation: str, outcome: str, name: str, statistic: str) -> Metric:
    return Metric(
        namespace=metrics_namespace(ctx),
        name=name,
        dimensions={"operation": operation, "outcome": outcome, "service": _SERVICE},
        statistic=statistic,
    )
