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
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
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
