"""Masking of card numbers in log groups (PCI DSS 3.4.1, 12.10.7)."""

import json

from components.alarm import Alarm, Metric
from components.context import Context

#: Data identifiers of CloudWatch Logs that may appear in a payment platform's logs.
_IDENTIFIERS = ("CreditCardNumber", "CreditCardExpiration", "CreditCardSecurityCode")


def masking_policy(ctx: Context) -> str:
    """The data protection policy of an application log group.

    It masks what the application's own masking let through, and counts it.
    """
    identifiers = [
        f"arn:{ctx.partition}:dataprotection::aws:data-identifier/{name}" for name in _IDENTIFIERS
    ]
    return json.dumps(
        {
            "Name": "card-data",
            "Version": "2021-06-01",
            "Statement": [
                {
                    "Sid": "Audit",
                    "DataIdentifier": identifiers,
                    "Operation": {"Audit": {"FindingsDestination": {}}},
                },
                {
                    "Sid": "Mask",
                    "DataIdentifier": identifiers,
                    "Operation": {"Deidentify": {"MaskConfig": {}}},
                },
            ],
        }
    )


def unmasked_card_data(ctx: Context, log_group: str) -> Alarm:
    """Card data that reached a log group unmasked (PCI DSS 12.10.7); for groups with the policy."""
    writer = log_group.rpartition("/")[2].removesuffix(f"-{ctx.env_suffix}")
    return Alarm(
        purpose=f"card-data-{writer}",
        description=f"Card data reached {log_group}. Find its writer by the correlation id, stop "
        "it, and follow the incident plan.",
        metric=Metric(
            namespace="AWS/Logs",
            name="LogEventsWithFindings",
            dimensions={"LogGroupName": log_group, "DataProtectionOperation": "Audit"},
            statistic="Sum",
        ),
        threshold=0,
        evaluation_periods=1,
    )
