"""What the published service levels add up to, path by path."""

import re
from io import StringIO
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from offline.availability import levels
from offline.availability import report as availability
from offline.availability.levers import levers
from offline.availability.path import MONTH_MINUTES, Link, paths
from offline.availability.path import Path as RequestPath
from tests.support.stacks import MEMBER, Graph

ROOT = Path(__file__).parent.parent.parent
PROCESS = "POST /process"
SERVICE = "the payment service"
#: `dev` without any of its blocks: a network.
NOTHING = {
    key: None
    for key in yaml.safe_load((ROOT / "Pulumi.dev.yaml").read_text())["config"]
    if key.startswith("payments:")
}


def services(graph: Graph, stack: str) -> dict[str, list[str]]:
    return {path.name: [link.level.service for link in path.links] for path in paths(graph(stack))}


def test_a_payment_of_prod_needs_nine_services(graph: Graph) -> None:
    assert services(graph, "prod")[PROCESS] == [
        "WAF", "API Gateway", "Lambda", "KMS", "ElastiCache", "DynamoDB", "Secrets Manager",
        "interface endpoints", "NAT gateway",
    ]  # fmt: skip


def test_a_stack_without_a_table_needs_its_database(graph: Graph) -> None:
    found = services(graph, "fintech")[PROCESS]
    assert "Aurora" in found
    assert not {"DynamoDB", "WAF", "NAT gateway"} & set(found)


def test_containers_are_reached_through_their_load_balancer(graph: Graph) -> None:
    assert services(graph, "web")[SERVICE] == ["WAF", "load balancer", "Fargate", "Aurora"]
    assert "RDS with a standby" in services(graph, "containers")[SERVICE]
    assert "EFS" in services(graph, "containers")[SERVICE]


def test_what_is_published_afterwards_stops_no_payment(graph: Graph) -> None:
    (path, _) = paths(graph("prod"))
    assert [each.partition(":")[0] for each in path.beside] == [
        "Kinesis",
        "SNS",
        "the SQL database",
    ]


def test_a_database_of_one_server_has_the_level_of_one(graph: Graph) -> None:
    state = graph(
        "fintech", overrides={"payments:database": {"kind": "aurora_postgresql", "readers": 0}}
    )
    (path,) = paths(state)
    assert levels.ONE_AURORA in [link.level for link in path.links]
    assert len(state.by_type(MEMBER)) == 1
    assert dict(levers(state))["readers that can take over"].startswith("none")


def test_the_levers_are_those_of_the_graph(graph: Graph) -> None:
    has = dict(levers(graph("prod")))
    assert has["readers that can take over"] == "us-west-2b (tier 1), us-west-2c (tier 2)"
    assert has["connections kept over a failover"] == "RDS Proxy"
    assert has["ways out"] == "one in 3 zones"
    assert dict(levers(graph("containers")))["standby in another zone"] == "yes"
    assert dict(levers(graph("dev")))["ways out"] == "one NAT gateway in one zone"


def test_a_stack_that_answers_nothing_says_so(graph: Graph) -> None:
    state = graph("dev", overrides=NOTHING)
    assert not list(paths(state))
    lines = list(availability.report(state))
    assert any("nothing answers a payment" in line for line in lines)
    assert not any(line.startswith("*") for line in lines)


def test_functions_with_a_table_alone_need_the_least(graph: Graph) -> None:
    blocks = {
        "payments:functions": {"acquirerUrl": "simulator"},
        "payments:notifications": {"alertEmails": ["a@b.example"]},
        "payments:transactions": {"pointInTimeDays": 7},
    }
    (path,) = paths(graph("dev", overrides=NOTHING | blocks))
    assert {"Lambda", "KMS", "DynamoDB"} <= {link.level.service for link in path.links}
    assert not {"API Gateway", "ElastiCache", "Aurora"} & {
        link.level.service for link in path.links
    }


@given(st.lists(st.sampled_from(levels.LEVELS), min_size=1))
def test_a_path_is_never_better_than_its_weakest_link(found: list[levels.Level]) -> None:
    path = RequestPath("any", tuple(Link(level, "") for level in found), ())
    assert path.percent <= min(level.percent for level in found) + 1e-9
    assert path.minutes == pytest.approx((100 - path.percent) / 100 * MONTH_MINUTES)
    assert {link.level.percent for link in path.weakest} == {min(level.percent for level in found)}


def test_the_runbook_shows_what_the_command_prints() -> None:
    out = StringIO()
    availability.run("prod", folder=ROOT, out=out)
    shown = re.search(
        r"\$ python -m offline availability prod\n(.*?)```",
        (ROOT / "docs/runbooks/failover.md").read_text(),
        re.DOTALL,
    )
    assert shown
    assert shown[1] == out.getvalue()
