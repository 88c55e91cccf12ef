"""Which subnets have a route to an internet gateway."""

from pci.stack import Node, Stack
from pci.values import UNKNOWN

SUBNET = "aws:ec2/subnet:Subnet"
ROUTE = "aws:ec2/route:Route"
ROUTE_TABLES = (
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/defaultRouteTable:DefaultRouteTable",
)
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"


def internet_subnets(stack: Stack) -> list[Node]:
    """The subnets whose route table leads to an internet gateway, as a route or inline.

    A route whose gateway is unknown and comes from no resource of the stack is reported as
    undetermined.
    """
    gateways = stack.of(INTERNET_GATEWAY)
    open_tables = _open_tables(stack, gateways)
    associations = [
        association
        for association in stack.of(ASSOCIATION)
        if any(association.names(table, "routeTableId") for table in open_tables)
    ]
    return [
        subnet
        for subnet in stack.of(SUBNET)
        if any(association.names(subnet, "subnetId") for association in associations)
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
