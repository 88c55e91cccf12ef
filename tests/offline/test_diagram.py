"""The chart of a stack shows the connections that its security groups admit, and no others."""

from typing import Any

import pytest

from offline import architecturedoc
from offline.diagram import flowchart
from tests.support.stacks import INGRESS, STACKS, connections


def chart(graph: Any, stack: str) -> list[str]:
    return [line.strip() for line in flowchart(graph(stack))]


@pytest.mark.parametrize("stack", STACKS)
def test_every_connection_between_groups_is_an_arrow(graph: Any, stack: str) -> None:
    lines = chart(graph, stack)
    for client, server, port in connections(graph(stack), INGRESS):
        ends = (end.removeprefix("firewall-") for end in (client, server))
        assert f" -->|{port}| ".join(ends) in lines


def test_an_api_is_entered_through_its_web_acl_and_enters_functions_and_link(graph: Any) -> None:
    lines = chart(graph, "prod")
    assert {"internet -->|443| web_ACL", "web_ACL --> api", "api --> functions",
            "api --> vpc-link"} <= set(lines)  # fmt: skip
    assert "internet -->|443| api" not in lines


def test_an_http_api_stands_by_itself(graph: Any) -> None:
    lines = chart(graph, "fintech")
    assert "internet -->|443| api" in lines
    assert not [line for line in lines if "web_ACL" in line]


def test_a_link_of_the_first_generation_reaches_the_load_balancer_itself(graph: Any) -> None:
    assert "api --> load-balancer" in chart(graph, "containers")


def test_a_public_load_balancer_stands_behind_its_web_acl(graph: Any) -> None:
    lines = chart(graph, "web")
    assert "web_ACL -->|443| load-balancer" in lines
    assert {"internet -->|443| assets_web_ACL", "assets_web_ACL --> assets"} <= set(lines)
    assert not [line for line in lines if line.startswith("internet") and "balancer" in line]


def test_assets_without_a_web_acl_are_reached_by_everyone(graph: Any) -> None:
    without = graph("web", overrides={"waf": None})
    lines = [line.strip() for line in flowchart(without)]
    assert "internet -->|443| assets" in lines
    assert "internet -->|443| load-balancer" in lines


def test_what_leaves_the_network_is_named(graph: Any) -> None:
    assert "functions -->|443| card-network" in chart(graph, "prod")
    assert "tasks -->|443| image-registry" in chart(graph, "containers")
    assert not [line for line in chart(graph, "fintech") if "card-network" in line]


def test_boxes_show_what_is_in_them_and_why_it_is_in_scope(graph: Any) -> None:
    lines = chart(graph, "prod")
    assert 'functions["functions<br/>3 x lambda Function"]:::cde' in lines
    assert 'files["files<br/>3 x efs MountTarget"]:::connected' in lines
    assert 'web_ACL["web ACL<br/>1 x wafv2 WebAcl"]:::security' in lines
    assert "internet((internet))" in lines
    assert 'card-network["card-network"]' in lines


def test_the_page_lists_the_tiers_of_every_stack(graph: Any) -> None:
    page = architecturedoc.page(graph)
    for stack in STACKS:
        assert f"\n## `{stack}`\n" in page
    assert "| database | keeps payments and customers | cardholder-data |" in page
