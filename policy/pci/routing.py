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
MAIN_ASSOCIATION = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"
VPC = "aws:ec2/vpc:Vpc"
#: What decides where the packets of a subnet go.
TYPES = (SUBNET, ROUTE, *ROUTE_TABLES, ASSOCIATION, MAIN_ASSOCIATION, VPC)
INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"


def internet_subnets(stack: Stack) -> list[Node]:
    """The subnets whose route table leads to an internet gateway, as a route or inline.

    A route whose gateway is unknown and comes from no resource of the stack is reported as
    undetermined.
    """
    gateways = stack.of(INTERNET_GATEWAY)
    open_tables = _open_tables(stack, gateways)
    associations = stack.of(ASSOCIATION)
    open_vpcs = _vpcs_with_main_table(stack, open_tables)
    return [
        subnet
        for subnet in stack.of(SUBNET)
        if _leads_out_by(subnet, associations, open_tables, open_vpcs)
    ]


def _leads_out_by(
    subnet: Node, associations: list[Node], open_tables: list[Node], open_vpcs: list[Node]
) -> bool:
    """By the table it is associated with; without one, by the main table of its VPC (VPC)."""
    own = [association for association in associations if association.names(subnet, "subnetId")]
    if own:
        return any(one.names(table, "routeTableId") for one in own for table in open_tables)
    return any(subnet.names(vpc, "vpcId") for vpc in open_vpcs)


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
