"""Everything with data or traffic is watched."""

import json

import pytest

from tests.support.stacks import (
    ALARM,
    BALANCER,
    CACHE,
    CLUSTER,
    DASHBOARD,
    FILES,
    FUNCTION,
    INSTANCE,
    SERVICE,
    STACKS,
    STREAM,
    TABLE,
    VAULT,
    Graph,
    inputs,
)

#: What a stack has → the namespaces of its metrics.
NAMESPACES = {
    BALANCER: {"AWS/ApplicationELB", "AWS/NetworkELB"},
    CACHE: {"AWS/ElastiCache"},
    CLUSTER: {"AWS/RDS"},
    FILES: {"AWS/EFS"},
    FUNCTION: {"AWS/Lambda"},
    INSTANCE: {"AWS/RDS"},
    SERVICE: {"AWS/ECS"},
    STREAM: {"AWS/Kinesis"},
    TABLE: {"AWS/DynamoDB"},
    VAULT: {"AWS/Backup"},
    "aws:apigateway/restApi:RestApi": {"AWS/ApiGateway"},
    "aws:apigatewayv2/api:Api": {"AWS/ApiGateway"},
    "aws:cloudfront/distribution:Distribution": {"AWS/CloudFront"},
    "aws:wafv2/webAcl:WebAcl": {"AWS/WAFV2"},
}


@pytest.mark.parametrize("stack", STACKS)
def test_every_service_with_data_or_traffic_raises_alarms(graph: Graph, stack: str) -> None:
    state = graph(stack)
    watched = {inputs(alarm)["namespace"] for alarm in state.by_type(ALARM)}
    for token in NAMESPACES.keys() & set(state.type_counts):
        assert NAMESPACES[token] & watched, token


@pytest.mark.parametrize("stack", STACKS)
def test_the_dashboard_shows_every_service_with_data_or_traffic(graph: Graph, stack: str) -> None:
    state = graph(stack)
    body = json.loads(str(state.one(DASHBOARD).inputs["dashboardBody"]))
    shown = {
        metric[0]
        for widget in body["widgets"]
        for metric in widget["properties"].get("metrics", [])
    }
    for token in NAMESPACES.keys() & set(state.type_counts):
        assert NAMESPACES[token] & shown, token
