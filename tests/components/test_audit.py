"""A trail nobody can silence unnoticed: every region, validated, encrypted, searched."""

import json
from typing import Any

import pytest

from components.audit import Audit, AuditArgs
from components.context import Context
from offline.graph import State, run
from settings.audit import AuditSettings

KEY = "arn:aws:kms:us-west-2:123456789012:key/0000"
LOGS_KEY = "arn:aws:kms:us-west-2:123456789012:key/1111"
TRAIL = "aws:cloudtrail/trail:Trail"
FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
made: list[Audit] = []


def built(ctx: Context, **settings: Any) -> State:
    def program() -> None:
        args = AuditArgs(
            context=ctx,
            settings=AuditSettings(**settings),
            key_arn=KEY,
            logs_key_arn=LOGS_KEY,
            access_log_bucket="bucket-access-logs",
        )
        made[:] = [Audit("audit", args)]

    return run(program)


@pytest.fixture(scope="module")
def state(ctx: Context) -> State:
    return built(ctx)


def trail(state: State) -> dict[str, Any]:
    inputs: dict[str, Any] = dict(state.one(TRAIL).inputs)
    return inputs


def test_the_trail_covers_every_region_and_is_validated(state: State) -> None:
    inputs = trail(state)
    assert inputs["isMultiRegionTrail"] is True
    assert inputs["includeGlobalServiceEvents"] is True
    assert inputs["enableLogging"] is True
    assert inputs["enableLogFileValidation"] is True
    assert inputs["kmsKeyId"] == KEY


def test_the_trail_writes_its_own_bucket_and_log_group(state: State) -> None:
    inputs = trail(state)
    assert inputs["s3BucketName"] == "bucket-trail-123456789012-us-west-2-test"
    group = state.one("aws:cloudwatch/logGroup:LogGroup").inputs
    assert group["name"] == "/aws/cloudtrail/trail-payments-test"
    assert group["kmsKeyId"] == LOGS_KEY
    assert inputs["cloudWatchLogsGroupArn"] == (
        f"arn:aws:logs:us-west-2:123456789012:log-group:{group['name']}:*"
    )


def test_the_trail_may_write_that_log_group_only(state: State) -> None:
    policy = json.loads(str(state.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]))
    (statement,) = policy["Statement"]
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    (resource,) = statement["Resource"]
    assert resource == (
        "arn:aws:logs:us-west-2:123456789012:log-group:/aws/cloudtrail/trail-payments-test:"
        "log-stream:123456789012_CloudTrail_us-west-2*"
    )


def test_only_this_trail_writes_the_bucket(state: State) -> None:
    policy = json.loads(str(state.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"]))
    allowed = [s for s in policy["Statement"] if s["Effect"] == "Allow"]
    arn = "arn:aws:cloudtrail:us-west-2:123456789012:trail/trail-payments-test"
    assert len(allowed) == 2
    assert all(s["Condition"]["ArnLike"] == {"aws:SourceArn": arn} for s in allowed)
    assert trail(state)["name"] == "trail-payments-test"


def test_access_to_data_is_recorded_but_not_the_delivery_of_logs(state: State) -> None:
    selectors = {s["name"]: s["fieldSelectors"] for s in trail(state)["advancedEventSelectors"]}
    assert set(selectors) == {
        "Every management event",
        "Access to AWS::S3::Object",
        "Access to AWS::DynamoDB::Table",
        "Access to AWS::Lambda::Function",
    }
    objects = selectors["Access to AWS::S3::Object"][-1]["notStartsWiths"]
    assert "arn:aws:s3:::bucket-trail-123456789012-us-west-2-test/" in objects
    table = selectors["Access to AWS::DynamoDB::Table"][-1]["startsWiths"]
    assert table == ["arn:aws:dynamodb:us-west-2:123456789012:table/transactions-test"]
    assert not any(
        field["field"] == "readOnly" for fields in selectors.values() for field in fields
    )


def test_services_without_data_are_left_out(ctx: Context) -> None:
    selectors = trail(built(ctx, data_events=("s3",)))["advancedEventSelectors"]
    assert len(selectors) == 2


def test_unusual_rates_are_reported_where_asked_for(state: State, ctx: Context) -> None:
    assert "insightSelectors" not in trail(state)
    assert trail(built(ctx, insights=True))["insightSelectors"] == [
        {"insightType": "ApiCallRateInsight"},
        {"insightType": "ApiErrorRateInsight"},
    ]


def test_every_security_event_is_counted_and_raises_an_alarm(ctx: Context) -> None:
    state = built(ctx)
    counted = {
        (transformation["namespace"], transformation["name"])
        for found in state.by_type(FILTER)
        for transformation in [dict(found.inputs)["metricTransformation"]]
    }
    watched = {(alarm.metric.namespace, alarm.metric.name) for alarm in made[0].alarms[:-1]}
    assert counted == watched
    assert {namespace for namespace, _ in watched} == {"Payments/Security/test"}
    groups = {found.inputs["logGroupName"] for found in state.by_type(FILTER)}
    assert groups == {"/aws/cloudtrail/trail-payments-test"}
    (widget,) = made[0].widgets
    assert len(widget.metrics) == len(watched)


def test_a_retained_trail_is_write_once_and_protected(state: State, retained_ctx: Context) -> None:
    lock = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
    assert not state.by_type(lock)
    retained = built(retained_ctx)
    assert retained.one(lock).inputs["rule"] == {
        "defaultRetention": {"mode": "GOVERNANCE", "days": 365}
    }
    assert retained.one(TRAIL).options.protect is True


def test_a_trail_that_falls_silent_raises_an_alarm(ctx: Context) -> None:
    state = built(ctx)
    silent = made[0].alarms[-1]
    group = state.one("aws:cloudwatch/logGroup:LogGroup")
    assert silent.purpose == "trail-silent"
    assert silent.metric.dimensions == {"LogGroupName": group.inputs["name"]}
    assert (silent.comparison, silent.threshold) == ("LessThanThreshold", 1)
    assert silent.missing_data == "breaching"
