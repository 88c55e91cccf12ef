"""Which calls raise an alarm, and that CloudWatch accepts the patterns that find them."""

import re

import pytest

from components.security_events import SecurityEvent, security_events

#: Longest pattern a metric filter accepts, characters (CloudWatch Logs API).
LONGEST_PATTERN = 1024
EVENTS = {event.purpose: event for event in security_events("test")}
CALL = re.compile(r"\$\.eventName = ([A-Za-z]+)")


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_patterns_are_short_enough_and_closed(event: SecurityEvent) -> None:
    assert len(event.pattern) <= LONGEST_PATTERN
    assert event.pattern.count("(") == event.pattern.count(")")
    assert event.pattern.startswith("{ ")
    assert event.pattern.endswith(" }")
    assert event.pattern.count('"') % 2 == 0


@pytest.mark.parametrize(
    ("purpose", "calls"),
    [
        ("security-group-change", {"AuthorizeSecurityGroupIngress", "ModifySecurityGroupRules"}),
        ("network-acl-change", {"CreateNetworkAclEntry", "DeleteNetworkAcl"}),
        ("route-table-change", {"CreateRoute", "ReplaceRoute", "DeleteRoute"}),
        ("gateway-change", {"AttachInternetGateway", "CreateInternetGateway"}),
        ("vpc-change", {"DeleteVpc", "CreateVpcPeeringConnection"}),
        ("key-change", {"DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy"}),
        ("trail-change", {"StopLogging", "DeleteTrail", "UpdateTrail"}),
        ("web-acl-change", {"DisassociateWebACL", "UpdateWebACL", "DeleteLoggingConfiguration"}),
        ("config-change", {"StopConfigurationRecorder", "DeleteDeliveryChannel"}),
        ("bucket-policy-change", {"PutBucketPolicy", "DeleteBucketPublicAccessBlock"}),
        ("threat-detection-change", {"DeleteDetector", "UpdateDetector"}),
        ("findings-change", {"DisableSecurityHub", "BatchDisableStandards"}),
        ("log-change", {"DeleteLogGroup", "PutRetentionPolicy", "DeleteDataProtectionPolicy"}),
        ("alarm-change", {"DeleteAlarms", "DisableAlarmActions"}),
        ("secret-change", {"DeleteSecret", "CancelRotateSecret", "PutResourcePolicy"}),
        ("iam-change", {"PutRolePolicy", "AttachRolePolicy", "UpdateAssumeRolePolicy"}),
    ],
)
def test_changes_of_what_protects_the_platform_are_found(purpose: str, calls: set[str]) -> None:
    assert calls <= set(CALL.findall(EVENTS[purpose].pattern))


@pytest.mark.parametrize(
    ("purpose", "part"),
    [
        ("root-use", '$.userIdentity.type = "Root"'),
        ("unauthorized-calls", '$.errorCode = "AccessDenied*"'),
        ("console-without-mfa", '$.additionalEventData.MFAUsed != "Yes"'),
        ("sign-in-failures", '$.errorMessage = "Failed authentication"'),
    ],
)
def test_sign_ins_and_refusals_are_found(purpose: str, part: str) -> None:
    assert part in EVENTS[purpose].pattern


def test_a_rotation_that_fails_or_is_abandoned_is_found() -> None:
    pattern = EVENTS["rotation-failed"].pattern
    assert CALL.findall(pattern.replace('"', "")) == ["RotationFailed", "RotationAbandoned"]


def test_only_the_roles_of_the_stack_may_read_secrets_unnoticed() -> None:
    pattern = EVENTS["unexpected-secret-read"].pattern
    assert '!= "role-*")' in pattern
    assert '!= "*-test")' in pattern
    assert "NOT EXISTS" in pattern


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_asterisks_stand_at_the_ends_of_texts(event: SecurityEvent) -> None:
    assert not re.search(r'"[^"]*[^"]\*[^"]+"', event.pattern)


def test_metrics_and_alarms_have_names_of_their_own() -> None:
    assert len({event.metric for event in EVENTS.values()}) == len(EVENTS) == 22
