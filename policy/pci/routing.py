"""Which subnets have a route to an internet gateway, and which a way out at all."""

from pci.networks import is_world
from pci.props import Props
from pci.stack import Node, Stack
from pci.values import UNKNOWN

SUBNET = "aws:ec2/subnet:Subnet"
ROUTE = "aws:ec2/route:Route"
ROUTE_TABLES = (
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/defaultRouteTable:DefaultRouteTable",
)
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
MAIN_ASSOCIATION = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"
VPC = "aws:ec2/vpc:Vpc"
#: What decides where the packets of a subnet go.
TYPES = (SUBNET, ROUTE, *ROUTE_TABLES, ASSOCIATION, MAIN_ASSOCIATION, VPC)
INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
#: Where a route, and one that stands in its table, says where it goes.
_DESTINATIONS = ("destinationCidrBlock", "destinationIpv6CidrBlock")
_INLINE = ("cidrBlock", "ipv6CidrBlock")


def internet_subnets(stack: Stack) -> list[Node]:
    """The subnets whose route table leads to an internet gateway, as a route or inline.

    A route whose gateway is unknown and comes from no resource of the stack is reported as
    undetermined.
    """
    return _subnets_of(stack, _open_tables(stack, stack.of(INTERNET_GATEWAY)))


def outgoing_subnets(stack: Stack) -> list[Node]:
    """The subnets whose route table sends to whatever address, as a route or inline.

    Through what does not matter: a NAT gateway, an instance, an egress-only gateway, a peer and a
    transit gateway all lead out. A route whose destination is unknown is reported as undetermined.
    """
    routes = [route for route in stack.of(ROUTE) if _goes_anywhere(route)]
    tables = [
        table
        for table in stack.of(*ROUTE_TABLES)
        if any(route.names(table, "routeTableId") for route in routes)
        or _goes_anywhere_inline(table)
    ]
    return _subnets_of(stack, tables)


def _goes_anywhere(route: Node) -> bool:
    for path in _DESTINATIONS:
        if route.refers(path) and route.props.text(path) is UNKNOWN:
            route.undetermined(path)
    return _is_default(route.props, _DESTINATIONS)


def _goes_anywhere_inline(table: Node) -> bool:
    blocks = table.props.blocks("routes")
    if table.refers("routes") and any(
        block.text(path) is UNKNOWN for block in blocks for path in _INLINE
    ):
        table.undetermined("routes")
    return any(_is_default(block, _INLINE) for block in blocks)


def _is_default(route: Props, paths: tuple[str, ...]) -> bool:
    destinations = [route.text(path) for path in paths]
    return any(isinstance(block, str) and is_world(block) for block in destinations)


def _subnets_of(stack: Stack, tables: list[Node]) -> list[Node]:
    """The subnets that follow one of the tables."""
    associations = stack.of(ASSOCIATION)
    vpcs = _vpcs_with_main_table(stack, tables)
    return [subnet for subnet in stack.of(SUBNET) if _follows(subnet, associations, tables, vpcs)]


def _follows(subnet: Node, associations: list[Node], tables: list[Node], vpcs: list[Node]) -> bool:
    """The table it is associated with; without one, the main table of its VPC (VPC)."""
    own = [association for association in associations if association.names(subnet, "subnetId")]
    if own:
        return any(one.names(table, "routeTableId") for one in own for table in tables)
    return any(subnet.names(vpc, "vpcId") for vpc in vpcs)


def _vpcs_with_main_table(stack: Stack, tables: list[Node]) -> list[Node]:
    """The VPCs whose main table is one of `tables`: the default one, or another that took over."""
    mains = stack.of(MAIN_ASSOCIATION)
    return [
        vpc
        for vpc in stack.of(VPC)
        if any(table.names(vpc, "defaultRouteTableId") for table in tables)
        or any(
            main.names(vpc, "vpcId") and main.names(table, "routeTableId")
            for main in mains
            for table in tables
        )
    ]


def _open_tables(stack: Stack, gateways: list[Node]) -> list[Node]:
    routes = [route for route in stack.of(ROUTE) if _leads_out(route, "gatewayId", gateways)]
    return [
        table
        for table in stack.of(*ROUTE_TABLES)
        if any(route.names(table, "routeTableId") for route in routes) or _inline(table, gateways)
    ]


def _leads_out(route: Node, path: str, gateways: list[Node]) -> bool:
    gateway = route.props.text(path)
    if isinstance(gateway, str) and gateway.startswith("igw-"):
        return True
    if any(route.names(one, path) for one in gateways):
        return True
    if gateway is UNKNOWN and route.names_unseen(path):
        route.undetermined(path)
    return False


def _inline(table: Node, gateways: list[Node]) -> bool:
    if any(table.names(gateway, "routes") for gateway in gateways):
        return True
    targets = [block.text("gatewayId") for block in table.props.blocks("routes")]
    return any(isinstance(target, str) and target.startswith("igw-") for target in targets)
