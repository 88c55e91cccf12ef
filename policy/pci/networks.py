"""Which blocks of addresses are everybody's, and which are nobody else's."""

from ipaddress import IPv4Network, IPv6Network, ip_network

#: Addresses that no host on the internet has: private, shared (RFC 6598, usual as a VPC's second
#: range), loopback and link-local ones.
_PRIVATE_4 = tuple(
    IPv4Network(block)
    for block in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
    )
)
_PRIVATE_6 = tuple(IPv6Network(block) for block in ("::1/128", "fc00::/7", "fe80::/10"))
#: Version of IP → the widest block that still names somebody. S3 counts wider ones as public ("The
#: meaning of public").
_WIDEST_SOURCE = {4: 8, 6: 32}
#: Version of IP → a block wider than this is the internet, in one of several spellings: `::/0`,
#: `2000::/3`, `0.0.0.0/1` and its other half.
_WIDEST_RANGE = {4: 8, 6: 16}


def is_world(address: str) -> bool:
    """Whether a CIDR block is the whole internet, or a large part of it."""
    network = _network(address)
    return network is not None and _is_wider(network, _WIDEST_RANGE)


def is_private(address: str) -> bool:
    """Whether a CIDR block lies in a range that the internet does not route; no block does not."""
    network = _network(address)
    return network is not None and _is_private(network)


def is_few_addresses(address: str) -> bool:
    """Whether a block, as the value of `aws:SourceIp`, names callers that its author knows."""
    network = _network(address)
    return network is not None and not _is_wider(network, _WIDEST_SOURCE)


def _network(address: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(address, strict=False)
    except ValueError:
        return None


def _is_wider(network: IPv4Network | IPv6Network, widest: dict[int, int]) -> bool:
    return network.prefixlen < widest[network.version] and not _is_private(network)


def _is_private(network: IPv4Network | IPv6Network) -> bool:
    if isinstance(network, IPv4Network):
        return any(map(network.subnet_of, _PRIVATE_4))
    return any(map(network.subnet_of, _PRIVATE_6))
