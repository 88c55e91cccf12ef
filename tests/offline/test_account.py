from typing import Any

import pytest

from offline.account import Account


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("us-west-2", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_a_region_belongs_to_a_partition(region: Any, partition: Any, suffix: Any) -> None:
    account = Account(region)
    assert (account.partition, account.dns_suffix) == (partition, suffix)


@pytest.mark.parametrize(
    ("region", "first"),
    [
        ("us-west-2", "usw2-az1"),
        ("ap-southeast-1", "apse1-az1"),
        ("us-gov-east-1", "usge1-az1"),
        ("ca-central-1", "cac1-az1"),
        ("eu-north-1", "eun1-az1"),
    ],
)
def test_zone_ids_are_abbreviated_as_aws_does(region: Any, first: Any) -> None:
    assert Account(region).zone_ids[0] == first


def test_zones_carry_the_region() -> None:
    assert Account("eu-west-1").zones == ("eu-west-1a", "eu-west-1b", "eu-west-1c")


def test_an_arn_has_the_parts_its_service_uses() -> None:
    account = Account("us-west-2")
    assert account.arn("sns", "topic") == "arn:aws:sns:us-west-2:123456789012:topic"
    assert account.arn("iam", "role/r", scope="account") == "arn:aws:iam::123456789012:role/r"
    assert account.arn("s3", "bucket", scope="global") == "arn:aws:s3:::bucket"
