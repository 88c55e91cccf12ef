from collections.abc import Iterator
from typing import Any

import pulumi_aws as aws  # noqa: F401 - registers the types
import pulumi_random  # noqa: F401 - the same
import pytest
from pulumi.runtime import rpc

from offline import declared, madeup
from offline.account import Account
from offline.identity import Identity

ACCOUNT = Account("us-west-2")


def outputs(type_: Any, **inputs: Any) -> Any:
    return madeup.outputs(
        Identity(type_, "main", f"urn:pulumi:dev::shop::{type_}::main", inputs, ACCOUNT)
    )


def test_what_the_program_gave_is_not_made_up() -> None:
    assert "cidrBlock" not in outputs("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16")


def test_an_input_that_aws_may_leave_out_stays_out() -> None:
    assert declared.outputs("aws:ec2/vpc:Vpc")["ipv4IpamPoolId"].optional
    assert "ipv4IpamPoolId" not in outputs("aws:ec2/vpc:Vpc")


def test_a_key_the_program_did_not_ask_for_never_appears() -> None:
    cluster = outputs("aws:rds/cluster:Cluster", engine="aurora-postgresql")
    assert cluster["kmsKeyId"] == ""
    assert cluster["storageEncrypted"] is False


def test_rules_the_program_did_not_ask_for_never_appear() -> None:
    group = outputs("aws:ec2/securityGroup:SecurityGroup")
    assert group["ingress"] == []
    assert group["vpcId"].startswith("vpc-")


def test_an_unasked_block_holds_only_what_its_type_requires() -> None:
    bucket = outputs("aws:s3/bucket:Bucket")
    assert bucket["versioning"] == {}
    assert bucket["logging"] == {"targetBucket": ""}


def test_the_ports_of_engines_are_their_defaults() -> None:
    assert outputs("aws:rds/cluster:Cluster", engine="aurora-mysql")["port"] == 3306
    assert outputs("aws:rds/cluster:Cluster", engine="aurora-postgresql")["port"] == 5432
    assert outputs("aws:rds/instance:Instance", engine="odd")["port"] == 443


def test_a_managed_password_is_in_a_secret_of_its_own_under_the_key_asked_for() -> None:
    made = outputs(
        "aws:rds/cluster:Cluster", manageMasterUserPassword=True, masterUserSecretKmsKeyId="key"
    )
    (secret,) = made["masterUserSecrets"]
    assert secret["secretArn"].startswith(
        "arn:aws:secretsmanager:us-west-2:123456789012:secret:rds!cluster-"
    )
    assert secret["kmsKeyId"] == "key"
    assert outputs("aws:rds/cluster:Cluster")["masterUserSecrets"] == []


def test_a_lists_only_item_can_be_taken_apart() -> None:
    group = outputs("aws:elasticache/cluster:Cluster")
    assert group["cacheNodes"][0]["address"].endswith(".us-west-2.elasticache.amazonaws.com")


def test_a_certificate_is_validated_for_each_of_its_names() -> None:
    made = outputs(
        "aws:acm/certificate:Certificate",
        domainName="a.example.com",
        subjectAlternativeNames=["a.example.com", "b.example.com"],
    )
    names = [each["domainName"] for each in made["domainValidationOptions"]]
    assert names == ["a.example.com", "b.example.com"]
    assert made["domainValidationOptions"][1]["resourceRecordName"].endswith(".b.example.com.")


def test_a_function_has_the_arns_by_which_others_call_it() -> None:
    made = outputs("aws:lambda/function:Function", name="f")
    arn = "arn:aws:lambda:us-west-2:123456789012:function:f"
    assert made["qualifiedArn"] == f"{arn}:1"
    assert made["version"] == "1"
    assert made["invokeArn"] == (
        f"arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/{arn}/invocations"
    )


def test_a_random_password_is_as_long_as_asked() -> None:
    assert len(outputs("random:index/randomPassword:RandomPassword", length=20)["result"]) == 20


def test_tags_and_engine_versions_follow_the_inputs() -> None:
    made = outputs("aws:rds/cluster:Cluster", tags={"a": "b"}, engineVersion="16.6")
    assert made["tagsAll"] == {"a": "b"}
    assert made["engineVersionActual"] == "16.6"


def test_a_type_nobody_declares_has_no_made_up_outputs() -> None:
    assert outputs("shop:index:Network") == {}
    assert outputs("aws:ec2/vpc:Unheard") == {}


AWS_TYPES = sorted(
    token
    for modules in rpc._RESOURCE_MODULES.values()
    for module in modules
    for token in module.mod_info["classes"]
    if token.split("/")[0]
    in {
        f"aws:{name}"
        for name in (
            "acm", "apigateway", "apigatewayv2", "backup", "cfg", "cloudfront", "cloudtrail",
            "cloudwatch", "dynamodb", "ec2", "ecr", "ecs", "efs", "elasticache", "guardduty",
            "iam", "kinesis", "kms", "lambda", "lb", "rds", "route53", "s3", "secretsmanager",
            "securityhub", "sns", "sqs", "ssm", "vpc", "wafv2",
        )
    }
)  # fmt: skip


def nothings(value: Any, path: Any = "") -> Iterator[Any]:
    """The places in a value where there is nothing."""
    if value is None:
        yield path
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from nothings(item, f"{path}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from nothings(item, f"{path}[]")


@pytest.mark.parametrize("service", sorted({token.split("/")[0] for token in AWS_TYPES}))
def test_no_output_of_any_type_is_nothing(service: Any) -> None:
    # Classes that a newer one replaces warn when they are looked at; the program uses none.
    for token in AWS_TYPES:
        if token.startswith(f"{service}/"):
            assert list(nothings(outputs(token))) == [], token


def test_every_output_that_is_no_input_is_made_up() -> None:
    for token in ("aws:lb/loadBalancer:LoadBalancer", "aws:ec2/vpc:Vpc", "aws:kms/key:Key"):
        computed = {n for n, each in declared.outputs(token).items() if not each.settable}
        assert computed <= set(outputs(token)), token
