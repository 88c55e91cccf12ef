"""Metrics in CloudWatch's embedded format: one line of JSON per event, no call to CloudWatch."""

import os
from collections.abc import Mapping
from typing import Final

from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import (
    AmazonCloudWatchEMFProvider,
)

from payments.masking import scrub_text

DEFAULT_NAMESPACE: Final = "Payments"
_MILLISECONDS_SUFFIX: Final = "Duration"


def emit(operation: str, outcome: str, values: Mapping[str, float]) -> None:
    """Print metrics by service, operation and outcome.

    A name that ends in `Duration` is in milliseconds, any other is a count. Dimension values
    are few and fixed by the program: an identifier would make a metric of every payment.
    """
    provider = AmazonCloudWatchEMFProvider(
        namespace=os.environ.get("METRICS_NAMESPACE") or DEFAULT_NAMESPACE,
        service=os.environ.get("POWERTOOLS_SERVICE_NAME"),
    )
    provider.add_dimension("operation", scrub_text(operation))
    provider.add_dimension("outcome", scrub_text(outcome))
    for name, value in values.items():
        unit = "Milliseconds" if name.endswith(_MILLISECONDS_SUFFIX) else "Count"
        provider.add_metric(name, unit, value)
    provider.flush_metrics()
