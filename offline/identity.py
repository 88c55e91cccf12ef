"""Made-up names, ids and ARNs of resources: plausible for their type, and always the same."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from offline.account import Account
from offline.arns import FORMS, Form, Parts
from offline.wire import Properties, revealed

#: Inputs that give a resource its physical name, most specific first.
_NAME_INPUTS: Final = (
    "bucket", "clusterIdentifier", "identifier", "replicationGroupId", "userId", "userGroupId",
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
    "aws:cloudtrail/trail:Trail", "aws:kinesis/stream:Stream", "aws:lambda/alias:Alias",
    "aws:sns/topicSubscription:TopicSubscription",
})  # fmt: skip
#: Where AWS keeps what is made for CloudFront.
_CLOUDFRONT_REGION: Final = "us-east-1"
_HAS_UUID: Final = frozenset(
    {"Key", "ReplicaKey", "WebAcl", "IpSet", "EventSourceMapping", "ResponseHeadersPolicy", "Plan"}
)
#: Types of CloudFront whose id is an E and 13 characters.
_HAS_E: Final = frozenset({"Distribution", "OriginAccessControl"})


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
        if not self.type.startswith("aws:") or kind in _HAS_UUID:
            return self.uuid
        if kind in _PREFIXES and self._module in {"ec2", "vpc", "efs"}:
            return f"{_PREFIXES[kind]}-{self.hex(17)}"
        return self._digits_or_address or self.name

    @property
    def _digits_or_address(self) -> str:
        """The id of a type that has neither a name nor a UUID; "" of any other."""
        account = self.account
        if self._kind == "Queue":
            return f"https://sqs.{account.region}.{account.dns_suffix}/{account.id}/{self.name}"
        if self._kind in _HAS_E:
            return f"E{self.hex(13).upper()}"
        if self._kind == "Detector":
            return self.hex(32)
        return self.hex(10) if self._module in {"apigateway", "apigatewayv2"} else ""

    @property
    def arn(self) -> str:
        """The ARN, in the form its service uses."""
        namespace, resource, scope = FORMS.get(self.type) or self._regular_form()
        own = {
            "name": self.name,
            "id": self.id if "{id}" in resource else "",
            "hex": self.hex(16),
            "short": self.hex(6, "short"),
            "uuid": self.uuid,
        }
        account = (
            replace(self.account, region=_CLOUDFRONT_REGION) if self._is_global else self.account
        )
        return account.arn(namespace, resource.format_map(Parts(own, self.inputs)), scope=scope)

    def _regular_form(self) -> Form:
        own_id = self.type not in _ID_IS_ARN and self._kind != "Queue"
        dashed = "".join(f"-{c.lower()}" if c.isupper() else c for c in self._kind).lstrip("-")
        name = "{id}" if own_id else "{name}"
        return Form(_NAMESPACES.get(self._module, self._module), f"{dashed}/{name}")

    @property
    def _is_global(self) -> bool:
        """Whether it is a web ACL or IP set of CloudFront, which are kept in one region."""
        return revealed(self.inputs.get("scope")) == "CLOUDFRONT"

    @property
    def _kind(self) -> str:
        return self.type.rpartition(":")[2]

    @property
    def _module(self) -> str:
        return self.type.split(":")[1].partition("/")[0]
