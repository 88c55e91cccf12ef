"""Whatever runs in the VPC reaches the AWS services it calls."""

from collections.abc import Iterator

import pytest

from offline.graph import Resource, State
from tests.support.stacks import (
    EGRESS,
    ENDPOINT,
    FUNCTION,
    KEY,
    SERVICE,
    STACKS,
    TASK,
    Graph,
    connections,
    groups,
    inputs,
    key_users,
    listed,
    origins,
    role_statements,
)

#: What Lambda does for a function outside of the function's network, and NFS, which is no API.
NOT_BY_CODE = {"logs", "xray", "sqs", "ec2", "elasticfilesystem"}
#: What a role shows to a server that asks IAM about it, and calls itself nowhere.
SHOWN = "elasticache:Connect"
#: The endpoints behind an IAM prefix, where they are not called the same.
NAMES = {"kinesis": {"kinesis-streams"}, "ecr": {"ecr.api", "ecr.dkr", "s3"}}


def called(state: State, role_arn: str) -> set[str]:
    """The services that a role may call, KMS included."""
    role = role_arn.rpartition("/")[2]
    actions = [
        action
        for statement in role_statements(state, role)
        for action in listed(statement["Action"])
        if action != SHOWN
    ]
    uses = any(role_arn in key_users(key) for key in state.by_type(KEY))
    return {action.partition(":")[0] for action in actions} | ({"kms"} if uses else set[str]())


def workloads(state: State) -> Iterator[tuple[Resource, str, set[str]]]:
    """`(workload, its security group, the services it calls through the VPC)`."""
    for function in state.by_type(FUNCTION):
        (group,) = groups(state, function, "vpcConfig")
        yield function, group, called(state, str(inputs(function)["role"])) - NOT_BY_CODE
    tasks = {task.urn: task for task in state.by_type(TASK)}
    for service in state.by_type(SERVICE):
        (group,) = groups(state, service, "networkConfiguration")
        (task,) = (
            tasks[urn] for urn in service.property_dependencies["taskDefinition"] if urn in tasks
        )
        roles = (inputs(task)[f"{kind}RoleArn"] for kind in ("task", "execution"))
        services = {name for role in roles for name in called(state, str(role))}
        yield service, group, services - {"elasticfilesystem"}


def endpoints(state: State) -> dict[str, Resource]:
    """The endpoints by service, such as `ecr.api`."""
    return {
        str(inputs(endpoint)["serviceName"]).split(".", 3)[3]: endpoint
        for endpoint in state.by_type(ENDPOINT)
    }


def gateway_rules(state: State) -> set[tuple[str, str]]:
    """`(group, service)` of every rule to a gateway endpoint's addresses."""
    return {
        (group, rule.name.rpartition("-to-")[2])
        for rule in state.by_type(EGRESS)
        if "prefixListId" in rule.inputs
        for group in origins(state, rule, "securityGroupId")
    }


@pytest.mark.parametrize("stack", STACKS)
def test_every_service_a_role_in_the_vpc_calls_has_an_endpoint_it_reaches(
    graph: Graph, stack: str
) -> None:
    state = graph(stack)
    present, opened = endpoints(state), connections(state, EGRESS)
    assert list(workloads(state))
    for workload, group, services in workloads(state):
        for name in {name for service in services for name in NAMES.get(service, {service})}:
            assert name in present, (workload.name, name)
            if inputs(present[name])["vpcEndpointType"] == "Gateway":
                assert (group, name) in gateway_rules(state), workload.name
            else:
                assert (group, "firewall-endpoints", 443) in opened, workload.name


@pytest.mark.parametrize("stack", STACKS)
def test_no_endpoint_is_there_that_nobody_calls(graph: Graph, stack: str) -> None:
    state = graph(stack)
    wanted = {
        name
        for _, _, services in workloads(state)
        for service in services
        for name in NAMES.get(service, {service})
    }
    assert set(endpoints(state)) == wanted


@pytest.mark.parametrize("stack", STACKS)
def test_gateway_endpoints_are_routes_of_every_private_subnet(graph: Graph, stack: str) -> None:
    state = graph(stack)
    tables = {
        table.name
        for table in state.by_type("aws:ec2/routeTable:RouteTable")
        if table.name.startswith("network-private")
    }
    for endpoint in endpoints(state).values():
        if inputs(endpoint)["vpcEndpointType"] == "Gateway":
            assert origins(state, endpoint, "routeTableIds") == tables


@pytest.mark.parametrize("stack", ["containers"])
def test_an_image_outside_aws_is_pulled_through_nat(graph: Graph, stack: str) -> None:
    state = graph(stack)
    (rule,) = (rule for rule in state.by_type(EGRESS) if "cidrIpv4" in rule.inputs)
    assert origins(state, rule, "securityGroupId") >= {"firewall-tasks"}
    assert len(state.by_type("aws:ec2/natGateway:NatGateway")) == 3
