"""Security groups: closed, opened edge by edge, both ends at once."""

import re

import pytest

from components.context import Context
from components.firewall import Firewall, FirewallArgs
from components.workload import Edge, Group, Outside
from offline.graph import Resource, State, run

GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
#: What EC2 accepts in a description (CreateSecurityGroup).
DESCRIPTION = re.compile(r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{1,255}")
EDGES = (
    Edge(client=Group.FUNCTIONS, server=Group.DATABASE, port=5432, reason="records over TLS"),
    Edge(client=Group.FUNCTIONS, server=Group.ENDPOINTS, port=443, reason="AWS APIs"),
    Edge(client=Group.ROTATION, server=Group.ENDPOINTS, port=443, reason="AWS APIs"),
)


@pytest.fixture(scope="module")
def state(ctx: Context) -> State:
    args = FirewallArgs(
        context=ctx,
        vpc_id="vpc-1",
        groups=frozenset(Group),
        edges=EDGES,
        public_ports=(443, 80),
        gateway_clients={Group.FUNCTIONS: ("dynamodb", "s3"), Group.ROTATION: ()},
        outside_clients={Group.FUNCTIONS: Outside.ACQUIRER, Group.TASKS: Outside.REGISTRY},
    )
    return run(lambda: Firewall("firewall", args), deployed=True)


def id_of(state: State, group: Group) -> str:
    return next(found.id for found in state.by_type(GROUP) if found.name == f"firewall-{group}")


def rules(state: State, token: str, group: Group) -> list[Resource]:
    own = id_of(state, group)
    return [rule for rule in state.by_type(token) if rule.inputs["securityGroupId"] == own]


def test_groups_have_no_inline_rules(state: State) -> None:
    groups = state.by_type(GROUP)
    assert len(groups) == len(Group)
    for group in groups:
        assert not {"ingress", "egress"} & group.inputs.keys()


def test_group_names_are_ones_that_ec2_accepts(state: State) -> None:
    for group in state.by_type(GROUP):
        assert not str(group.inputs["name"]).startswith("sg-")


def test_every_group_and_rule_is_described_in_characters_that_ec2_accepts(state: State) -> None:
    for resource in state.by_type(GROUP, INGRESS, EGRESS):
        assert DESCRIPTION.fullmatch(str(resource.inputs["description"])), resource.name


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: f"{edge.client}-{edge.server}")
def test_an_edge_opens_both_ends_on_its_port_and_nothing_else(state: State, edge: Edge) -> None:
    client, server = id_of(state, edge.client), id_of(state, edge.server)
    (out,) = (
        rule.inputs
        for rule in rules(state, EGRESS, edge.client)
        if rule.inputs.get("referencedSecurityGroupId") == server
    )
    (into,) = (
        rule.inputs
        for rule in rules(state, INGRESS, edge.server)
        if rule.inputs.get("referencedSecurityGroupId") == client
    )
    for rule in (out, into):
        assert (rule["fromPort"], rule["toPort"]) == (edge.port, edge.port)
        assert rule["ipProtocol"] == "tcp"
        assert rule["description"] == edge.reason
        assert not {"cidrIpv4", "cidrIpv6"} & rule.keys()


def test_the_database_opens_no_connection_to_anyone(state: State) -> None:
    assert rules(state, EGRESS, Group.DATABASE) == []


def test_the_world_reaches_the_load_balancer_only_on_https_and_its_redirect(state: State) -> None:
    world = [rule for rule in state.by_type(INGRESS) if rule.inputs.get("cidrIpv4") == "0.0.0.0/0"]
    balancer = id_of(state, Group.LOAD_BALANCER)
    assert {(rule.inputs["securityGroupId"], rule.inputs["fromPort"]) for rule in world} == {
        (balancer, 443),
        (balancer, 80),
    }


def test_a_group_reaches_the_gateway_endpoints_it_calls_by_prefix_list(state: State) -> None:
    lists = [r for r in rules(state, EGRESS, Group.FUNCTIONS) if "prefixListId" in r.inputs]
    assert [rule.name for rule in lists] == [
        "firewall-functions-to-dynamodb",
        "firewall-functions-to-s3",
    ]
    assert {rule.inputs["fromPort"] for rule in lists} == {443}


def test_a_group_that_calls_no_gateway_endpoint_reaches_none(state: State) -> None:
    assert not [r for r in rules(state, EGRESS, Group.ROTATION) if "prefixListId" in r.inputs]


def test_only_clients_of_something_outside_leave_the_vpc_and_say_for_what(state: State) -> None:
    out = [rule for rule in state.by_type(EGRESS) if rule.inputs.get("cidrIpv4") == "0.0.0.0/0"]
    assert [(rule.name, rule.inputs["fromPort"]) for rule in out] == [
        ("firewall-functions-to-card-network", 443),
        ("firewall-tasks-to-image-registry", 443),
    ]
    assert "acquirer" in str(out[0].inputs["description"])
    assert "registry" in str(out[1].inputs["description"])
