import re
from typing import Any

import pulumi_aws as aws  # noqa: F401 - registers the types
import pytest

from offline import madeup
from offline.account import Account
from offline.identity import Identity

REGION = "us-west-2"
LAMBDA = f"arn:aws:lambda:{REGION}:123456789012:function:f"
INVOKED = f"arn:aws:apigateway:{REGION}:lambda:path"


def outputs(type_: str, **inputs: Any) -> Any:
    urn = f"urn:pulumi:dev::shop::{type_}::main"
    return madeup.outputs(Identity(type_, "main", urn, inputs, Account(REGION)))


@pytest.mark.parametrize(
    ("type_", "inputs", "output", "form"),
    [
        ("rds/cluster:Cluster", {"clusterIdentifier": "c"}, "endpoint",
         r"c\.cluster-[0-9a-f]{12}\.us-west-2\.rds\.amazonaws\.com"),
        ("rds/cluster:Cluster", {"clusterIdentifier": "c"}, "readerEndpoint",
         r"c\.cluster-ro-[0-9a-f]{12}\.us-west-2\.rds\.amazonaws\.com"),
        ("rds/instance:Instance", {"identifier": "i"}, "endpoint",
         r"i\.[0-9a-f]{12}\.us-west-2\.rds\.amazonaws\.com:5432"),
        ("rds/instance:Instance", {"identifier": "i", "port": 3306}, "endpoint", r"i\..*:3306"),
        ("rds/proxy:Proxy", {"name": "p"}, "endpoint", r"p\.proxy-[0-9a-f]{12}\..*"),
        ("rds/proxyTarget:ProxyTarget", {}, "targetArn", ""),
        ("elasticache/replicationGroup:ReplicationGroup", {"replicationGroupId": "g"},
         "primaryEndpointAddress", r"master\.g\.[0-9a-f]{6}\.usw2\.cache\.amazonaws\.com"),
        ("elasticache/replicationGroup:ReplicationGroup", {"replicationGroupId": "g"},
         "readerEndpointAddress", r"replica\.g\.[0-9a-f]{6}\.usw2\.cache\.amazonaws\.com"),
        ("lb/loadBalancer:LoadBalancer", {"name": "b"}, "dnsName",
         r"b-\d+\.us-west-2\.elb\.amazonaws\.com"),
        ("lb/loadBalancer:LoadBalancer", {"name": "b", "internal": True}, "dnsName",
         r"internal-b-\d+\.us-west-2\.elb\.amazonaws\.com"),
        ("lb/loadBalancer:LoadBalancer", {"name": "b", "loadBalancerType": "network"}, "dnsName",
         r"b-[0-9a-f]{16}\.elb\.us-west-2\.amazonaws\.com"),
        ("apigatewayv2/api:Api", {}, "apiEndpoint",
         r"https://[0-9a-f]{10}\.execute-api\.us-west-2\.amazonaws\.com"),
        ("apigatewayv2/stage:Stage", {"apiId": "a1", "name": "$default"}, "invokeUrl",
         r"https://a1\.execute-api\.us-west-2\.amazonaws\.com/"),
        ("apigatewayv2/stage:Stage", {"apiId": "a1", "name": "v1"}, "executionArn",
         r"arn:aws:execute-api:us-west-2:123456789012:a1/v1"),
        ("apigateway/stage:Stage", {"restApi": "a1", "stageName": "v1"}, "invokeUrl",
         r"https://a1\.execute-api\.us-west-2\.amazonaws\.com/v1"),
        ("apigateway/stage:Stage", {"restApi": "a1", "stageName": "v1"}, "executionArn",
         r"arn:aws:execute-api:us-west-2:123456789012:a1/v1"),
        ("apigateway/stage:Stage", {}, "webAclArn", ""),
        ("lambda/function:Function", {"name": "f"}, "invokeArn",
         f"{INVOKED}/2015-03-31/functions/{LAMBDA}/invocations"),
        ("lambda/function:Function", {"name": "f"}, "qualifiedInvokeArn",
         f"{INVOKED}/2015-03-31/functions/{LAMBDA}:1/invocations"),
        ("lambda/function:Function", {"name": "f"}, "responseStreamingInvokeArn",
         f"{INVOKED}/2021-11-15/functions/{LAMBDA}/response-streaming-invocations"),
        ("lambda/function:Function", {}, "signingJobArn", ""),
        ("lambda/function:Function", {}, "signingProfileVersionArn", ""),
        ("lambda/alias:Alias", {"name": "live", "functionName": "f"}, "invokeArn",
         f"{INVOKED}/2015-03-31/functions/{LAMBDA}:live/invocations"),
        ("efs/fileSystem:FileSystem", {}, "dnsName",
         r"fs-[0-9a-f]{17}\.efs\.us-west-2\.amazonaws\.com"),
        ("efs/mountTarget:MountTarget", {"fileSystemId": "fs-1"}, "fileSystemArn",
         r"arn:aws:elasticfilesystem:us-west-2:123456789012:file-system/fs-1"),
        ("ecr/repository:Repository", {"name": "r"}, "repositoryUrl",
         r"123456789012\.dkr\.ecr\.us-west-2\.amazonaws\.com/r"),
        ("cloudfront/distribution:Distribution", {}, "domainName",
         r"d[0-9a-f]{13}\.cloudfront\.net"),
        ("s3/bucket:Bucket", {"bucket": "b"}, "bucketDomainName", r"b\.s3\.amazonaws\.com"),
        ("s3/bucket:Bucket", {"bucket": "b"}, "bucketRegionalDomainName",
         r"b\.s3\.us-west-2\.amazonaws\.com"),
        ("kms/alias:Alias", {"name": "alias/a", "targetKeyId": "k"}, "targetKeyArn",
         r"arn:aws:kms:us-west-2:123456789012:key/k"),
        ("cloudtrail/trail:Trail", {}, "snsTopicArn", ""),
        ("cloudwatch/dashboard:Dashboard", {"dashboardName": "d"}, "dashboardArn",
         r"arn:aws:cloudwatch::123456789012:dashboard/d"),
        ("backup/vaultNotifications:VaultNotifications", {"backupVaultName": "v"},
         "backupVaultArn", r"arn:aws:backup:us-west-2:123456789012:backup-vault:v"),
        ("backup/vaultLockConfiguration:VaultLockConfiguration", {"backupVaultName": "v"},
         "backupVaultArn", r"arn:aws:backup:us-west-2:123456789012:backup-vault:v"),
        ("secretsmanager/secretVersion:SecretVersion", {"secretId": "arn:s"}, "arn", "arn:s"),
    ],
)  # fmt: skip
def test_an_address_has_the_form_that_aws_gives_it(
    type_: str, inputs: Any, output: str, form: str
) -> None:
    assert re.fullmatch(form, outputs(f"aws:{type_}", **inputs)[output])


def test_the_hosts_of_one_server_are_the_same_every_time() -> None:
    one = outputs("aws:rds/cluster:Cluster", clusterIdentifier="c")
    assert one == outputs("aws:rds/cluster:Cluster", clusterIdentifier="c")
    assert one["endpoint"] != one["readerEndpoint"]
