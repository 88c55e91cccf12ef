"""The HTTP API: signed requests, throttled and logged."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from components.api import ApiArgs, ApiFunction, ApiLink, HttpApi, build_api
from components.context import Context
from offline.graph import State, run
from settings.api import ApiSettings

API = "aws:apigatewayv2/api:Api"
ROUTE = "aws:apigatewayv2/route:Route"
INTEGRATION = "aws:apigatewayv2/integration:Integration"
STAGE = "aws:apigatewayv2/stage:Stage"
LINK = "aws:apigatewayv2/vpcLink:VpcLink"
DOMAIN = "aws:apigatewayv2/domainName:DomainName"
RECORD = "aws:route53/record:Record"
PERMISSION = "aws:lambda/permission:Permission"
FUNCTIONS = {
    name: ApiFunction(name=f"function-{name}-test", alias="live", invoke_arn=f"arn:invoke/{name}")
    for name in ("payment-validation", "transaction-processing")
}
made: list[HttpApi] = []
Build = Callable[..., State]


@pytest.fixture(scope="module")
def build(ctx: Context) -> Build:
    def state(*, args: dict[str, Any] | None = None, deployed: bool = True, **block: Any) -> State:
        given = ApiArgs(
            context=ctx,
            settings=ApiSettings(kind="http", authorization="iam", **block),
            logs_key_arn="arn:logs",
            functions=FUNCTIONS,
            **(args or {}),
        )

        def program() -> None:
            api = build_api("api", given)
            assert isinstance(api, HttpApi)
            made.append(api)

        return run(program, deployed=deployed)

    return state


@pytest.fixture(scope="module")
def plain(build: Build) -> State:
    return build(name="transactions", stage="prod", rate_limit=10_000, burst_limit=5_000)


@pytest.fixture(scope="module")
def full(build: Build) -> State:
    link = ApiLink(
        host="pay.example.com",
        load_balancer_arn="arn:balancer",
        listener_arn="arn:listener",
        subnet_ids=["subnet-1"],
        security_group_ids=["sg-link"],
    )
    return build(
        args={"link": link, "certificate_arn": "arn:certificate", "hosted_zone_id": "Z01234567"},
        link="alb",
        domain="pay.example.com",
        cors_origins=("https://shop.example.com",),
    )


def inputs(state: State, token: str, name: str = "") -> dict[str, Any]:
    return cast("dict[str, Any]", dict(state.one(token, name).inputs))


def test_the_stage_deploys_itself_with_the_documents_throttle(plain: State) -> None:
    stage = inputs(plain, STAGE)
    assert (stage["name"], stage["autoDeploy"]) == ("prod", True)
    assert stage["defaultRouteSettings"] == {
        "throttlingRateLimit": 10_000,
        "throttlingBurstLimit": 5_000,
        "detailedMetricsEnabled": True,
    }


def test_requests_are_logged_to_the_documents_group_under_the_customer_key(plain: State) -> None:
    group = plain.one("aws:cloudwatch/logGroup:LogGroup")
    assert group.inputs["name"] == "/aws/apigateway/transactions-test"
    assert group.inputs["kmsKeyId"] == "arn:logs"
    access = inputs(plain, STAGE)["accessLogSettings"]
    assert access["destinationArn"] == group.outputs["arn"]
    assert "$context.routeKey" in access["format"]


def test_every_route_needs_a_signature(full: State) -> None:
    routes = {str(r.inputs["routeKey"]): r.inputs["authorizationType"] for r in full.by_type(ROUTE)}
    keys = ("POST /validate", "POST /process", "GET /health", "GET /{proxy+}", "POST /{proxy+}")
    assert routes == dict.fromkeys(keys, "AWS_IAM")


def test_a_route_invokes_its_function_and_only_that_route_may(plain: State) -> None:
    integration = plain.one(INTEGRATION, "post-process")
    assert integration.inputs["integrationUri"] == "arn:invoke/transaction-processing"
    assert integration.inputs["payloadFormatVersion"] == "2.0"
    route = inputs(plain, ROUTE, "post-process")
    assert route["target"] == f"integrations/{integration.id}"
    permission = inputs(plain, PERMISSION, "post-process")
    assert (permission["principal"], permission["qualifier"]) == (
        "apigateway.amazonaws.com",
        "live",
    )
    assert permission["sourceArn"].endswith("/prod/POST/process")


def test_the_load_balancer_is_reached_privately_with_a_verified_name(full: State) -> None:
    integration = inputs(full, INTEGRATION, "link")
    assert integration["integrationUri"] == "arn:listener"
    assert integration["connectionType"] == "VPC_LINK"
    assert integration["connectionId"] == full.one(LINK).id
    assert integration["tlsConfig"] == {"serverNameToVerify": "pay.example.com"}
    assert inputs(full, LINK)["securityGroupIds"] == ["sg-link"]


def test_cross_origin_calls_are_limited_to_origins_and_methods(full: State, plain: State) -> None:
    cors = inputs(full, API)["corsConfiguration"]
    assert cors["allowOrigins"] == ["https://shop.example.com"]
    assert cors["allowMethods"] == ["GET", "OPTIONS", "POST"]
    assert cors["maxAge"] == 300
    assert "*" not in cors["allowHeaders"]
    assert "corsConfiguration" not in inputs(plain, API)


def test_a_host_name_replaces_the_default_address(full: State, plain: State) -> None:
    assert inputs(full, API)["disableExecuteApiEndpoint"] is True
    configuration = inputs(full, DOMAIN)["domainNameConfiguration"]
    assert configuration["securityPolicy"] == "TLS_1_2"
    assert configuration["certificateArn"] == "arn:certificate"
    assert inputs(full, RECORD)["name"] == "pay.example.com"
    assert full.one("payments:index:HttpApi").outputs["url"] == "https://pay.example.com"
    assert inputs(plain, API)["disableExecuteApiEndpoint"] is False
    assert not plain.by_type(DOMAIN)


def test_errors_and_slow_answers_raise_alarms_by_the_names_of_http_metrics(build: Build) -> None:
    build(deployed=False)
    names = {alarm.purpose: alarm.metric.name for alarm in made[-1].alarms}
    assert names == {"api-4xx": "4xx", "api-5xx": "5xx", "api-latency-p99": "Latency"}
    for alarm in made[-1].alarms:
        assert alarm.metric.dimensions.keys() == {"ApiId", "Stage"}
    assert len(made[-1].widgets) == 2
