"""Who may open connections to whom, in every stack."""

import pytest

from tests.support.stacks import EGRESS, GROUP, INGRESS, STACKS, Graph, connections, inputs, origins


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("deployed", [True, False])
def test_every_rule_between_groups_exists_at_both_ends(
    graph: Graph, stack: str, *, deployed: bool
) -> None:
    state = graph(stack, deployed=deployed)
    assert connections(state, INGRESS)
    assert connections(state, INGRESS) == connections(state, EGRESS)


@pytest.mark.parametrize("stack", STACKS)
def test_every_rule_opens_one_tcp_port_and_says_why(graph: Graph, stack: str) -> None:
    for rule in graph(stack).by_type(INGRESS, EGRESS):
        given = inputs(rule)
        assert given["ipProtocol"] == "tcp"
        assert given["fromPort"] == given["toPort"]
        assert len(given["description"]) > 20


@pytest.mark.parametrize("stack", STACKS)
def test_the_world_reaches_public_load_balancers_only(graph: Graph, stack: str) -> None:
    state = graph(stack)
    opened = {
        (name, inputs(rule)["fromPort"])
        for rule in state.by_type(INGRESS)
        if "referencedSecurityGroupId" not in rule.inputs
        for name in origins(state, rule, "securityGroupId")
    }
    public = {("firewall-load-balancer", 80), ("firewall-load-balancer", 443)}
    assert opened == (public if stack == "web" else set())


@pytest.mark.parametrize("stack", STACKS)
def test_only_workloads_that_call_the_acquirer_leave_the_vpc(graph: Graph, stack: str) -> None:
    state = graph(stack)
    leaving = {
        name
        for rule in state.by_type(EGRESS)
        if "cidrIpv4" in rule.inputs or "cidrIpv6" in rule.inputs
        for name in origins(state, rule, "securityGroupId")
    }
    allowed = {"fintech": set[str](), "web": set[str](), "containers": {"firewall-tasks"}}
    assert leaving <= allowed.get(stack, {"firewall-functions"})


@pytest.mark.parametrize("stack", STACKS)
def test_stores_open_no_connection(graph: Graph, stack: str) -> None:
    clients = {client for client, _, _ in connections(graph(stack), EGRESS)}
    assert not clients & {"firewall-database", "firewall-cache", "firewall-files"}


@pytest.mark.parametrize("stack", STACKS)
def test_every_group_is_an_end_of_a_connection(graph: Graph, stack: str) -> None:
    state = graph(stack)
    ends = {end for client, server, _ in connections(state, EGRESS) for end in (client, server)}
    assert {group.name for group in state.by_type(GROUP)} == ends
