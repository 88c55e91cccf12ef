"""Networks: subnets, routes, access lists, flow logs."""

from fnmatch import fnmatchcase

from pulumi_policy import Severity

from pci import parameters
from pci.ground import Ground
from pci.networks import is_world
from pci.props import Props
from pci.routing import INTERNET_GATEWAY, SUBNET, VPC, internet_subnets
from pci.routing import TYPES as ROUTING
from pci.rule import ResourceRule, StackRule, Topic
from pci.rules.security_groups import ADMIN_PORTS
from pci.stack import Stack
from pci.subject import Subject
from pci.values import UNKNOWN, Missing

DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
NETWORK_ACL = "aws:ec2/networkAcl:NetworkAcl"
NETWORK_ACL_RULE = "aws:ec2/networkAclRule:NetworkAclRule"
NETWORK_ACL_ASSOCIATION = "aws:ec2/networkAclAssociation:NetworkAclAssociation"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"

_TOPIC = Topic(
    "VPC and network",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html",
)


def _is_public_tier(subnet: Subject) -> bool:
    """By its logical name, or by a tag that names its tier."""
    labels = [subnet.name, *(subnet.props.text(f"tags.{key}") for key in ("Tier", "Type"))]
    return any(
        isinstance(label, str) and fnmatchcase(label.lower(), pattern)
        for pattern in subnet.setting(parameters.PUBLIC_SUBNETS)
        for label in labels
    )


@_TOPIC.resource_rule(
    "subnet-no-auto-public-ip",
    "Give nothing a public address just for starting in a subnet.",
    types=(SUBNET,),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("1.4.4", "1.3.1", "1.4.2"),
    fix="aws.ec2.Subnet(..., map_public_ip_on_launch=False)",
    parameters=(parameters.PUBLIC_SUBNETS,),
)
def no_auto_public_ip(subnet: Subject) -> None:
    """Subnets of the public tier may; load balancers and NAT gateways do not need it even there."""
    if _is_public_tier(subnet):
        subnet.not_applicable("the subnet is of the public tier")
    subnet.forbid_true("mapPublicIpOnLaunch", "whatever starts there is on the internet")


@_TOPIC.stack_rule(
    "default-security-group-closed",
    "Adopt the default security group of every VPC and empty it.",
    types=(VPC, DEFAULT_GROUP),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("1.3.1", "1.3.2"),
    fix="aws.ec2.DefaultSecurityGroup(..., vpc_id=vpc.id, ingress=[], egress=[])",
)
def default_group_closed(stack: Stack) -> None:
    """AWS fills it with rules that let its members talk to each other and to the world."""
    groups = stack.of(DEFAULT_GROUP)
    for vpc in stack.of(VPC):
        stack.require_companion(vpc, groups, "vpcId", "keeps its default security group open")
    for group in groups:
        for direction in ("ingress", "egress"):
            if group.is_given(direction):
                group.violated(f"{direction} is set: what forgets its own group gets these rules")


@_TOPIC.resource_rule(
    "nacl-no-world-admin-ports",
    "Let no network ACL admit the internet to administration ports.",
    types=(NETWORK_ACL, NETWORK_ACL_RULE),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("1.3.1",),
    fix='aws.ec2.NetworkAclRule(..., cidr_block="10.0.0.0/16")',
)
def nacl_no_world_admin_ports(acl: Subject) -> None:
    """A rule on its own has the ACL's shape with other names."""
    if acl.type == NETWORK_ACL_RULE:
        if acl.props.flag("egress") is not True:
            _judge_acl_rule(acl, acl.props, "the rule", action="ruleAction")
        return
    for number, rule in enumerate(acl.props.blocks("ingress"), start=1):
        _judge_acl_rule(acl, rule, f"ingress rule {number}", action="action")


def _judge_acl_rule(acl: Subject, rule: Props, where: str, *, action: str) -> None:
    decisive = [rule.text(action), *(rule.text(path) for path in ("cidrBlock", "ipv6CidrBlock"))]
    if str(decisive[0]).lower() == "deny":
        return
    world = any(is_world(address) for address in decisive[1:] if isinstance(address, str))
    first, last = rule.number("fromPort"), rule.number("toPort")
    if UNKNOWN in decisive or (world and UNKNOWN in (first, last)):
        acl.undetermined(f"addresses and ports of {where}")
    elif world and rule.text("protocol") in ("-1", "all"):
        acl.violated(f"{where} admits the internet to every port")
    elif world and not isinstance(first, Missing) and not isinstance(last, Missing):
        reached = [port for port in ADMIN_PORTS if first <= port <= last]
        if reached:
            acl.violated(f"{where} admits the internet to port {reached[0]}")


@_TOPIC.stack_rule(
    "nacl-attached",
    "Attach every network ACL to a subnet.",
    types=(NETWORK_ACL, NETWORK_ACL_ASSOCIATION),
    ground=Ground.INVENTORY,
    severity=Severity.LOW,
    requirements=("1.2.7", "1.3.1"),
    fix="aws.ec2.NetworkAcl(..., subnet_ids=[subnet.id])",
)
def nacl_attached(stack: Stack) -> None:
    """Directly, or by an association of its own."""
    associations = stack.of(NETWORK_ACL_ASSOCIATION)
    for acl in stack.of(NETWORK_ACL):
        if not acl.is_given("subnetIds"):
            stack.require_companion(acl, associations, "networkAclId", "is attached to no subnet")


@_TOPIC.stack_rule(
    "vpc-flow-logs-enabled",
    "Record the traffic of every VPC.",
    types=(VPC, FLOW_LOG),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.2.1",),
    fix='aws.ec2.FlowLog(..., vpc_id=vpc.id, traffic_type="ALL")',
)
def flow_logs_enabled(stack: Stack) -> None:
    """Without them nobody can say what left the cardholder data environment."""
    logs = stack.of(FLOW_LOG)
    for vpc in stack.of(VPC):
        stack.require_companion(vpc, logs, "vpcId", "has no flow log")


@_TOPIC.resource_rule(
    "flow-log-all-traffic",
    "Record accepted and rejected traffic alike.",
    types=(FLOW_LOG,),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.2.1",),
    fix='aws.ec2.FlowLog(..., traffic_type="ALL")',
)
def all_traffic(log: Subject) -> None:
    """Rejected traffic shows who tries, accepted traffic what was taken; gateways record all."""
    if log.props.has("transitGatewayId") or log.props.has("transitGatewayAttachmentId"):
        log.not_applicable("flow logs of transit gateways know no traffic type")
    log.require_one_of("trafficType", ("ALL",), "one half of the traffic would not be recorded")


@_TOPIC.stack_rule(
    "private-route-no-igw",
    "Route only the public tier to an internet gateway.",
    types=(*ROUTING, INTERNET_GATEWAY),
    ground=Ground.EXPOSURE,
    severity=Severity.CRITICAL,
    requirements=("1.3.1", "1.4.2"),
    fix="aws.ec2.Route(..., nat_gateway_id=nat.id)",
    parameters=(parameters.PUBLIC_SUBNETS,),
)
def private_route_no_igw(stack: Stack) -> None:
    """The tier is known by the subnet's logical name or its Tier or Type tag."""
    for subnet in internet_subnets(stack):
        if not _is_public_tier(subnet):
            subnet.violated(f"{subnet.name} is routed to an internet gateway, but is not public")


RULES: tuple[ResourceRule | StackRule, ...] = (
    no_auto_public_ip,
    default_group_closed,
    nacl_no_world_admin_ports,
    nacl_attached,
    flow_logs_enabled,
    all_traffic,
    private_route_no_igw,
)
