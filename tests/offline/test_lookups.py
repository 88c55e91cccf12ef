from typing import Any

import pytest

from offline import invokes
from offline.account import Account

ACCOUNT = "us-west-2:123456789012"


def answer(function: str, **arguments: Any) -> Any:
    module, name = function.split("/")
    return invokes.answer(f"aws:{module}/{name}:{name}", arguments, Account("us-west-2"))


@pytest.mark.parametrize(
    ("function", "arguments", "arn"),
    [
        ("acm/getCertificate", {"domain": "a.example"}, f"arn:aws:acm:{ACCOUNT}:certificate/"),
        ("ecr/getRepository", {"name": "r"}, f"arn:aws:ecr:{ACCOUNT}:repository/r"),
        ("iam/getRole", {"name": "r"}, "arn:aws:iam::123456789012:role/r"),
        ("kms/getAlias", {"name": "alias/a"}, f"arn:aws:kms:{ACCOUNT}:alias/a"),
        ("kms/getKey", {"keyId": "alias/a"}, f"arn:aws:kms:{ACCOUNT}:key/"),
        ("s3/getBucket", {"bucket": "b"}, "arn:aws:s3:::b"),
        ("sns/getTopic", {"name": "t"}, f"arn:aws:sns:{ACCOUNT}:t"),
    ],
)
def test_what_exists_already_has_the_arn_of_its_name(
    function: str, arguments: Any, arn: str
) -> None:
    assert answer(function, **arguments)["arn"].startswith(arn)


def test_an_alias_leads_to_the_key_that_it_names() -> None:
    alias = answer("kms/getAlias", name="alias/a")
    key = answer("kms/getKey", keyId="alias/a")
    assert alias["targetKeyArn"] == key["arn"]
    assert answer("kms/getKey", keyId=key["arn"])["id"] == key["id"]


def test_a_key_of_aws_is_not_a_customers() -> None:
    assert answer("kms/getKey", keyId="alias/aws/s3")["keyManager"] == "AWS"
    assert answer("kms/getKey", keyId="alias/a")["keyManager"] == "CUSTOMER"
