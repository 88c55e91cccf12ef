"""The stage of a REST API: logged without bodies, traced and throttled."""

from typing import Any, cast

import pytest

from components.context import Context
from offline.graph import State
from tests.support.apis import built, built_in_full
from tests.support.recorded import inputs

API = "aws:apigateway/restApi:RestApi"
STAGE = "aws:apigateway/stage:Stage"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
SETTINGS = "aws:apigateway/methodSettings:MethodSettings"
ACCOUNT = "aws:apigateway/account:Account"


@pytest.fixture(scope="module")
def plain(ctx: Context) -> State:
    return built(ctx)


@pytest.fixture(scope="module")
def full(ctx: Context) -> State:
    return built_in_full(ctx, account_role="create")


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


def test_throttles_follow_the_load_or_are_explicit(plain: State, ctx: Context) -> None:
    for state, rate, burst in (
        (plain, 200, 300),
        (built(ctx, rate_limit=1000, burst_limit=2000), 1000, 2000),
    ):
        settings = inputs(state, SETTINGS)["settings"]
        assert (settings["throttlingRateLimit"], settings["throttlingBurstLimit"]) == (rate, burst)
        plan = inputs(state, "aws:apigateway/usagePlan:UsagePlan")
        assert plan["throttleSettings"] == {"rateLimit": rate, "burstLimit": burst}


def test_requests_are_traced_and_metered(plain: State) -> None:
    assert inputs(plain, STAGE)["xrayTracingEnabled"] is True
    assert inputs(plain, SETTINGS)["settings"]["metricsEnabled"] is True


def test_the_accounts_log_role_is_set_by_its_owner_before_a_stage_logs(
    full: State, plain: State
) -> None:
    assert not plain.by_type(ACCOUNT)
    account = full.one(ACCOUNT)
    attached = full.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert attached.urn in account.dependencies
    assert account.urn in full.one(STAGE).dependencies
