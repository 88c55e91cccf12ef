"""Made-up names, ids and ARNs of resources: plausible for their type, and always the same."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from offline.account import Account
from offline.wire import Properties, revealed

#: Inputs that give a resource its physical name, most specific first.
_NAME_INPUTS: Final = (
    "bucket", "clusterIdentifier", "identifier", "replicationGroupId", "functionName",
    "dashboardName", "alarmName", "name",
)  # fmt: skip

#: Types whose id has a prefix and 17 hexadecimal digits.
_PREFIXES: Final = {
    "Vpc": "vpc", "Subnet": "subnet", "SecurityGroup": "sg", "DefaultSecurityGroup": "sg",
    "InternetGateway": "igw", "NatGateway": "nat", "RouteTable": "rtb", "DefaultRouteTable": "rtb",
    "NetworkAcl": "acl", "DefaultNetworkAcl": "acl", "VpcEndpoint": "vpce", "FlowLog": "fl",
    "Eip": "eipalloc", "RouteTableAssociation": "rtbassoc", "SecurityGroupIngressRule": "sgr",
    "SecurityGroupEgressRule": "sgr", "SecurityGroupRule": "sgrule", "NetworkInterface": "eni",
    "FileSystem": "fs", "AccessPoint": "fsap", "MountTarget": "fsmt", "Instance": "i",
    "LaunchTemplate": "lt", "VpcDhcpOptions": "dopt", "TransitGateway": "tgw",
}  # fmt: skip

#: Where an ARN differs from `arn:<partition>:<service>:<region>:<account>:<kind>/<name>`:
#: namespace, resource, scope. `{name}` is the physical name, `{id}` the id, `{hex}` 16 digits.
_ARNS: Final = {
    "aws:s3/bucket:Bucket": ("s3", "{name}", "global"),
    "aws:iam/role:Role": ("iam", "role/{name}", "account"),
    "aws:iam/policy:Policy": ("iam", "policy/{name}", "account"),
    "aws:iam/user:User": ("iam", "user/{name}", "account"),
    "aws:iam/instanceProfile:InstanceProfile": ("iam", "instance-profile/{name}", "account"),
    "aws:sns/topic:Topic": ("sns", "{name}", "regional"),
    "aws:sqs/queue:Queue": ("sqs", "{name}", "regional"),
    "aws:lambda/function:Function": ("lambda", "function:{name}", "regional"),
    "aws:cloudwatch/logGroup:LogGroup": ("logs", "log-group:{name}", "regional"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": ("cloudwatch", "alarm:{name}", "regional"),
    "aws:rds/cluster:Cluster": ("rds", "cluster:{name}", "regional"),
    "aws:rds/instance:Instance": ("rds", "db:{name}", "regional"),
    "aws:rds/clusterInstance:ClusterInstance": ("rds", "db:{name}", "regional"),
    "aws:rds/subnetGroup:SubnetGroup": ("rds", "subgrp:{name}", "regional"),
    "aws:rds/proxy:Proxy": ("rds", "db-proxy:prx-{hex}", "regional"),
    "aws:elasticache/replicationGroup:ReplicationGroup":
        ("elasticache", "replicationgroup:{name}", "regional"),
    "aws:dynamodb/table:Table": ("dynamodb", "table/{name}", "regional"),
    "aws:kinesis/stream:Stream": ("kinesis", "stream/{name}", "regional"),
    "aws:kms/key:Key": ("kms", "key/{id}", "regional"),
    "aws:kms/replicaKey:ReplicaKey": ("kms", "key/{id}", "regional"),
    "aws:kms/alias:Alias": ("kms", "{name}", "regional"),
    "aws:secretsmanager/secret:Secret": ("secretsmanager", "secret:{name}-{short}", "regional"),
    "aws:lb/loadBalancer:LoadBalancer":
        ("elasticloadbalancing", "loadbalancer/app/{name}/{hex}", "regional"),
    "aws:lb/targetGroup:TargetGroup":
        ("elasticloadbalancing", "targetgroup/{name}/{hex}", "regional"),
    "aws:lb/listener:Listener":
        ("elasticloadbalancing", "listener/app/{name}/{hex}/{hex}", "regional"),
    "aws:lb/listenerRule:ListenerRule":
        ("elasticloadbalancing", "listener-rule/app/{name}/{hex}/{hex}/{hex}", "regional"),
    "aws:codedeploy/application:Application": ("codedeploy", "application:{name}", "regional"),
    "aws:cloudfront/distribution:Distribution": ("cloudfront", "distribution/{id}", "account"),
    "aws:backup/vault:Vault": ("backup", "backup-vault:{name}", "regional"),
    "aws:acm/certificate:Certificate": ("acm", "certificate/{uuid}", "regional"),
    "aws:wafv2/webAcl:WebAcl": ("wafv2", "regional/webacl/{name}/{uuid}", "regional"),
    "aws:wafv2/ipSet:IpSet": ("wafv2", "regional/ipset/{name}/{uuid}", "regional"),
    "aws:ssm/parameter:Parameter": ("ssm", "parameter{name}", "regional"),
    "aws:cloudwatch/eventRule:EventRule": ("events", "rule/{name}", "regional"),
    "aws:ecs/service:Service": ("ecs", "service/{name}", "regional"),
    "aws:ecs/taskDefinition:TaskDefinition": ("ecs", "task-definition/{name}:1", "regional"),
}  # fmt: skip

#: Modules whose ARN namespace is not the module's name.
_NAMESPACES: Final = {
    "vpc": "ec2", "lb": "elasticloadbalancing", "alb": "elasticloadbalancing", "cfg": "config",
    "cloudwatch": "logs", "apigatewayv2": "apigateway", "efs": "elasticfilesystem",
}  # fmt: skip

#: Types whose id is their ARN.
_ID_IS_ARN: Final = frozenset({
    "aws:sns/topic:Topic", "aws:secretsmanager/secret:Secret", "aws:lb/loadBalancer:LoadBalancer",
    "aws:lb/targetGroup:TargetGroup", "aws:lb/listener:Listener",
    "aws:lb/listenerRule:ListenerRule", "aws:iam/policy:Policy",
    "aws:acm/certificate:Certificate", "aws:ecs/cluster:Cluster", "aws:ecs/service:Service",
    "aws:cloudtrail/trail:Trail", "aws:kinesis/stream:Stream",
})  # fmt: skip
_HAS_UUID: Final = frozenset({"Key", "ReplicaKey", "WebAcl", "IpSet", "EventSourceMapping"})


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a resource is, as far as that can be told without AWS.

    Attributes:
        type: type token.
        logical_name: the name in the program.
        urn: everything made up derives from it.
        inputs: what the program gave.
        account: where it lives.
    """

    type: str
    logical_name: str
    urn: str
    inputs: Properties
    account: Account

    def hex(self, length: int, salt: str = "") -> str:
        """Hexadecimal digits that are always the same for the resource and `salt`."""
        return sha256(f"{salt}{self.urn}".encode()).hexdigest()[:length]

    @property
    def uuid(self) -> str:
        """A UUID that is always the same for the resource."""
        digits = self.hex(32, "uuid")
        return "-".join((digits[:8], digits[8:12], f"4{digits[13:16]}", f"8{digits[17:20]}",
                         digits[20:]))  # fmt: skip

    @property
    def name(self) -> str:
        """The physical name: the one given, or Pulumi's own, with seven random digits."""
        for key in _NAME_INPUTS:
            given = revealed(self.inputs.get(key))
            if isinstance(given, str) and given:
                return given
        prefix = revealed(self.inputs.get("namePrefix"))
        stem = prefix if isinstance(prefix, str) else f"{self.logical_name}-"
        return f"{stem}{self.hex(7, 'name')}"

    @property
    def id(self) -> str:
        """The id the provider would give."""
        kind = self._kind
        if self.type in _ID_IS_ARN:
            return self.arn
        if kind == "Queue":
            return f"https://sqs.{self.account.region}.{self.account.dns_suffix}/{self.account.id}/{self.name}"
        if not self.type.startswith("aws:") or kind in _HAS_UUID:
            return self.uuid
        if kind in _PREFIXES and self._module in {"ec2", "vpc", "efs"}:
            return f"{_PREFIXES[kind]}-{self.hex(17)}"
        if self._module in {"apigateway", "apigatewayv2"}:
            return self.hex(10)
        return self.name

    @property
    def arn(self) -> str:
        """The ARN, in the form its service uses."""
        namespace, resource, scope = _ARNS.get(self.type) or self._regular_arn()
        return self.account.arn(
            namespace,
            resource.format(
                name=self.name,
                id=self.id if "{id}" in resource else "",
                hex=self.hex(16),
                short=self.hex(6, "short"),
                uuid=self.uuid,
            ),
            scope=scope,
        )

    def _regular_arn(self) -> tuple[str, str, str]:
        own_id = self.type not in _ID_IS_ARN and self._kind != "Queue"
        dashed = "".join(f"-{c.lower()}" if c.isupper() else c for c in self._kind).lstrip("-")
        name = "{id}" if own_id else "{name}"
        return _NAMESPACES.get(self._module, self._module), f"{dashed}/{name}", "regional"

    @property
    def _kind(self) -> str:
        return self.type.rpartition(":")[2]

    @property
    def _module(self) -> str:
        return self.type.split(":")[1].partition("/")[0]
