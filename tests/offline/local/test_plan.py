"""What is read from a stack's graph."""

import json

import pulumi
import pulumi_aws as aws
import pytest

from offline.errors import OfflineError
from offline.graph import run
from offline.local.plan import SchedulePlan, local_plan
from tests.conftest import Graph

SCHEMA = {"type": "object"}


def function(name: str, *, alias: bool) -> tuple[aws.lambda_.Function, pulumi.Output[str]]:
    made = aws.lambda_.Function(
        name,
        name=name,
        role="arn:aws:iam::123456789012:role/x",
        handler="echo.handler",
        runtime="python3.13",
        code=pulumi.FileArchive("functions.zip"),
    )
    if not alias:
        return made, made.invoke_arn
    live = aws.lambda_.Alias(name, function_name=made.name, function_version="1", name="live")
    return made, live.invoke_arn


def users_program() -> None:
    http_program()
    aws.elasticache.User(
        "reader",
        user_id="user-reader-test",
        user_name="user-reader-test",
        engine="valkey",
        access_string="on ~payments:* -@all +get",
        authentication_mode={"type": "iam"},
    )


def http_program() -> None:
    _, invoke_arn = function("one", alias=True)
    function("unused", alias=False)
    api = aws.apigatewayv2.Api("api", protocol_type="HTTP")
    integration = aws.apigatewayv2.Integration(
        "integration",
        api_id=api.id,
        integration_type="AWS_PROXY",
        integration_uri=invoke_arn,
    )
    aws.apigatewayv2.Route(
        "route",
        api_id=api.id,
        route_key="POST /process",
        target=integration.id.apply(lambda found: f"integrations/{found}"),
    )
    elsewhere = aws.apigatewayv2.Integration(
        "elsewhere",
        api_id=api.id,
        integration_type="HTTP_PROXY",
        integration_uri="https://service.example",
    )
    aws.apigatewayv2.Route(
        "proxied",
        api_id=api.id,
        route_key="GET /{proxy+}",
        target=elsewhere.id.apply(lambda found: f"integrations/{found}"),
    )


def rest_program() -> None:
    made, invoke_arn = function("two", alias=False)
    api = aws.apigateway.RestApi("api")
    outer = aws.apigateway.Resource(
        "outer", rest_api=api.id, parent_id=api.root_resource_id, path_part="v1"
    )
    inner = aws.apigateway.Resource(
        "inner", rest_api=api.id, parent_id=outer.id, path_part="process"
    )
    model = aws.apigateway.Model(
        "model",
        rest_api=api.id,
        name="Payment",
        content_type="application/json",
        schema=json.dumps(SCHEMA),
    )
    method = aws.apigateway.Method(
        "method",
        rest_api=api.id,
        resource_id=inner.id,
        http_method="POST",
        authorization="NONE",
        request_models={"application/json": model.name},
        request_parameters={
            "method.request.header.Idempotency-Key": True,
            "method.request.header.X-Other": False,
            "method.request.path.proxy": True,
        },
    )
    aws.apigateway.Integration(
        "integration",
        rest_api=api.id,
        resource_id=inner.id,
        http_method=method.http_method,
        type="AWS_PROXY",
        uri=invoke_arn,
    )
    plain = aws.apigateway.Method(
        "plain", rest_api=api.id, resource_id=outer.id, http_method="GET", authorization="NONE"
    )
    aws.apigateway.Integration(
        "mock", rest_api=api.id, resource_id=outer.id, http_method=plain.http_method, type="MOCK"
    )
    for name, expression in (("hourly", "rate(2 hours)"), ("nightly", "cron(0 3 * * ? *)")):
        rule = aws.cloudwatch.EventRule(name, schedule_expression=expression)
        aws.cloudwatch.EventTarget(name, rule=rule.name, arn=made.arn)


def test_an_http_apis_routes_lead_to_functions_through_aliases() -> None:
    plan = local_plan(run(http_program, deployed=True), region="us-west-2")
    (route,) = plan.routes
    assert (route.method, route.path, route.function, route.rest) == (
        "POST",
        "/process",
        "one",
        False,
    )
    assert [each.name for each in plan.functions] == ["one"]
    assert plan.functions[0].archive == "functions.zip"
    assert (plan.functions[0].environment, plan.functions[0].timeout_seconds) == ({}, 3)


def test_the_users_of_the_cache_come_with_their_access_strings() -> None:
    plan = local_plan(run(users_program, deployed=True), region="us-west-2")
    assert plan.cache_users == {"user-reader-test": "on ~payments:* -@all +get"}


def test_a_rest_apis_route_has_its_whole_path_model_and_required_headers() -> None:
    plan = local_plan(run(rest_program, deployed=True), region="us-west-2")
    (route,) = plan.routes
    assert (route.method, route.path, route.function, route.rest) == (
        "POST",
        "/v1/process",
        "two",
        True,
    )
    assert route.schema == SCHEMA
    assert route.required_headers == ("Idempotency-Key",)


def test_rates_are_schedules_and_other_expressions_are_not() -> None:
    plan = local_plan(run(rest_program, deployed=True), region="us-west-2")
    assert plan.schedules == (SchedulePlan(function="two", event={}, seconds=7_200),)


def test_a_stack_without_functions_behind_an_api_says_what_to_choose() -> None:
    state = run(lambda: aws.sns.Topic("topic", name="topic"), deployed=True)
    with pytest.raises(OfflineError, match="stack 'test' has no functions behind an API"):
        local_plan(state, region="us-west-2")


def test_the_dev_stack_offers_its_three_routes_with_the_one_contract(graph: Graph) -> None:
    plan = local_plan(graph("dev"), region="us-east-1")
    routes = {(route.method, route.path): route for route in plan.routes}
    assert routes.keys() == {("POST", "/validate"), ("GET", "/health"), ("POST", "/process")}
    schema = routes["POST", "/process"].schema
    assert schema is not None
    assert "card" in schema["properties"]
    assert routes["POST", "/process"].required_headers == ("Idempotency-Key",)
    handlers = {function.handler for function in plan.functions}
    assert handlers == {"payment_validation.handler", "transaction_processing.handler"}
    assert [table["name"] for table in plan.tables] == ["transactions-dev"]
    assert {"alias/pan-dev", "alias/card-token-dev"} <= plan.keys.keys()
    assert [schedule.event for schedule in plan.schedules] == [{"task": "reconcile"}]
    assert any("failed-transactions" in topic for topic in plan.topics)
    assert plan.refusals["DEFAULT_4XX"].status is None
    refusal = plan.refusals["BAD_REQUEST_BODY"]
    assert refusal.status == 400
    assert "$context.requestId" in refusal.template
    assert refusal.headers["Strict-Transport-Security"] == "max-age=31536000"
