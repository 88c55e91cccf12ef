import re
from typing import Any

import pytest

from offline.account import Account
from offline.identity import Identity
from offline.wire import Secret

ACCOUNT = Account("us-west-2")


def identity(type_: Any, **inputs: Any) -> Any:
    return Identity(type_, "main", f"urn:pulumi:dev::shop::{type_}::main", inputs, ACCOUNT)


@pytest.mark.parametrize(
    ("type_", "inputs", "id_pattern"),
    [
        ("aws:ec2/vpc:Vpc", {}, r"vpc-[0-9a-f]{17}"),
        ("aws:ec2/subnet:Subnet", {}, r"subnet-[0-9a-f]{17}"),
        ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {}, r"sgr-[0-9a-f]{17}"),
        ("aws:kms/key:Key", {}, r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}"),
        ("aws:s3/bucket:Bucket", {"bucket": "b"}, "b"),
        ("aws:s3/bucket:Bucket", {}, r"main-[0-9a-f]{7}"),
        ("aws:rds/cluster:Cluster", {"clusterIdentifier": "c"}, "c"),
        ("aws:lambda/function:Function", {"name": Secret("f")}, "f"),
        ("aws:iam/role:Role", {"namePrefix": "app-"}, r"app-[0-9a-f]{7}"),
        ("aws:sns/topic:Topic", {"name": "t"}, "arn:aws:sns:us-west-2:123456789012:t"),
        (
            "aws:lb/listenerRule:ListenerRule",
            {"listenerArn": "arn:aws:elasticloadbalancing:r:1:listener/net/n/0123/4567"},
            r"arn:aws:elasticloadbalancing:.*:listener-rule/net/n/0123/4567/[0-9a-f]{16}",
        ),
        (
            "aws:sqs/queue:Queue",
            {"name": "q"},
            "https://sqs.us-west-2.amazonaws.com/123456789012/q",
        ),
        ("aws:apigateway/restApi:RestApi", {"name": "a"}, r"[0-9a-f]{10}"),
        ("random:index/randomPassword:RandomPassword", {}, r"[0-9a-f-]{36}"),
    ],
)
def test_an_id_looks_like_those_of_its_type(type_: Any, inputs: Any, id_pattern: Any) -> None:
    assert re.fullmatch(id_pattern, identity(type_, **inputs).id)


@pytest.mark.parametrize(
    ("type_", "inputs", "arn"),
    [
        ("aws:s3/bucket:Bucket", {"bucket": "b"}, "arn:aws:s3:::b"),
        ("aws:iam/role:Role", {"name": "r"}, "arn:aws:iam::123456789012:role/r"),
        (
            "aws:codedeploy/application:Application",
            {"name": "a"},
            "arn:aws:codedeploy:us-west-2:123456789012:application:a",
        ),
        (
            "aws:cloudwatch/logGroup:LogGroup",
            {"name": "/a/b"},
            "arn:aws:logs:us-west-2:123456789012:log-group:/a/b",
        ),
        (
            "aws:dynamodb/table:Table",
            {"name": "t"},
            "arn:aws:dynamodb:us-west-2:123456789012:table/t",
        ),
        ("aws:sqs/queue:Queue", {"name": "q"}, "arn:aws:sqs:us-west-2:123456789012:q"),
        ("aws:ecs/cluster:Cluster", {"name": "c"}, "arn:aws:ecs:us-west-2:123456789012:cluster/c"),
        (
            "aws:ecs/service:Service",
            {"name": "s", "cluster": "arn:aws:ecs:us-west-2:123456789012:cluster/c"},
            "arn:aws:ecs:us-west-2:123456789012:service/c/s",
        ),
        (
            "aws:lambda/alias:Alias",
            {"name": "live", "functionName": "f"},
            "arn:aws:lambda:us-west-2:123456789012:function:f:live",
        ),
        (
            "aws:lambda/alias:Alias",
            {"name": "live", "functionName": "arn:aws:lambda:us-west-2:123456789012:function:f"},
            "arn:aws:lambda:us-west-2:123456789012:function:f:live",
        ),
        (
            "aws:apigateway/stage:Stage",
            {"restApi": "a1", "stageName": "v1"},
            "arn:aws:apigateway:us-west-2::/restapis/a1/stages/v1",
        ),
        ("aws:route53/zone:Zone", {"name": "z"}, "arn:aws:route53:::hostedzone/z"),
    ],
)
def test_an_arn_has_the_form_its_service_uses(type_: Any, inputs: Any, arn: Any) -> None:
    assert identity(type_, **inputs).arn == arn


@pytest.mark.parametrize(
    ("inputs", "kind"),
    [
        ({}, "app"),
        ({"loadBalancerType": "network"}, "net"),
        ({"loadBalancerType": "gateway"}, "gwy"),
    ],
)
def test_a_load_balancer_says_its_kind(inputs: Any, kind: str) -> None:
    arn = identity("aws:lb/loadBalancer:LoadBalancer", name="b", **inputs).arn
    assert re.fullmatch(rf"arn:.*:loadbalancer/{kind}/b/[0-9a-f]{{16}}", arn)


def test_what_is_for_cloudfront_is_kept_in_one_region() -> None:
    acl = "aws:wafv2/webAcl:WebAcl"
    assert ":wafv2:us-west-2:123456789012:regional/webacl/w/" in identity(acl, name="w").arn
    everywhere = identity(acl, name="w", scope="CLOUDFRONT").arn
    assert ":wafv2:us-east-1:123456789012:global/webacl/w/" in everywhere


@pytest.mark.parametrize(
    ("type_", "pattern"),
    [
        ("aws:cloudfront/distribution:Distribution", r"E[0-9A-F]{13}"),
        ("aws:guardduty/detector:Detector", r"[0-9a-f]{32}"),
        ("aws:backup/plan:Plan", r"[0-9a-f-]{36}"),
    ],
)
def test_ids_of_digits_have_the_length_that_aws_gives_them(type_: str, pattern: str) -> None:
    assert re.fullmatch(pattern, identity(type_).id)


def test_an_arn_without_a_form_of_its_own_names_kind_and_id() -> None:
    vpc = identity("aws:ec2/vpc:Vpc")
    assert vpc.arn == f"arn:aws:ec2:us-west-2:123456789012:vpc/{vpc.id}"
    file_system = identity("aws:efs/fileSystem:FileSystem")
    assert file_system.arn.startswith(
        "arn:aws:elasticfilesystem:us-west-2:123456789012:file-system/fs-"
    )


def test_a_key_is_known_by_the_same_id_in_its_arn() -> None:
    key = identity("aws:kms/key:Key")
    assert key.arn.endswith(f":key/{key.id}")


def test_everything_made_up_is_the_same_every_time_and_differs_between_resources() -> None:
    one = identity("aws:ec2/vpc:Vpc")
    other = Identity(one.type, "other", one.urn.replace("main", "other"), {}, ACCOUNT)
    assert one.id == identity("aws:ec2/vpc:Vpc").id
    assert one.id != other.id
