"""The REST API: only valid, named requests pass, and refusals repeat nothing of them."""

import json
from typing import Any, cast

import pytest

from components.api_refusals import REFUSALS
from components.context import Context
from offline.graph import UNKNOWN, State
from tests.support.apis import LINK, PERMISSION, TO_THE_LOAD_BALANCER, built, built_in_full, made
from tests.support.recorded import inputs

API = "aws:apigateway/restApi:RestApi"
METHOD = "aws:apigateway/method:Method"
INTEGRATION = "aws:apigateway/integration:Integration"
VALIDATOR = "aws:apigateway/requestValidator:RequestValidator"
MODEL = "aws:apigateway/model:Model"
DEPLOYMENT = "aws:apigateway/deployment:Deployment"
LINK_V1 = "aws:apigateway/vpcLink:VpcLink"
REFUSAL = "aws:apigateway/response:Response"


@pytest.fixture(scope="module")
def plain(ctx: Context) -> State:
    return built(ctx)


@pytest.fixture(scope="module")
def full(ctx: Context) -> State:
    return built_in_full(ctx)


def test_it_is_regional_with_modern_tls(plain: State) -> None:
    api = inputs(plain, API)
    assert api["endpointConfiguration"] == {"types": "REGIONAL"}
    assert api["securityPolicy"] == "SecurityPolicy_TLS13_1_2_2021_06"
    assert api["endpointAccessMode"] == "STRICT"


def test_every_method_but_a_preflight_asks_for_a_key_and_has_a_validator(full: State) -> None:
    for method in full.by_type(METHOD):
        assert method.inputs["requestValidatorId"]
        if method.inputs["httpMethod"] != "OPTIONS":
            assert method.inputs["apiKeyRequired"] is True


def test_callers_sign_their_requests_when_settings_say_so(ctx: Context) -> None:
    state = built(ctx, authorization="iam")
    assert {method.inputs["authorization"] for method in state.by_type(METHOD)} == {"AWS_IAM"}


@pytest.mark.parametrize("path", ["validate", "process"])
def test_payments_are_checked_against_the_contract_before_code_runs(
    plain: State, path: str
) -> None:
    method = inputs(plain, METHOD, f"post-{path}")
    assert method["requestModels"] == {"application/json": "PaymentRequest"}
    validator = plain.one(VALIDATOR, "body")
    assert method["requestValidatorId"] == validator.id
    assert validator.inputs["validateRequestBody"] is True
    assert "amount_minor" in json.loads(inputs(plain, MODEL)["schema"])["properties"]


def test_processing_without_an_idempotency_key_is_refused_at_the_door(plain: State) -> None:
    asked = {"method.request.header.Idempotency-Key": True}
    assert inputs(plain, METHOD, "post-process")["requestParameters"] == asked
    assert "requestParameters" not in inputs(plain, METHOD, "post-validate")


@pytest.mark.parametrize(
    ("route", "function"),
    [
        ("post-validate", "payment-validation"),
        ("post-process", "transaction-processing"),
        ("get-health", "payment-validation"),
    ],
)
def test_a_route_invokes_its_function_and_only_that_route_may(
    plain: State, route: str, function: str
) -> None:
    integration = inputs(plain, INTEGRATION, route)
    assert (integration["type"], integration["integrationHttpMethod"]) == ("AWS_PROXY", "POST")
    assert integration["uri"] == f"arn:invoke/{function}"
    permission = inputs(plain, PERMISSION, route)
    assert permission["principal"] == "apigateway.amazonaws.com"
    assert (permission["function"], permission["qualifier"]) == (
        f"function-{function}-test",
        "live",
    )
    method, _, path = route.partition("-")
    assert permission["sourceArn"].endswith(f"/v1/{method.upper()}/{path}")


def test_what_the_api_itself_refuses_repeats_nothing_of_the_request(full: State) -> None:
    answered = {found.inputs["responseType"]: found.inputs for found in full.by_type(REFUSAL)}
    assert answered.keys() == {refusal.kind for refusal in REFUSALS}
    for refusal in REFUSALS:
        response = answered[refusal.kind]
        assert response["responseTemplates"] == {"application/json": refusal.template()}
        assert response.get("statusCode") == (refusal.status and str(refusal.status))
        headers = response["responseParameters"]
        origin = headers["gatewayresponse.header.Access-Control-Allow-Origin"]
        assert origin == "'https://shop.example.com'"


def test_every_other_path_goes_through_the_link_to_the_alb_over_tls(full: State) -> None:
    for method in ("get", "post"):
        integration = inputs(full, INTEGRATION, f"{method}-service")
        assert integration["type"] == "HTTP_PROXY"
        assert integration["connectionType"] == "VPC_LINK"
        assert integration["connectionId"] == full.one(LINK).id
        assert integration["integrationTarget"] == "arn:balancer"
        assert integration["uri"] == "https://pay.example.com:443/{proxy}"
        assert inputs(full, METHOD, f"{method}-service")["requestParameters"] == {
            "method.request.path.proxy": True
        }
    link = inputs(full, LINK)
    assert (link["subnetIds"], link["securityGroupIds"]) == (["subnet-1", "subnet-2"], ["sg-link"])


def test_an_nlb_is_reached_by_a_link_of_the_first_generation(ctx: Context) -> None:
    state = built(ctx, args={"functions": {}, "link": TO_THE_LOAD_BALANCER}, link="nlb")
    assert inputs(state, LINK_V1)["targetArn"] == "arn:balancer"
    integration = inputs(state, INTEGRATION, "post-service")
    assert integration["connectionId"] == state.one(LINK_V1).id
    assert "integrationTarget" not in integration
    assert not state.by_type(LINK, PERMISSION)


def test_a_preflight_is_answered_without_key_for_each_path(full: State) -> None:
    preflights = [m for m in full.by_type(METHOD) if m.inputs["httpMethod"] == "OPTIONS"]
    assert len(preflights) == 4
    assert inputs(full, INTEGRATION, "options-process")["type"] == "MOCK"
    answer = inputs(full, "aws:apigateway/integrationResponse:IntegrationResponse", "process")
    parameters = answer["responseParameters"]
    methods = parameters["method.response.header.Access-Control-Allow-Methods"]
    assert methods == "'POST,OPTIONS'"
    assert parameters["method.response.header.Vary"] == "'Origin'"
    assert "https://shop.example.com" in answer["responseTemplates"]["application/json"]


def test_without_origins_there_is_no_preflight(plain: State) -> None:
    assert "OPTIONS" not in {method.inputs["httpMethod"] for method in plain.by_type(METHOD)}


def test_a_deployment_waits_for_methods_and_refusals_and_follows_the_definition(
    full: State,
) -> None:
    deployment = full.one(DEPLOYMENT)
    needed = {resource.urn for resource in full.by_type(METHOD, INTEGRATION, REFUSAL)}
    assert needed <= set(deployment.dependencies)
    assert len(str(cast("dict[str, Any]", deployment.inputs["triggers"])["definition"])) == 64


def test_errors_and_slow_answers_raise_the_documents_alarms(ctx: Context) -> None:
    built(ctx, deployed=False)
    alarms = {alarm.purpose: alarm for alarm in made[-1].alarms}
    facts = {
        purpose: (alarm.metric.name, alarm.metric.statistic, alarm.threshold, alarm.period_seconds)
        for purpose, alarm in alarms.items()
    }
    assert facts == {
        "api-4xx": ("4XXError", "Sum", 100, 300),
        "api-5xx": ("5XXError", "Sum", 50, 300),
        "api-latency-p99": ("Latency", "p99", 1000, 300),
    }
    for alarm in alarms.values():
        assert alarm.metric.dimensions == {"ApiName": "api-payments-test", "Stage": "v1"}
    assert len(made[-1].widgets) == 2


def test_before_the_first_deployment_only_ids_are_unknown(ctx: Context) -> None:
    new = built(ctx, deployed=False)
    assert inputs(new, METHOD, "post-process")["restApi"] == UNKNOWN
    assert inputs(new, METHOD, "post-process")["apiKeyRequired"] is True
    assert len(inputs(new, DEPLOYMENT)["triggers"]["definition"]) == 64
