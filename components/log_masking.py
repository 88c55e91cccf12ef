"""Masking of card numbers in log groups (PCI DSS 3.4.1, 12.10.7)."""

import json

from components.context import Context

#: Data identifiers of CloudWatch Logs that may appear in a payment platform's logs.
_IDENTIFIERS = ("CreditCardNumber", "CreditCardExpiration", "CreditCardSecurityCode")


def masking_policy(ctx: Context) -> str:
    """The data protection policy of an application log group.

    It masks what the application's own masking let through, and counts it: findings appear in
    the metric `LogEventsWithFindings` of the group.
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
