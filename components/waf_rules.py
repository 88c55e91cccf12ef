"""The rules of a web ACL as plain values, in the order in which AWS WAF evaluates them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from settings.sizing import Sizing
from settings.waf import WafSettings

#: Managed groups of AWS, in every region and without a subscription (S002-83).
MANAGED_GROUPS = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
)
#: Header that carries the API key of a partner.
KEY_HEADER = "x-api-key"
#: Headers that hold credentials or sessions and never reach a log (PCI DSS 8.3.2, 10.3.1).
REDACTED_HEADERS = ("authorization", "cookie", KEY_HEADER)

IpSetUse = Literal["deny", "allow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IpSetRule:
    """Blocks the addresses of a set, or everyone outside it.

    Attributes:
        name: the rule's name and metric.
        use: `deny` blocks the set, `allow` blocks everyone else.
    """

    name: str
    use: IpSetUse


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedRule:
    """A managed group of AWS, with the actions its rules have.

    Attributes:
        name: the rule's name and metric.
        group: the managed group.
    """

    name: str
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRule:
    """Blocks who sends more than a limit.

    Attributes:
        name: the rule's name and metric.
        limit: requests in the window.
        window_seconds: over which requests are counted.
        by: what requests are counted by.
        anonymous_only: only requests without an API key count.
    """

    name: str
    limit: int
    window_seconds: int
    by: Literal["ip", "key"]
    anonymous_only: bool = False


Rule = IpSetRule | ManagedRule | RateRule


def rules(settings: WafSettings, sizing: Sizing) -> tuple[Rule, ...]:
    """Cheap rules first: what they block never reaches the ones that inspect content."""
    return (*_ip_sets(settings), *_rates(settings, sizing), *_managed())


def addresses(settings: WafSettings) -> Mapping[IpSetUse, tuple[str, ...]]:
    """The ranges of both IP sets."""
    return {"deny": settings.denied_ips, "allow": settings.allowed_ips}


def _ip_sets(settings: WafSettings) -> Iterator[Rule]:
    yield IpSetRule(name="denied-addresses", use="deny")
    if settings.allowed_ips:
        yield IpSetRule(name="allowed-addresses-only", use="allow")


def _rates(settings: WafSettings, sizing: Sizing) -> Iterator[Rule]:
    """By address; or, for partners behind shared addresses, by API key (X16).

    A header costs nothing to invent, so an address that sends many keys is counted as well.
    """
    window = settings.rate_window_seconds
    if settings.aggregate == "ip":
        yield RateRule(
            name="rate-by-address", limit=settings.rate_limit, window_seconds=window, by="ip"
        )
        return
    partner = settings.partner_rate_limit or sizing.api_rate * window
    yield RateRule(
        name="rate-of-anonymous",
        limit=settings.rate_limit,
        window_seconds=window,
        by="ip",
        anonymous_only=True,
    )
    yield RateRule(name="rate-by-partner", limit=partner, window_seconds=window, by="key")
    yield RateRule(name="rate-by-address", limit=partner, window_seconds=window, by="ip")


def _managed() -> Iterator[Rule]:
    for group in MANAGED_GROUPS:
        yield ManagedRule(name=group, group=group)
