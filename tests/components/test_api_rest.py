"""The REST API: only valid, named, throttled requests pass, and nothing of them is logged."""

import json
from collections.abc import Callable
from typing import Any, cast

import pytest

from components.api import ApiArgs, ApiFunction, ApiLink, RestApi, build_api
from components.context import Context
from offline.graph import UNKNOWN, State, run
from settings.api import ApiSettings

API = "aws:apigateway/restApi:RestApi"
METHOD = "aws:apigateway/method:Method"
INTEGRATION = "aws:apigateway/integration:Integration"
VALIDATOR = "aws:apigateway/requestValidator:RequestValidator"
MODEL = "aws:apigateway/model:Model"
STAGE = "aws:apigateway/stage:Stage"
DEPLOYMENT = "aws:apigateway/deployment:Deployment"
PERMISSION = "aws:lambda/permission:Permission"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
SETTINGS = "aws:apigateway/methodSettings:MethodSettings"
DOMAIN = "aws:apigateway/domainName:DomainName"
RECORD = "aws:route53/record:Record"
LINK_V1 = "aws:apigateway/vpcLink:VpcLink"
LINK_V2 = "aws:apigatewayv2/vpcLink:VpcLink"
REFUSAL = "aws:apigateway/response:Response"
ACCOUNT = "aws:apigateway/account:Account"
FUNCTIONS = {
    name: ApiFunction(name=f"function-{name}-test", alias="live", invoke_arn=f"arn:invoke/{name}")
    for name in ("payment-validation", "transaction-processing")
}
LINK = ApiLink(
    host="pay.example.com",
    load_balancer_arn="arn:balancer",
    listener_arn="arn:listener",
    subnet_ids=["subnet-1", "subnet-2"],
    security_group_ids=["sg-link"],
)
made: list[RestApi] = []
Build = Callable[..., State]


@pytest.fixture(scope="module")
def build(ctx: Context) -> Build:
    def state(*, args: dict[str, Any] | None = None, deployed: bool = True, **block: Any) -> State:
        given = ApiArgs(
            context=ctx,
            settings=ApiSettings(**block),
            logs_key_arn="arn:logs",
            **{"functions": FUNCTIONS, **(args or {})},
        )

        def program() -> None:
            api = build_api("api", given)
            assert isinstance(api, RestApi)
            made.append(api)

        return run(program, deployed=deployed)

    return state


@pytest.fixture(scope="module")
def plain(build: Build) -> State:
    return build()


@pytest.fixture(scope="module")
def full(build: Build) -> State:
    return build(
        args={
            "link": LINK,
            "certificate_arn": "arn:certificate",
            "hosted_zone_id": "Z0123456789ABCDEFGHIJ",
        },
        link="alb",
        domain="pay.example.com",
        cors_origins=("https://shop.example.com",),
        account_role="create",
    )


def inputs(state: State, token: str, name: str = "") -> dict[str, Any]:
    return cast("dict[str, Any]", dict(state.one(token, name).inputs))


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


def test_callers_sign_their_requests_when_settings_say_so(build: Build) -> None:
    state = build(authorization="iam")
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


def test_the_access_log_goes_to_its_own_encrypted_group(plain: State) -> None:
    group = plain.one(LOG_GROUP, "access")
    assert group.inputs["name"] == "/aws/apigateway/payments-test"
    assert group.inputs["kmsKeyId"] == "arn:logs"
    access = inputs(plain, STAGE)["accessLogSettings"]
    assert access["destinationArn"] == group.outputs["arn"]
    assert "body" not in access["format"]


def test_execution_logs_are_on_without_bodies_in_a_group_made_before(plain: State) -> None:
    found = plain.one(SETTINGS)
    settings = cast("dict[str, Any]", found.inputs["settings"])
    assert (settings["loggingLevel"], settings["dataTraceEnabled"]) == ("INFO", False)
    assert found.inputs["methodPath"] == "*/*"
    group = plain.one(LOG_GROUP, "execution")
    assert group.inputs["name"] == f"API-Gateway-Execution-Logs_{plain.one(API).id}/v1"
    assert group.urn in found.dependencies


def test_throttles_follow_the_load_or_are_explicit(plain: State, build: Build) -> None:
    for state, rate, burst in (
        (plain, 200, 300),
        (build(rate_limit=1000, burst_limit=2000), 1000, 2000),
    ):
        settings = inputs(state, SETTINGS)["settings"]
        assert (settings["throttlingRateLimit"], settings["throttlingBurstLimit"]) == (rate, burst)
        plan = inputs(state, "aws:apigateway/usagePlan:UsagePlan")
        assert plan["throttleSettings"] == {"rateLimit": rate, "burstLimit": burst}


def test_requests_are_traced_and_metered(plain: State) -> None:
    assert inputs(plain, STAGE)["xrayTracingEnabled"] is True
    assert inputs(plain, SETTINGS)["settings"]["metricsEnabled"] is True


def test_the_first_partners_key_is_secret_and_belongs_to_the_plan(plain: State) -> None:
    key = plain.one("aws:apigateway/apiKey:ApiKey")
    assert "value" not in key.inputs
    assert "value" in key.options.additional_secret_outputs
    joined = inputs(plain, "aws:apigateway/usagePlanKey:UsagePlanKey")
    assert joined["keyId"] == key.id


def test_what_the_api_itself_refuses_repeats_nothing_of_the_request(full: State) -> None:
    for kind in ("4xx", "5xx"):
        response = inputs(full, "aws:apigateway/response:Response", kind)
        (template,) = response["responseTemplates"].values()
        assert "$context.error.messageString" in template
        headers = response["responseParameters"]
        origin = headers["gatewayresponse.header.Access-Control-Allow-Origin"]
        assert origin == "'https://shop.example.com'"


def test_without_a_host_name_the_default_address_serves(plain: State) -> None:
    assert inputs(plain, API)["disableExecuteApiEndpoint"] is False
    assert not plain.by_type(DOMAIN, RECORD)
    component = plain.one("payments:index:RestApi")
    assert component.outputs["url"] == plain.one(STAGE).outputs["invokeUrl"]


def test_a_host_name_replaces_the_default_address(full: State) -> None:
    assert inputs(full, API)["disableExecuteApiEndpoint"] is True
    domain = inputs(full, DOMAIN)
    assert domain["domainName"] == "pay.example.com"
    assert domain["regionalCertificateArn"] == "arn:certificate"
    assert domain["securityPolicy"] == "SecurityPolicy_TLS13_1_2_2021_06"
    record = inputs(full, RECORD)
    assert (record["name"], record["type"]) == ("pay.example.com", "A")
    assert full.one("payments:index:RestApi").outputs["url"] == "https://pay.example.com"


def test_every_other_path_goes_through_the_link_to_the_alb_over_tls(full: State) -> None:
    for method in ("get", "post"):
        integration = inputs(full, INTEGRATION, f"{method}-service")
        assert integration["type"] == "HTTP_PROXY"
        assert integration["connectionType"] == "VPC_LINK"
        assert integration["connectionId"] == full.one(LINK_V2).id
        assert integration["integrationTarget"] == "arn:balancer"
        assert integration["uri"] == "https://pay.example.com:443/{proxy}"
        assert inputs(full, METHOD, f"{method}-service")["requestParameters"] == {
            "method.request.path.proxy": True
        }
    link = inputs(full, LINK_V2)
    assert (link["subnetIds"], link["securityGroupIds"]) == (["subnet-1", "subnet-2"], ["sg-link"])


def test_an_nlb_is_reached_by_a_link_of_the_first_generation(build: Build) -> None:
    state = build(args={"functions": {}, "link": LINK}, link="nlb")
    assert inputs(state, LINK_V1)["targetArn"] == "arn:balancer"
    integration = inputs(state, INTEGRATION, "post-service")
    assert integration["connectionId"] == state.one(LINK_V1).id
    assert "integrationTarget" not in integration
    assert not state.by_type(LINK_V2, PERMISSION)


def test_the_backend_can_tell_that_a_request_came_through_the_api(
    full: State, plain: State
) -> None:
    certificate = full.one("aws:apigateway/clientCertificate:ClientCertificate")
    assert inputs(full, STAGE)["clientCertificateId"] == certificate.id
    assert "clientCertificateId" not in inputs(plain, STAGE)


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


def test_the_accounts_log_role_is_set_by_its_owner_before_a_stage_logs(
    full: State, plain: State
) -> None:
    assert not plain.by_type(ACCOUNT)
    account = full.one(ACCOUNT)
    attached = full.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert attached.urn in account.dependencies
    assert account.urn in full.one(STAGE).dependencies


def test_errors_and_slow_answers_raise_the_documents_alarms(build: Build) -> None:
    build(deployed=False)
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


def test_before_the_first_deployment_only_ids_are_unknown(build: Build) -> None:
    new = build(deployed=False)
    assert inputs(new, METHOD, "post-process")["restApi"] == UNKNOWN
    assert inputs(new, METHOD, "post-process")["apiKeyRequired"] is True
    assert len(inputs(new, DEPLOYMENT)["triggers"]["definition"]) == 64
