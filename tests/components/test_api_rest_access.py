"""How callers reach a REST API: by a partner's key, under its address."""

import pytest

from components.context import Context
from offline.graph import State
from tests.support.apis import RECORD, built, built_in_full
from tests.support.recorded import inputs

API = "aws:apigateway/restApi:RestApi"
STAGE = "aws:apigateway/stage:Stage"
DOMAIN = "aws:apigateway/domainName:DomainName"


@pytest.fixture(scope="module")
def plain(ctx: Context) -> State:
    return built(ctx)


@pytest.fixture(scope="module")
def full(ctx: Context) -> State:
    return built_in_full(ctx)


def test_the_first_partners_key_is_secret_and_belongs_to_the_plan(plain: State) -> None:
    key = plain.one("aws:apigateway/apiKey:ApiKey")
    assert "value" not in key.inputs
    assert "value" in key.options.additional_secret_outputs
    joined = inputs(plain, "aws:apigateway/usagePlanKey:UsagePlanKey")
    assert joined["keyId"] == key.id


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


def test_client_certificates_are_asked_for_by_the_host_name(ctx: Context, full: State) -> None:
    state = built_in_full(ctx, trust_store={"address": "s3://authorities/partners.pem"})
    domain = inputs(state, DOMAIN)
    assert domain["mutualTlsAuthentication"] == {"truststoreUri": "s3://authorities/partners.pem"}
    # API Gateway has mutual TLS with none of its newer policies.
    assert domain["securityPolicy"] == "TLS_1_2"
    assert "endpointAccessMode" not in domain
    assert "mutualTlsAuthentication" not in inputs(full, DOMAIN)
