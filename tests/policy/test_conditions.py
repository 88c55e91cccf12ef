import pytest
from pci.conditions import parse_conditions
from pci.values import plain

OWN = "123456789012"


def limits(condition: object) -> bool:
    return any(one.limits_callers for one in parse_conditions(plain(condition)))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:SourceAccount": OWN}},
        {"StringEquals": {"AWS:SourceOwner": OWN}},
        {"StringEquals": {"aws:PrincipalOrgID": "o-1"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/*"}},
        {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OWN}:role/payments-*"}},
        {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::bucket"}},
        {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "203.0.113.7"]}},
        {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
        {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}},
        {"StringLike": {"aws:userid": "AROA/x:*"}},
        {"StringEquals": {"kms:CallerAccount": OWN, "kms:ViaService": "s3.amazonaws.com"}},
        {"IpAddress": {"aws:SourceIp": ["8.0.0.0/8", "2001:db8::/32", "fc00::/7"]}},
        {"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}},
        {"StringLike": {"aws:VpceOrgPaths": "o-1/r-1/*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:apigateway:us-west-2::/restapis/abc*"}},
    ],
)
def test_conditions_with_fixed_values_limit_the_callers(condition: object) -> None:
    assert limits(condition)


@pytest.mark.parametrize(
    "condition",
    [
        None,
        "x",
        {"StringEquals": "x"},
        {"StringEquals": {"aws:SourceAccount": []}},
        {"StringLike": {"aws:PrincipalArn": "*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::?23456789012:role/x"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::?*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:route53:::healthcheck/*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::${aws:PrincipalAccount}:role/x"}},
        {"StringLike": {"aws:PrincipalArn": "arn*"}},
        {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
        {"StringLike": {"aws:PrincipalAccount": "1???????????"}},
        {"StringLike": {"aws:PrincipalOrgPaths": "o-*/r-1/*"}},
        {"StringLike": {"aws:userid": "AROA*:x"}},
        {"StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalAccount}"}},
        {"StringEquals": {"aws:SourceVpce": ""}},
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
        {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}},
        {"IpAddress": {"aws:SourceIp": "2000::/3"}},
        {"StringNotEquals": {"aws:SourceAccount": OWN}},
        {"StringEqualsIfExists": {"aws:SourceAccount": OWN}},
        {"ForAllValues:StringEquals": {"aws:PrincipalOrgPaths": "o-1/*"}},
        {"StringEquals": {"kms:ViaService": "s3.amazonaws.com"}},
        {"StringEquals": {"aws:SourceAccount": [OWN, "*"]}},
        {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "false"}},
    ],
)
def test_conditions_that_everyone_meets_limit_nobody(condition: object) -> None:
    assert not limits(condition)


def asks(condition: object, what: str) -> bool:
    return any(getattr(one, what) for one in parse_conditions(plain(condition)))


def test_a_service_says_for_whom_it_acts_by_source_or_encryption_context() -> None:
    context = {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:us-west-2:{OWN}:*"}
    assert asks({"ArnLike": context}, "limits_service")
    assert asks({"StringEquals": {"aws:SourceAccount": OWN}}, "limits_service")
    anybodys = {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:*:*:*"}
    assert not asks({"ArnLike": anybodys}, "limits_service")
    assert not asks({"Bool": {"aws:SecureTransport": "true"}}, "limits_service")


def test_whose_resources_are_meant_is_no_limit_of_callers() -> None:
    condition = {"StringEquals": {"aws:ResourceOrgID": "o-1"}}
    assert asks(condition, "limits_resources")
    assert not limits(condition)
    assert not asks({"StringLike": {"aws:ResourceOrgID": "*"}}, "limits_resources")


@pytest.mark.parametrize(
    ("condition", "specific"),
    [
        ({"StringEquals": {"aws:ResourceTag/tier": "payments"}}, True),
        ({"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/payments"}}, True),
        ({"Bool": {"aws:SecureTransport": "true"}}, False),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, False),
        ({"StringEquals": {"aws:RequestedRegion": "us-west-2"}}, False),
        ({"StringNotEquals": {"aws:ResourceTag/tier": "payments"}}, False),
        ({"StringEqualsIfExists": {"aws:ResourceTag/tier": "payments"}}, False),
        ({"ForAllValues:StringEquals": {"aws:TagKeys": "tier"}}, False),
        ({"Null": {"aws:ResourceTag/tier": "false"}}, False),
        ({"StringLike": {"aws:ResourceTag/tier": "*"}}, False),
        ({"StringLike": {"aws:ResourceTag/tier": []}}, False),
    ],
)
def test_a_condition_that_every_call_can_meet_is_not_specific(
    condition: object, specific: object
) -> None:
    assert asks(condition, "is_specific") is specific
