"""What an account has once: detection, the record of configurations, account settings."""

import json
from typing import Any

import pytest

from components.baseline import Baseline, BaselineArgs
from components.context import Context
from offline.graph import State, run
from settings.baseline import BaselineSettings

KEY = "arn:aws:kms:us-west-2:123456789012:key/0000"
TOPIC = "arn:aws:sns:us-west-2:123456789012:topic-system-errors-test"
FEATURE = "aws:guardduty/detectorFeature:DetectorFeature"
RULE = "aws:cloudwatch/eventRule:EventRule"


def built(ctx: Context, **settings: Any) -> State:
    def program() -> None:
        args = BaselineArgs(
            context=ctx,
            settings=BaselineSettings(**settings),
            key_arn=KEY,
            topic_arn=TOPIC,
            access_log_bucket="bucket-access-logs",
        )
        Baseline("baseline", args)

    return run(program)


@pytest.fixture(scope="module")
def state(retained_ctx: Context) -> State:
    return built(retained_ctx)


def one(state: State, token: str, name: str = "") -> dict[str, Any]:
    inputs: dict[str, Any] = dict(state.one(token, name).inputs)
    return inputs


def test_threats_are_detected_in_everything_the_platform_uses(state: State) -> None:
    detector = one(state, "aws:guardduty/detector:Detector")
    assert detector["enable"] is True
    assert detector["findingPublishingFrequency"] == "FIFTEEN_MINUTES"
    features = {f.inputs["name"]: f.inputs["status"] for f in state.by_type(FEATURE)}
    assert features == dict.fromkeys(
        ("S3_DATA_EVENTS", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS"), "ENABLED"
    )


def test_threats_and_failed_controls_are_notified(state: State) -> None:
    patterns = {
        rule.inputs["name"]: json.loads(str(rule.inputs["eventPattern"]))["source"]
        for rule in state.by_type(RULE)
    }
    assert patterns == {
        "rule-threats-test": ["aws.guardduty"],
        "rule-failed-controls-test": ["aws.securityhub"],
    }
    targets = state.by_type("aws:cloudwatch/eventTarget:EventTarget")
    assert {target.inputs["rule"] for target in targets} == set(patterns)
    assert all(target.inputs["arn"] == TOPIC for target in targets)


def test_the_account_is_judged_by_the_current_standard(state: State) -> None:
    subscription = one(state, "aws:securityhub/standardsSubscription:StandardsSubscription")
    assert subscription["standardsArn"] == (
        "arn:aws:securityhub:us-west-2::standards/pci-dss/v/4.0.1"
    )
    assert one(state, "aws:securityhub/account:Account")["enableDefaultStandards"] is False


def test_the_standard_waits_for_the_record_it_judges_by(state: State) -> None:
    subscription = state.one("aws:securityhub/standardsSubscription:StandardsSubscription")
    behind = {state.by_urn[urn].type for urn in subscription.dependencies}
    assert "aws:cfg/recorderStatus:RecorderStatus" in behind
    assert "aws:securityhub/account:Account" in behind


def test_every_change_of_every_resource_is_recorded(state: State) -> None:
    recorder = one(state, "aws:cfg/recorder:Recorder")
    assert recorder["recordingGroup"] == {
        "allSupported": True,
        "includeGlobalResourceTypes": True,
    }
    assert recorder["recordingMode"] == {"recordingFrequency": "CONTINUOUS"}
    assert one(state, "aws:cfg/recorderStatus:RecorderStatus")["isEnabled"] is True


def test_the_record_is_delivered_under_the_customer_key_to_a_bucket_without_lock(
    state: State,
) -> None:
    channel = one(state, "aws:cfg/deliveryChannel:DeliveryChannel")
    assert channel["s3BucketName"] == "bucket-config-123456789012-us-west-2-test"
    assert channel["s3KmsKeyArn"] == KEY
    bucket = one(state, "aws:s3/bucket:Bucket")
    assert bucket["objectLockEnabled"] is False
    assert one(state, "aws:s3/bucketLogging:BucketLogging")["targetPrefix"] == "config/"


def test_config_may_write_with_the_acl_it_names(state: State) -> None:
    policy = json.loads(str(one(state, "aws:iam/rolePolicy:RolePolicy")["policy"]))
    deliver = next(s for s in policy["Statement"] if s["Sid"] == "Deliver")
    assert deliver["Action"] == ["s3:PutObject", "s3:PutObjectAcl"]


def test_the_recorder_starts_once_its_channel_is_there(state: State) -> None:
    status = state.one("aws:cfg/recorderStatus:RecorderStatus")
    behind = {state.by_urn[urn].type for urn in status.dependencies}
    assert "aws:cfg/deliveryChannel:DeliveryChannel" in behind


def test_the_conformance_pack_checks_by_managed_rules(state: State) -> None:
    pack = one(state, "aws:cfg/conformancePack:ConformancePack")
    rules = json.loads(pack["templateBody"])["Resources"].values()
    assert len(pack["templateBody"]) <= 51_200
    sources = {rule["Properties"]["Source"]["SourceIdentifier"] for rule in rules}
    assert {"MULTI_REGION_CLOUD_TRAIL_ENABLED", "S3_BUCKET_SSL_REQUESTS_ONLY"} <= sources
    assert all(rule["Properties"]["Source"]["Owner"] == "AWS" for rule in rules)
    assert all("PCI DSS v4.0.1" in rule["Properties"]["Description"] for rule in rules)
    resources = json.loads(pack["templateBody"])["Resources"]
    assert resources["AccessKeysRotated"]["Properties"]["InputParameters"] == {
        "maxAccessKeyAge": "90"
    }


def test_account_settings_are_strict(state: State) -> None:
    block = one(state, "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock")
    assert set(block.values()) == {True}
    assert one(state, "aws:ebs/encryptionByDefault:EncryptionByDefault")["enabled"] is True
    passwords = one(state, "aws:iam/accountPasswordPolicy:AccountPasswordPolicy")
    assert passwords["minimumPasswordLength"] == 14
    assert passwords["maxPasswordAge"] == 90
    assert passwords["passwordReusePrevention"] == 24
    assert passwords["requireSymbols"] is True
    analyzer = one(state, "aws:accessanalyzer/analyzer:Analyzer")
    assert (analyzer["type"], analyzer["analyzerName"]) == (
        "ACCOUNT",
        "analyzer-external-access-test",
    )
    backups = one(state, "aws:backup/regionSettings:RegionSettings")
    assert backups["resourceTypeOptInPreference"]["DynamoDB"] is True
    assert state.one("aws:backup/regionSettings:RegionSettings").options.ignore_changes == (
        "resourceTypeOptInPreference",
    )


@pytest.mark.parametrize(
    ("services", "present", "absent"),
    [
        (("guardduty",), "aws:guardduty/detector:Detector", "aws:securityhub/account:Account"),
        (("security_hub",), "aws:securityhub/account:Account", "aws:cfg/recorder:Recorder"),
        (("config",), "aws:cfg/recorder:Recorder", "aws:guardduty/detector:Detector"),
        (
            ("account",),
            "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
            "aws:cfg/recorder:Recorder",
        ),
    ],
)
def test_what_others_own_is_left_alone(
    ctx: Context, services: tuple[str, ...], present: str, absent: str
) -> None:
    state = built(ctx, services=services)
    assert state.by_type(present)
    assert not state.by_type(absent)


def test_findings_and_records_can_be_slower(ctx: Context) -> None:
    state = built(ctx, finding_frequency="six_hours", recording="daily")
    detector = one(state, "aws:guardduty/detector:Detector")
    assert detector["findingPublishingFrequency"] == "SIX_HOURS"
    recorder = one(state, "aws:cfg/recorder:Recorder")
    assert recorder["recordingMode"] == {"recordingFrequency": "DAILY"}
