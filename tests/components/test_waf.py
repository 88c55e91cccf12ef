"""The web ACL blocks, logs without credentials, and stands before every public entry."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from components.context import Context
from components.waf import Waf, WafArgs
from offline.graph import State, run
from settings.waf import WafSettings

ACL = "aws:wafv2/webAcl:WebAcl"
IP_SET = "aws:wafv2/ipSet:IpSet"
LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
made: list[Waf] = []
Build = Callable[..., State]


@pytest.fixture(scope="module")
def build(ctx: Context) -> Build:
    def state(*, args: dict[str, Any] | None = None, deployed: bool = True, **block: Any) -> State:
        given = WafArgs(
            context=ctx, settings=WafSettings(**block), logs_key_arn="arn:logs", **(args or {})
        )
        return run(lambda: made.append(Waf("waf", given)), deployed=deployed)

    return state


def rules(state: State) -> dict[str, dict[str, Any]]:
    found = cast("list[dict[str, Any]]", state.one(ACL).inputs["rules"])
    return {rule["name"]: rule for rule in found}


def test_what_no_rule_matches_is_admitted(build: Build) -> None:
    assert build().one(ACL).inputs["defaultAction"] == {"allow": {}}


@pytest.mark.parametrize(
    "group",
    [
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    ],
)
def test_managed_groups_enforce_their_own_actions(build: Build, group: str) -> None:
    rule = rules(build())[group]
    assert rule["statement"]["managedRuleGroupStatement"] == {"name": group, "vendorName": "AWS"}
    assert rule["overrideAction"] == {"none": {}}
    assert "action" not in rule


def test_priorities_are_distinct_and_every_rule_of_its_own_blocks(build: Build) -> None:
    found = rules(build(aggregate="partner", allowed_ips=("203.0.113.0/24",))).values()
    assert sorted(rule["priority"] for rule in found) == list(range(len(found)))
    assert all(rule.get("action", {"block": {}}) == {"block": {}} for rule in found)


def test_an_address_is_limited_to_the_documents_rate(build: Build) -> None:
    rate = rules(build(rate_limit=2000))["rate-by-address"]["statement"]["rateBasedStatement"]
    assert rate == {"limit": 2000, "evaluationWindowSec": 300, "aggregateKeyType": "IP"}


def test_partners_are_counted_by_their_key_and_strangers_only_without_one(build: Build) -> None:
    found = rules(build(aggregate="partner"))
    partner = found["rate-by-partner"]["statement"]["rateBasedStatement"]
    assert partner["aggregateKeyType"] == "CUSTOM_KEYS"
    (key,) = partner["customKeys"]
    assert key["header"]["name"] == "x-api-key"
    stranger = found["rate-of-anonymous"]["statement"]["rateBasedStatement"]
    without = stranger["scopeDownStatement"]["notStatement"]["statement"]
    assert without["sizeConstraintStatement"]["fieldToMatch"] == {
        "singleHeader": {"name": "x-api-key"}
    }


def test_denied_ranges_are_blocked_and_allowed_ones_block_everyone_else(build: Build) -> None:
    state = build(allowed_ips=("203.0.113.0/24",), denied_ips=("198.51.100.0/24",))
    found = rules(state)
    deny, allow = state.one(IP_SET, "deny"), state.one(IP_SET, "allow")
    assert deny.inputs["addresses"] == ["198.51.100.0/24"]
    assert allow.inputs["addresses"] == ["203.0.113.0/24"]
    inside = {"ipSetReferenceStatement": {"arn": deny.outputs["arn"]}}
    assert found["denied-addresses"]["statement"] == inside
    outside = {"statement": {"ipSetReferenceStatement": {"arn": allow.outputs["arn"]}}}
    assert found["allowed-addresses-only"]["statement"] == {"notStatement": outside}


def test_metrics_are_on_and_samples_off_everywhere(build: Build) -> None:
    state = build()
    configs = [rule["visibilityConfig"] for rule in rules(state).values()]
    configs.append(cast("dict[str, Any]", state.one(ACL).inputs["visibilityConfig"]))
    assert all(config["cloudwatchMetricsEnabled"] for config in configs)
    assert not any(config["sampledRequestsEnabled"] for config in configs)


def test_it_logs_to_a_group_that_waf_accepts_without_credentials_or_query(build: Build) -> None:
    state = build()
    group = state.one("aws:cloudwatch/logGroup:LogGroup")
    assert group.inputs["name"] == "aws-waf-logs-payments-test"
    assert group.inputs["kmsKeyId"] == "arn:logs"
    logging = state.one(LOGGING)
    assert logging.inputs["logDestinationConfigs"] == [group.outputs["arn"]]
    assert logging.inputs["resourceArn"] == state.one(ACL).outputs["arn"]
    assert logging.inputs["redactedFields"] == [
        {"singleHeader": {"name": "authorization"}},
        {"singleHeader": {"name": "cookie"}},
        {"singleHeader": {"name": "x-api-key"}},
        {"queryString": {}},
    ]


def test_it_is_associated_with_every_entry_it_is_given(build: Build) -> None:
    state = build(args={"resource_arns": {"api": "arn:stage", "load-balancer": "arn:alb"}})
    acl = state.one(ACL).outputs["arn"]
    found = {
        str(a.inputs["resourceArn"]): a.inputs["webAclArn"] for a in state.by_type(ASSOCIATION)
    }
    assert found == {"arn:stage": acl, "arn:alb": acl}


@pytest.mark.parametrize(
    ("scope", "dimensions"),
    [
        ("REGIONAL", {"WebACL": "waf-assets-test", "Rule": "ALL", "Region": "us-west-2"}),
        ("CLOUDFRONT", {"WebACL": "waf-assets-test", "Rule": "ALL"}),
    ],
)
def test_many_blocked_requests_raise_an_alarm(
    build: Build, scope: str, dimensions: dict[str, str]
) -> None:
    state = build(args={"scope": scope, "purpose": "assets"})
    assert state.one(ACL).inputs["scope"] == scope
    alarm, _ = made[-1].alarms
    assert (alarm.purpose, alarm.metric.name) == ("waf-blocked-assets", "BlockedRequests")
    assert dict(alarm.metric.dimensions) == dimensions
    assert made[-1].log_group_name == "aws-waf-logs-assets-test"
    assert len(made[-1].widgets) == 1


def test_a_week_of_requests_without_a_blocked_one_raises_an_alarm(build: Build) -> None:
    state = build(args={"purpose": "assets"})
    counted = state.one("aws:cloudwatch/logMetricFilter:LogMetricFilter").inputs
    assert counted["logGroupName"] == "aws-waf-logs-assets-test"
    assert counted["pattern"] == '{ $.action = "BLOCK" }'
    assert counted["metricTransformation"] == {
        "namespace": "Payments/WebAcl/test",
        "name": "blocked-assets",
        "value": "1",
        # Without zeros, admitted requests would look like none at all.
        "defaultValue": "0",
    }
    _, idle = made[-1].alarms
    assert (idle.metric.namespace, idle.metric.name) == ("Payments/WebAcl/test", "blocked-assets")
    assert (idle.comparison, idle.threshold) == ("LessThanOrEqualToThreshold", 0)
    # CloudWatch looks back at most seven days.
    assert idle.period_seconds * idle.evaluation_periods == 604_800
    assert idle.missing_data == "notBreaching"


def test_it_previews_before_anything_exists(build: Build) -> None:
    assert len(build(deployed=False).by_type(LOGGING)) == 1
