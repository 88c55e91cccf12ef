"""The VPC: three tiers in three zones, of which one has no way out."""

from collections import Counter
from collections.abc import Callable
from typing import cast

import pytest

from components.context import Context
from components.network import Network, NetworkArgs
from offline.graph import Resource, State, run
from settings.network import FlowLogDestination, FlowLogSettings, Nat, NetworkSettings

SUBNET = "aws:ec2/subnet:Subnet"
ROUTE = "aws:ec2/route:Route"
TABLE = "aws:ec2/routeTable:RouteTable"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
NAT = "aws:ec2/natGateway:NatGateway"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
BUCKET = "arn:aws:s3:::bucket-flow-logs"
made: list[Network] = []
Build = Callable[..., State]


@pytest.fixture(scope="module")
def build(ctx: Context) -> Build:
    def state(
        nat: Nat = "none",
        destination: FlowLogDestination = "cloudwatch",
        *,
        deployed: bool = True,
        bucket: str | None = BUCKET,
    ) -> State:
        settings = NetworkSettings(
            nat=nat, layout="spaced", flow_logs=FlowLogSettings(destination=destination)
        )
        args = NetworkArgs(
            context=ctx, settings=settings, logs_key_arn="arn:logs", flow_log_bucket_arn=bucket
        )
        return run(lambda: made.append(Network("network", args)), deployed=deployed)

    return state


def tables_of(state: State, tier: str) -> set[str]:
    """The route tables of a tier's subnets."""
    subnets = {subnet.id for subnet in state.by_type(SUBNET) if f"-{tier}-" in subnet.name}
    return {
        str(link.inputs["routeTableId"])
        for link in state.by_type(ASSOCIATION)
        if link.inputs["subnetId"] in subnets
    }


def default_routes(state: State, tier: str) -> list[Resource]:
    tables = tables_of(state, tier)
    return [route for route in state.by_type(ROUTE) if route.inputs["routeTableId"] in tables]


def test_every_tier_has_one_subnet_in_each_zone(build: Build) -> None:
    subnets = build().by_type(SUBNET)
    spread = Counter((s.name.split("-")[1], s.inputs["availabilityZone"]) for s in subnets)
    assert len(spread) == 9
    assert set(spread.values()) == {1}


def test_subnets_have_the_ranges_of_the_plan(build: Build) -> None:
    ranges = {s.name: s.inputs["cidrBlock"] for s in build().by_type(SUBNET)}
    assert ranges["network-public-1"] == "10.0.0.0/24"
    assert ranges["network-private-2"] == "10.0.11.0/24"
    assert ranges["network-database-3"] == "10.0.22.0/24"


def test_no_subnet_hands_out_public_addresses(build: Build) -> None:
    for subnet in build().by_type(SUBNET):
        assert subnet.inputs["mapPublicIpOnLaunch"] is False


def test_subnets_say_their_tier_in_their_tags(build: Build) -> None:
    tags = cast("dict[str, str]", build().one(SUBNET, "public-1").inputs["tags"])
    assert (tags["Tier"], tags["Type"], tags["Name"]) == (
        "public",
        "Public",
        "subnet-public-1-test",
    )


@pytest.mark.parametrize("nat", ["none", "single", "per_az", "regional"])
def test_database_subnets_have_no_default_route(build: Build, nat: Nat) -> None:
    state = build(nat)
    assert len(tables_of(state, "database")) == 1
    assert default_routes(state, "database") == []


@pytest.mark.parametrize("nat", ["none", "single", "per_az", "regional"])
def test_only_public_subnets_have_a_route_to_the_internet_gateway(build: Build, nat: Nat) -> None:
    state = build(nat)
    (public,) = default_routes(state, "public")
    assert public.inputs["destinationCidrBlock"] == "0.0.0.0/0"
    assert public.inputs["gatewayId"] == state.one("aws:ec2/internetGateway:InternetGateway").id
    assert [r for r in state.by_type(ROUTE) if "gatewayId" in r.inputs] == [public]


def test_without_nat_private_subnets_reach_nothing_outside(build: Build) -> None:
    state = build("none")
    assert state.by_type(NAT) == ()
    assert default_routes(state, "private") == []


def test_a_single_nat_gateway_stands_in_the_first_public_subnet(build: Build) -> None:
    state = build("single")
    gateway = state.one(NAT)
    assert gateway.inputs["subnetId"] == state.one(SUBNET, "public-1").id
    assert gateway.inputs["allocationId"] == state.one("aws:ec2/eip:Eip").outputs["allocationId"]
    (route,) = default_routes(state, "private")
    assert route.inputs["natGatewayId"] == gateway.id


def test_nat_gateways_wait_for_the_internet_gateway(build: Build) -> None:
    state = build("single")
    gateway = state.one("aws:ec2/internetGateway:InternetGateway")
    assert gateway.urn in state.one(NAT).dependencies


def test_with_a_nat_gateway_in_each_zone_every_zone_keeps_to_its_own(build: Build) -> None:
    state = build("per_az")
    assert len(tables_of(state, "private")) == 3
    for number in (1, 2, 3):
        gateway = state.one(NAT, f"nat-{number}")
        assert gateway.inputs["subnetId"] == state.one(SUBNET, f"public-{number}").id
        private = state.one(SUBNET, f"private-{number}").id
        (table,) = (
            link.inputs["routeTableId"]
            for link in state.by_type(ASSOCIATION)
            if link.inputs["subnetId"] == private
        )
        (route,) = (r for r in state.by_type(ROUTE) if r.inputs["routeTableId"] == table)
        assert route.inputs["natGatewayId"] == gateway.id


def test_a_regional_nat_gateway_has_neither_subnet_nor_address(build: Build) -> None:
    state = build("regional")
    gateway = state.one(NAT)
    assert gateway.inputs["availabilityMode"] == "regional"
    assert gateway.inputs["vpcId"] == state.one("aws:ec2/vpc:Vpc").id
    assert not {"subnetId", "allocationId"} & gateway.inputs.keys()
    assert len(default_routes(state, "private")) == 1


def test_the_default_security_group_is_empty(build: Build) -> None:
    group = build().one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup").inputs
    assert (group["ingress"], group["egress"]) == ([], [])


def test_dns_is_on_so_that_endpoints_have_private_names(build: Build) -> None:
    vpc = build().one("aws:ec2/vpc:Vpc").inputs
    assert (vpc["enableDnsHostnames"], vpc["enableDnsSupport"]) == (True, True)
    assert vpc["cidrBlock"] == "10.0.0.0/16"


@pytest.mark.parametrize("deployed", [False, True])
def test_flow_logs_of_all_traffic_go_to_their_own_group(build: Build, deployed: bool) -> None:  # noqa: FBT001 - both states
    state = build(deployed=deployed)
    log = state.one(FLOW_LOG).inputs
    group = state.one("aws:cloudwatch/logGroup:LogGroup").inputs
    assert (log["trafficType"], log["logDestinationType"]) == ("ALL", "cloud-watch-logs")
    assert group["name"] == "/aws/vpc/flow-logs/vpc-payments-test"
    assert group["kmsKeyId"] == "arn:logs"
    policy = str(state.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    assert "log-group:/aws/vpc/flow-logs/vpc-payments-test:*" in policy


def test_flow_logs_in_s3_are_parquet_and_need_no_role(build: Build) -> None:
    state = build(destination="s3")
    log = state.one(FLOW_LOG).inputs
    assert (log["logDestinationType"], log["logDestination"]) == ("s3", BUCKET)
    assert cast("dict[str, object]", log["destinationOptions"])["fileFormat"] == "parquet"
    assert "iamRoleArn" not in log
    assert state.by_type("aws:iam/role:Role") == ()
    assert made[-1].flow_log_group_name is None


def test_flow_logs_can_go_to_both(build: Build) -> None:
    kinds = {
        log.inputs["logDestinationType"] for log in build(destination="both").by_type(FLOW_LOG)
    }
    assert kinds == {"cloud-watch-logs", "s3"}


def test_flow_logs_in_s3_without_a_bucket_are_an_error(build: Build) -> None:
    with pytest.raises(Exception, match="destination 's3' need a bucket"):
        build(destination="s3", bucket=None)


def test_every_nat_gateway_is_watched_for_free_ports(build: Build) -> None:
    build("per_az", destination="s3")
    assert [alarm.purpose for alarm in made[-1].alarms] == [
        "nat-1-ports",
        "nat-2-ports",
        "nat-3-ports",
    ]
    assert {alarm.metric.name for alarm in made[-1].alarms} == {"ErrorPortAllocation"}
    assert len(made[-1].widgets) == 3


def test_flow_logs_that_fall_silent_raise_an_alarm(build: Build) -> None:
    group = build("none").one("aws:cloudwatch/logGroup:LogGroup").inputs
    (silent,) = made[-1].alarms
    assert silent.purpose == "flow-logs-silent"
    assert silent.metric.dimensions == {"LogGroupName": group["name"]}
    assert silent.missing_data == "breaching"
