"""Security-group rules in one form, whichever of the three resource types they are written in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pci.networks import is_private, is_world
from pci.props import Props
from pci.subject import Subject
from pci.values import ABSENT, UNKNOWN, Missing, as_text

GROUP = "aws:ec2/securityGroup:SecurityGroup"
MIXED_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"

Direction = Literal["ingress", "egress"]

_LAST_PORT = 65535
_ALL_PROTOCOLS = ("-1", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Ports that are open to, or from, some addresses.

    Attributes:
        where: how to find it in the resource, for messages.
        protocol: `tcp`, `udp`, a number; `-1` is all of them.
        first: first port, 0 to 65535.
        last: last port.
        addresses: CIDR blocks, IPv4 and IPv6; other groups and prefix lists are not addresses.
        description: the reason given for it.
    """

    where: str
    protocol: str | Missing
    first: float | Missing
    last: float | Missing
    addresses: tuple[str | Missing, ...]
    description: str | Missing

    @property
    def is_all_protocols(self) -> bool:
        """Whether it opens every port of every protocol."""
        return self.protocol in _ALL_PROTOCOLS

    @property
    def is_all_ports(self) -> bool:
        """Whether it opens every port of its protocol."""
        return self.is_all_protocols or (
            isinstance(self.first, int | float)
            and isinstance(self.last, int | float)
            and self.first <= 1
            and self.last >= _LAST_PORT
        )

    @property
    def only_port(self) -> str | Missing:
        """The port it opens when it opens one only; absent for a range."""
        if self.is_all_ports:
            return ABSENT
        if self.first is UNKNOWN or self.last is UNKNOWN or self.protocol is UNKNOWN:
            return UNKNOWN
        if isinstance(self.first, Missing) or self.first != self.last:
            return ABSENT
        return f"{self.first:g}"

    def covers(self, port: int) -> bool | Missing:
        """Whether `port` is open; unknown if the range or the protocol is."""
        if self.is_all_protocols:
            return True
        if self.first is UNKNOWN or self.last is UNKNOWN or self.protocol is UNKNOWN:
            return UNKNOWN
        if isinstance(self.first, Missing) or isinstance(self.last, Missing):
            return False
        return self.first <= port <= self.last

    @property
    def to_world(self) -> bool | Missing:
        """Whether any address is the whole internet; unknown if an address is."""
        if any(is_world(address) for address in self.addresses if isinstance(address, str)):
            return True
        return UNKNOWN if UNKNOWN in self.addresses else False

    @property
    def to_public(self) -> bool | Missing:
        """Whether any address is outside the private ranges; unknown if an address is."""
        if any(not is_private(address) for address in self.addresses if isinstance(address, str)):
            return True
        return UNKNOWN if UNKNOWN in self.addresses else False


def openings(subject: Subject, direction: Direction) -> Sequence[Opening]:
    """What a security group, or a rule resource, opens in one direction."""
    if subject.type == GROUP:
        return list(_inline(subject.props, direction))
    if subject.type == MIXED_RULE:
        if subject.props.text("type") not in (direction, UNKNOWN):
            return []
        return [_opening("the rule", subject.props, protocol="protocol")]
    if subject.type == (INGRESS_RULE if direction == "ingress" else EGRESS_RULE):
        return [_opening("the rule", subject.props, protocol="ipProtocol")]
    return []


def _inline(props: Props, direction: Direction) -> Iterator[Opening]:
    for number, block in enumerate(props.blocks(direction), start=1):
        yield _opening(f"{direction} rule {number}", block, protocol="protocol")


def _opening(where: str, props: Props, *, protocol: str) -> Opening:
    return Opening(
        where=where,
        protocol=props.text(protocol),
        first=props.number("fromPort"),
        last=props.number("toPort"),
        addresses=tuple(_addresses(props)),
        description=props.text("description"),
    )


def _addresses(props: Props) -> Iterator[str | Missing]:
    for path in ("cidrIpv4", "cidrIpv6"):
        if props.has(path):
            yield as_text(props.at(path))
    for path in ("cidrBlocks", "ipv6CidrBlocks"):
        if props.has(path):
            yield from props.texts(path)
