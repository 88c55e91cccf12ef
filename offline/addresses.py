"""Addresses and ARNs of other resources that a provider computes, in the forms AWS gives them."""

from collections.abc import Callable, Mapping
from typing import Final

from offline.identity import Identity
from offline.wire import Value, revealed

#: What makes an output of one type.
Maker = Callable[[Identity], Value]

_CACHE: Final = "aws:elasticache/replicationGroup:ReplicationGroup"
_CLUSTER: Final = "aws:rds/cluster:Cluster"
_INSTANCE: Final = "aws:rds/instance:Instance"
_MEMBER: Final = "aws:rds/clusterInstance:ClusterInstance"
_REST_STAGE: Final = "aws:apigateway/stage:Stage"
_HTTP_STAGE: Final = "aws:apigatewayv2/stage:Stage"
_FUNCTION: Final = "aws:lambda/function:Function"
_ALIAS: Final = "aws:lambda/alias:Alias"
_VERSION: Final = "aws:secretsmanager/secretVersion:SecretVersion"


def special(of: Identity, output: str) -> Value:
    """The value of an output with a form of its own; None for any other."""
    maker = _MAKERS.get((of.type, output))
    return maker(of) if maker else None


def _given(of: Identity, name: str) -> str:
    """The text of an input; "" if the program left it out."""
    return str(revealed(of.inputs.get(name)) or "")


def _database(label: str) -> Maker:
    """A host of RDS; `label` tells writers, readers and proxies apart."""

    def host(of: Identity) -> str:
        # The digits are the account's and region's, the same for each of its servers.
        return (
            f"{of.name}.{label}{of.hex(12, 'rds')}.{of.account.region}.rds.{of.account.dns_suffix}"
        )

    return host


def _instance_endpoint(of: Identity) -> str:
    port = revealed(of.inputs.get("port")) or 5432
    return f"{_database('')(of)}:{port}"


def _cache(role: str) -> Maker:
    """A host of a cache that speaks TLS (ElastiCache user guide, connection endpoints)."""

    def host(of: Identity) -> str:
        zone = of.account.zone_ids[0].partition("-")[0]
        return f"{role}.{of.name}.{of.hex(6, 'cache')}.{zone}.cache.{of.account.dns_suffix}"

    return host


def _api(of: Identity, api: str) -> str:
    return f"{api}.execute-api.{of.account.region}.{of.account.dns_suffix}"


def _stage(of: Identity) -> str:
    name = _given(of, "name")
    return f"https://{_api(of, _given(of, 'apiId'))}/{'' if name == '$default' else name}"


def _load_balancer(of: Identity) -> str:
    region, suffix = of.account.region, of.account.dns_suffix
    if revealed(of.inputs.get("loadBalancerType")) == "network":
        return f"{of.name}-{of.hex(16)}.elb.{region}.{suffix}"
    internal = "internal-" if revealed(of.inputs.get("internal")) else ""
    return f"{internal}{of.name}-{int(of.hex(8), 16)}.{region}.elb.{suffix}"


def _invocation(version: str, action: str, qualifier: str = "") -> Maker:
    """The ARN by which API Gateway calls a function."""

    def arn(of: Identity) -> str:
        account = of.account
        prefix = f"arn:{account.partition}:apigateway:{account.region}:lambda:path/{version}"
        return f"{prefix}/functions/{of.arn}{qualifier}/{action}"

    return arn


def _file_system(of: Identity) -> str:
    return of.account.arn("elasticfilesystem", f"file-system/{_given(of, 'fileSystemId')}")


def _secret(of: Identity) -> str:
    return _given(of, "secretId")


_INVOKED: Final = _invocation("2015-03-31", "invocations")
_STREAMED: Final = _invocation("2021-11-15", "response-streaming-invocations")

_MAKERS: Final[Mapping[tuple[str, str], Maker]] = {
    (_CLUSTER, "endpoint"): _database("cluster-"),
    (_CLUSTER, "readerEndpoint"): _database("cluster-ro-"),
    (_MEMBER, "endpoint"): _database(""),
    (_INSTANCE, "address"): _database(""),
    (_INSTANCE, "endpoint"): _instance_endpoint,
    ("aws:rds/proxy:Proxy", "endpoint"): _database("proxy-"),
    (_CACHE, "primaryEndpointAddress"): _cache("master"),
    (_CACHE, "readerEndpointAddress"): _cache("replica"),
    ("aws:lb/loadBalancer:LoadBalancer", "dnsName"): _load_balancer,
    ("aws:apigatewayv2/api:Api", "apiEndpoint"): lambda of: f"https://{_api(of, of.id)}",
    (_HTTP_STAGE, "invokeUrl"): _stage,
    (_HTTP_STAGE, "executionArn"): lambda of: of.account.arn(
        "execute-api", f"{_given(of, 'apiId')}/{_given(of, 'name')}"
    ),
    (_REST_STAGE, "invokeUrl"): lambda of: (
        f"https://{_api(of, _given(of, 'restApi'))}/{_given(of, 'stageName')}"
    ),
    (_REST_STAGE, "executionArn"): lambda of: of.account.arn(
        "execute-api", f"{_given(of, 'restApi')}/{_given(of, 'stageName')}"
    ),
    (_REST_STAGE, "webAclArn"): lambda _: "",
    (_FUNCTION, "invokeArn"): _INVOKED,
    (_FUNCTION, "qualifiedInvokeArn"): _invocation("2015-03-31", "invocations", ":1"),
    (_FUNCTION, "responseStreamingInvokeArn"): _STREAMED,
    (_FUNCTION, "signingJobArn"): lambda _: "",
    (_FUNCTION, "signingProfileVersionArn"): lambda _: "",
    (_ALIAS, "invokeArn"): _INVOKED,
    (_ALIAS, "responseStreamingInvokeArn"): _STREAMED,
    ("aws:efs/fileSystem:FileSystem", "dnsName"): lambda of: (
        f"{of.id}.efs.{of.account.region}.{of.account.dns_suffix}"
    ),
    ("aws:efs/accessPoint:AccessPoint", "fileSystemArn"): _file_system,
    ("aws:efs/mountTarget:MountTarget", "fileSystemArn"): _file_system,
    ("aws:ecr/repository:Repository", "repositoryUrl"): lambda of: (
        f"{of.account.id}.dkr.ecr.{of.account.region}.{of.account.dns_suffix}/{of.name}"
    ),
    ("aws:cloudfront/distribution:Distribution", "domainName"): lambda of: (
        f"d{of.hex(13, 'domain')}.cloudfront.net"
    ),
    ("aws:s3/bucket:Bucket", "bucketDomainName"): lambda of: (
        f"{of.name}.s3.{of.account.dns_suffix}"
    ),
    ("aws:s3/bucket:Bucket", "bucketRegionalDomainName"): lambda of: (
        f"{of.name}.s3.{of.account.region}.{of.account.dns_suffix}"
    ),
    ("aws:kms/alias:Alias", "targetKeyArn"): lambda of: of.account.arn(
        "kms", f"key/{_given(of, 'targetKeyId')}"
    ),
    ("aws:cloudtrail/trail:Trail", "snsTopicArn"): lambda _: "",
    ("aws:cloudwatch/dashboard:Dashboard", "dashboardArn"): lambda of: of.arn,
    ("aws:backup/vaultNotifications:VaultNotifications", "backupVaultArn"): lambda of: (
        of.account.arn("backup", f"backup-vault:{_given(of, 'backupVaultName')}")
    ),
    ("aws:backup/vaultLockConfiguration:VaultLockConfiguration", "backupVaultArn"): lambda of: (
        of.account.arn("backup", f"backup-vault:{_given(of, 'backupVaultName')}")
    ),
    # "Currently not returned by the RDS API", says the provider.
    ("aws:rds/proxyTarget:ProxyTarget", "targetArn"): lambda _: "",
    (_VERSION, "arn"): _secret,
    (_VERSION, "secretArn"): _secret,
}
