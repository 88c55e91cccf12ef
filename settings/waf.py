"""Settings of the web application firewall tier."""

from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from settings.block import Block


def _cidr(value: str) -> str:
    try:
        network = IPv4Network(value)
    except (AddressValueError, NetmaskValueError, ValueError) as error:
        raise ValueError(f"must be an IPv4 range such as 203.0.113.0/24: {error}") from error
    if network.prefixlen == 0:
        raise ValueError("must not be the whole internet; WAF refuses /0 in an IP set")
    return value


Ipv4Cidr = Annotated[str, AfterValidator(_cidr)]


class WafSettings(Block):
    """The web ACL in front of every public entry of the stack."""

    about = "A web ACL with managed rules, rate limits and IP sets (PCI DSS 6.4.2)."

    rate_limit: int = Field(
        default=2000,
        ge=10,
        le=2_000_000_000,
        description="Requests of one IP address in `rateWindowSeconds` before it is blocked. "
        "With `aggregate: partner` only requests without an API key count here.",
    )
    rate_window_seconds: Literal[60, 120, 300, 600] = Field(
        default=300, description="Seconds over which requests are counted (WAF allows these four)."
    )
    aggregate: Literal["ip", "partner"] = Field(
        default="ip",
        description="`ip`: every client by its address, so a gateway with many merchants behind "
        "one address is blocked early. `partner`: requests with an API key are counted by key.",
    )
    partner_rate_limit: int | None = Field(
        default=None,
        ge=10,
        le=2_000_000_000,
        description="Requests of one API key, and of one address whatever its keys, in the window; "
        "only with `aggregate: partner`. Default: what targetTpm with its headroom admits.",
    )
    allowed_ips: tuple[Ipv4Cidr, ...] = Field(
        default=(),
        max_length=10_000,
        description="When not empty, only these ranges are served (still subject to every other "
        "rule). Empty: everyone is.",
    )
    denied_ips: tuple[Ipv4Cidr, ...] = Field(
        default=(),
        max_length=10_000,
        description="Ranges that are always blocked.",
    )
