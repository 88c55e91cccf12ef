"""What data each tier handles, and how it belongs to the assessment (PCI DSS 12.5.1, 12.5.2).

The scopes are those of the PCI SSC's guidance on scoping and segmentation: the cardholder data
environment, systems connected to it, systems that secure it, and the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class DataClass(StrEnum):
    """The most sensitive data a tier stores, processes or transmits."""

    CARDHOLDER = "cardholder-data"
    CREDENTIALS = "credentials"
    PAYMENT = "payment-data"
    RECORDS = "audit-records"
    OPERATIONAL = "operational-data"
    PUBLIC = "public"


class PciScope(StrEnum):
    """Why an assessor looks at a tier."""

    ENVIRONMENT = "cardholder-data-environment"
    CONNECTED = "connected-to"
    SECURITY = "security-impacting"
    OUTSIDE = "out-of-scope"


@dataclass(frozen=True, slots=True)
class Handling:
    """How a tier has to be handled.

    Attributes:
        data: the most sensitive data it handles; payment data names tokens and amounts, never a
            card number.
        scope: why it is assessed.
        use: what it is for.
    """

    data: DataClass
    scope: PciScope
    use: str

    @property
    def tags(self) -> dict[str, str]:
        """The tags that say so on every resource of the tier."""
        return {"DataClass": self.data, "PciScope": self.scope}


_CARDS = DataClass.CARDHOLDER, PciScope.ENVIRONMENT
_PAYMENTS = DataClass.PAYMENT, PciScope.CONNECTED
_KEYS = DataClass.CREDENTIALS, PciScope.SECURITY
_RECORDS = DataClass.RECORDS, PciScope.SECURITY
_CONTROL = DataClass.OPERATIONAL, PciScope.SECURITY

#: Every tier, by the name of its component.
TIERS: Mapping[str, Handling] = {
    "api": Handling(*_CARDS, "takes payment requests"),
    "assets": Handling(DataClass.PUBLIC, PciScope.SECURITY, "serves the payment page's files"),
    "assets-waf": Handling(*_CONTROL, "filters requests for the payment page's files"),
    "audit": Handling(*_RECORDS, "records every call to AWS"),
    # Recovery points are copies of the stores, card numbers' ciphertexts included.
    "backup": Handling(*_CARDS, "keeps copies of every store"),
    "baseline": Handling(*_RECORDS, "detects threats and changes in the account"),
    "budget": Handling(DataClass.OPERATIONAL, PciScope.OUTSIDE, "warns about costs"),
    "cache": Handling(*_PAYMENTS, "counts payments by card token"),
    "certificate": Handling(*_KEYS, "proves the endpoints' identity"),
    "containers": Handling(*_CARDS, "runs the payment service"),
    "database": Handling(*_CARDS, "keeps payments and customers"),
    "deployment-alarms": Handling(*_CONTROL, "turns bad deployments back"),
    "encryption": Handling(*_KEYS, "keys of every data domain"),
    "endpoints": Handling(*_CONTROL, "reaches AWS services without the internet"),
    "files": Handling(*_PAYMENTS, "files that functions and tasks share"),
    "firewall": Handling(*_CONTROL, "decides who talks to whom"),
    "function-deployments": Handling(*_CONTROL, "moves payments to new code"),
    "functions": Handling(*_CARDS, "validates, judges and processes payments"),
    "load-balancer": Handling(*_CARDS, "passes payment requests to the service"),
    "monitoring": Handling(*_CONTROL, "raises alarms"),
    "network": Handling(*_CONTROL, "separates the tiers"),
    "notifications": Handling(*_PAYMENTS, "tells operators, and the business of masked failures"),
    "objects": Handling(*_RECORDS, "keeps audit records, access and flow logs"),
    "parameters": Handling(DataClass.OPERATIONAL, PciScope.CONNECTED, "addresses of the stack"),
    "rotation": Handling(*_KEYS, "changes credentials"),
    "secrets": Handling(*_KEYS, "keeps credentials"),
    "stream": Handling(*_PAYMENTS, "carries masked payment events"),
    "transactions": Handling(*_CARDS, "keeps payments"),
    "waf": Handling(*_CONTROL, "filters requests from the internet"),
}
