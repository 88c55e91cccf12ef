"""The HTTP API: signed requests, throttled and logged."""

import pytest

from components.context import Context
from offline.graph import State
from tests.support.apis import LINK, PERMISSION, RECORD, built, built_in_full, made
from tests.support.recorded import inputs

API = "aws:apigatewayv2/api:Api"
ROUTE = "aws:apigatewayv2/route:Route"
AUTHORIZER = "aws:apigatewayv2/authorizer:Authorizer"
INTEGRATION = "aws:apigatewayv2/integration:Integration"
STAGE = "aws:apigatewayv2/stage:Stage"
DOMAIN = "aws:apigatewayv2/domainName:DomainName"


@pytest.fixture(scope="module")
def plain(ctx: Context) -> State:
    return built(
        ctx,
        kind="http",
        authorization="iam",
        name="transactions",
        stage="prod",
        rate_limit=10_000,
        burst_limit=5_000,
    )


@pytest.fixture(scope="module")
def full(ctx: Context) -> State:
    return built_in_full(ctx, kind="http", authorization="iam")


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


def test_errors_and_slow_answers_raise_alarms_by_the_names_of_http_metrics(ctx: Context) -> None:
    built(ctx, kind="http", authorization="iam", deployed=False)
    names = {alarm.purpose: alarm.metric.name for alarm in made[-1].alarms}
    assert names == {"api-4xx": "4xx", "api-5xx": "5xx", "api-latency-p99": "Latency"}
    for alarm in made[-1].alarms:
        assert alarm.metric.dimensions.keys() == {"ApiId", "Stage"}
    assert len(made[-1].widgets) == 2


def test_tokens_of_the_issuer_are_verified_on_every_route(ctx: Context, plain: State) -> None:
    jwt = {"issuer": "https://login.example.com", "audiences": ("payments", "partners")}
    state = built_in_full(ctx, kind="http", authorization="jwt", jwt=jwt)
    authorizer = state.one(AUTHORIZER)
    assert authorizer.inputs["authorizerType"] == "JWT"
    assert authorizer.inputs["identitySources"] == ["$request.header.Authorization"]
    assert authorizer.inputs["jwtConfiguration"] == {
        "issuer": "https://login.example.com",
        "audiences": ["payments", "partners"],
    }
    routes = state.by_type(ROUTE)
    assert routes
    assert {route.inputs["authorizationType"] for route in routes} == {"JWT"}
    assert {route.inputs["authorizerId"] for route in routes} == {authorizer.id}
    assert not plain.by_type(AUTHORIZER)


def test_client_certificates_are_asked_for_by_the_host_name(ctx: Context, full: State) -> None:
    trusted = {"address": "s3://authorities/partners.pem", "version": "v1"}
    state = built_in_full(ctx, kind="http", authorization="iam", trust_store=trusted)
    assert inputs(state, DOMAIN)["mutualTlsAuthentication"] == {
        "truststoreUri": "s3://authorities/partners.pem",
        "truststoreVersion": "v1",
    }
    assert "mutualTlsAuthentication" not in inputs(full, DOMAIN)
