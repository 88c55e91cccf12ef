"""Where everything stands: tiers, routes and zones."""

from collections.abc import Iterator

import pytest

from offline.graph import Resource, State
from tests.support.stacks import (
    BALANCER,
    CACHE,
    FUNCTION,
    INSTANCE,
    MEMBER,
    ROUTE,
    SERVICE,
    STACKS,
    Graph,
    inputs,
    origins,
)

TIERS = ("public", "private", "database")
ZONES = {"1", "2", "3"}


def tier_of(name: str) -> str:
    """The tier of a subnet or route table, by its logical name `network-<tier>-…`."""
    return name.split("-")[1]


def default_routes(state: State) -> Iterator[tuple[str, Resource]]:
    """`(tier, route)` of every default route, IPv4 or IPv6."""
    for route in state.by_type(ROUTE):
        anywhere = {"0.0.0.0/0", "::/0"}
        if {inputs(route).get(f"destination{kind}") for kind in ("CidrBlock", "Ipv6CidrBlock")} & (
            anywhere
        ):
            (table,) = origins(state, route, "routeTableId")
            yield tier_of(table), route


def zones(state: State, resource: Resource, name: str, tier: str) -> set[str]:
    """The zones (by number) of the subnets of a tier behind a property."""
    found = {each for each in origins(state, resource, name) if each.startswith("network-")}
    subnets = {each for each in found if each.rpartition("-")[2] in ZONES}
    assert {tier_of(subnet) for subnet in subnets} == {tier}, resource.name
    return {subnet.rpartition("-")[2] for subnet in subnets}


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("deployed", [True, False])
def test_no_data_tier_route_table_has_a_default_route(
    graph: Graph, stack: str, *, deployed: bool
) -> None:
    state = graph(stack, deployed=deployed)
    assert "database" not in {tier for tier, _ in default_routes(state)}
    for association in state.by_type("aws:ec2/routeTableAssociation:RouteTableAssociation"):
        (subnet,) = origins(state, association, "subnetId")
        (table,) = origins(state, association, "routeTableId")
        assert tier_of(subnet) == tier_of(table)


@pytest.mark.parametrize("stack", STACKS)
def test_every_subnet_has_the_route_table_of_its_tier(graph: Graph, stack: str) -> None:
    state = graph(stack)
    associated = [
        name
        for association in state.by_type("aws:ec2/routeTableAssociation:RouteTableAssociation")
        for name in origins(state, association, "subnetId")
    ]
    subnets = [subnet.name for subnet in state.by_type("aws:ec2/subnet:Subnet")]
    assert sorted(associated) == sorted(subnets)
    assert len(subnets) == len(TIERS) * len(ZONES)


@pytest.mark.parametrize("stack", STACKS)
def test_only_public_subnets_route_to_the_internet_gateway(graph: Graph, stack: str) -> None:
    state = graph(stack)
    through_gateway = {tier for tier, route in default_routes(state) if "gatewayId" in route.inputs}
    through_nat = {tier for tier, route in default_routes(state) if "natGatewayId" in route.inputs}
    assert through_gateway == {"public"}
    assert through_nat == (set() if stack == "fintech" else {"private"})


@pytest.mark.parametrize("stack", STACKS)
def test_stores_stand_in_subnets_without_a_default_route(graph: Graph, stack: str) -> None:
    state = graph(stack)
    subnet_groups = state.by_type(
        "aws:rds/subnetGroup:SubnetGroup", "aws:elasticache/subnetGroup:SubnetGroup"
    )
    assert subnet_groups
    for group in subnet_groups:
        assert zones(state, group, "subnetIds", "database") == ZONES
    for server in state.by_type(MEMBER, INSTANCE):
        assert inputs(server)["publiclyAccessible"] is False


@pytest.mark.parametrize("stack", STACKS)
def test_stores_and_tasks_spread_over_zones(graph: Graph, stack: str) -> None:
    state = graph(stack)
    members = [inputs(member)["availabilityZone"] for member in state.by_type(MEMBER)]
    assert len(members) != 1
    assert len(set(members)) == len(members)
    assert all(inputs(instance)["multiAz"] for instance in state.by_type(INSTANCE))
    for cache in state.by_type(CACHE):
        assert inputs(cache)["multiAzEnabled"]
        assert inputs(cache)["automaticFailoverEnabled"]
        assert len(set(inputs(cache)["preferredCacheClusterAzs"])) >= 2
    for function in state.by_type(FUNCTION):
        assert zones(state, function, "vpcConfig", "private") == ZONES
    for service in state.by_type(SERVICE):
        assert zones(state, service, "networkConfiguration", "private") == ZONES
        assert inputs(service)["networkConfiguration"]["assignPublicIp"] is False
    for balancer in state.by_type(BALANCER):
        tier = "private" if inputs(balancer)["internal"] else "public"
        assert zones(state, balancer, "subnets", tier) == ZONES


@pytest.mark.parametrize("stack", STACKS)
def test_every_zone_has_a_mount_target_for_shared_files(graph: Graph, stack: str) -> None:
    state = graph(stack)
    targets = state.by_type("aws:efs/mountTarget:MountTarget")
    for system in state.by_type("aws:efs/fileSystem:FileSystem"):
        own = [each for each in targets if system.name in origins(state, each, "fileSystemId")]
        mounted = [zone for each in own for zone in zones(state, each, "subnetId", "private")]
        assert sorted(mounted) == sorted(ZONES)
