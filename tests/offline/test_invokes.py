import json
from typing import Any

import pytest

from offline import invokes
from offline.account import Account
from offline.errors import ProgramError
from offline.wire import Secret, revealed

ACCOUNT = Account("us-west-2")


def answer(function: Any, **arguments: Any) -> Any:
    module, name = function.split("/")
    return invokes.answer(f"aws:{module}/{name}:{name}", arguments, ACCOUNT)


def test_the_zones_are_those_of_the_region() -> None:
    assert answer("index/getAvailabilityZones")["names"] == [
        "us-west-2a", "us-west-2b", "us-west-2c",
    ]  # fmt: skip


def test_the_account_is_the_one_of_the_documentation() -> None:
    caller = answer("index/getCallerIdentity")
    assert caller["accountId"] == "123456789012"
    assert caller["arn"].startswith("arn:aws:sts::123456789012:assumed-role/")


def test_a_region_may_be_asked_about_by_name() -> None:
    assert answer("index/getRegion")["region"] == "us-west-2"
    assert (
        answer("index/getRegion", region="eu-west-1")["endpoint"] == "ec2.eu-west-1.amazonaws.com"
    )


def test_the_partition_goes_with_its_domain() -> None:
    assert answer("index/getPartition")["reverseDnsPrefix"] == "com.amazonaws"


def test_there_are_no_default_tags() -> None:
    assert answer("index/getDefaultTags")["tags"] == {}


def test_a_secret_is_found_by_name_or_arn() -> None:
    arn = answer("secretsmanager/getSecret", name="db")["arn"]
    assert arn.startswith("arn:aws:secretsmanager:us-west-2:123456789012:secret:db-")
    assert answer("secretsmanager/getSecret", arn=arn)["arn"] == arn


def test_what_is_in_a_secret_stays_secret() -> None:
    version = answer("secretsmanager/getSecretVersion", secretId="db")
    assert isinstance(version["secretString"], Secret)
    assert set(json.loads(revealed(version["secretString"]))) == {"username", "password"}


def test_a_prefix_list_has_an_id_and_addresses() -> None:
    found = answer("ec2/getManagedPrefixList", name="com.amazonaws.us-west-2.s3")
    assert found["id"].startswith("pl-")
    assert found["arn"].startswith("arn:aws:ec2:us-west-2:aws:prefix-list/pl-")
    assert answer("ec2/getPrefixList", prefixListId="pl-1")["id"] == "pl-1"


def test_load_balancers_log_from_the_account_of_their_region() -> None:
    assert answer("elb/getServiceAccount")["arn"] == "arn:aws:iam::797873946194:root"
    with pytest.raises(ProgramError, match="no log-delivery account in 'il-central-1'"):
        answer("elb/getServiceAccount", region="il-central-1")


def test_parameters_zones_and_users_are_answered() -> None:
    assert isinstance(answer("ssm/getParameter", name="/a")["value"], Secret)
    assert answer("route53/getZone", name="example.org.")["name"] == "example.org"
    assert len(answer("s3/getCanonicalUserId")["id"]) == 64


def test_a_function_that_only_aws_can_answer_is_named() -> None:
    with pytest.raises(ProgramError, match=r"calls 'aws:ec2/getAmi:getAmi'.*getCallerIdentity"):
        answer("ec2/getAmi")
