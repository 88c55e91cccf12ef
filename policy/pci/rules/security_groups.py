"""What security groups let in and out."""

from fnmatch import fnmatchcase

from pulumi_policy import Severity

from pci import parameters
from pci.ground import Ground
from pci.networks import is_world
from pci.ports import EGRESS_RULE, GROUP, INGRESS_RULE, MIXED_RULE, Opening, openings
from pci.rule import ResourceRule, StackRule, Topic
from pci.stack import Stack
from pci.subject import Subject
from pci.values import ABSENT, UNKNOWN

_TOPIC = Topic(
    "Security groups",
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
)
PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList"
PREFIX_LIST_ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry"
_IN = (GROUP, MIXED_RULE, INGRESS_RULE)
_OUT = (GROUP, MIXED_RULE, EGRESS_RULE)
_HTTP = 80

#: FTP, SSH, Telnet, RPC, NetBIOS and SMB, databases and caches, RDP, VNC, WinRM, search and
#: container engines: Security Hub EC2.18 and EC2.19 list most of them as high risk.
ADMIN_PORTS = (
    20, 21, 22, 23, 111, 135, 137, 138, 139, 445, 1433, 1434, 1521, 2375, 2376, 3306, 3389, 4333,
    5432, 5500, 5601, 5900, 5985, 5986, 6379, 8088, 9200, 9300, 10250, 11211, 27017,
)  # fmt: skip
_SHELL_PORTS = (22, 3389)


def _faces_the_world(subject: Subject) -> bool:
    patterns = subject.setting(parameters.WORLD_INGRESS_GROUPS)
    return any(fnmatchcase(subject.name, pattern) for pattern in patterns)


def _world(subject: Subject, opening: Opening) -> bool:
    """Whether the opening is to the world; says so when that cannot be known yet."""
    if opening.to_world is UNKNOWN:
        subject.undetermined(f"addresses of {opening.where}")
    return opening.to_world is True


@_TOPIC.resource_rule(
    "sg-no-world-admin-ports",
    "Open no administration or database port to the internet.",
    types=_IN,
    ground=Ground.EXPOSURE,
    severity=Severity.CRITICAL,
    requirements=("1.3.1",),
    fix="aws.vpc.SecurityGroupIngressRule(..., referenced_security_group_id=bastion.id)",
)
def no_world_admin_ports(subject: Subject) -> None:
    """All three ways of writing a rule, IPv4 and IPv6."""
    for opening in openings(subject, "ingress"):
        if _world(subject, opening):
            covered = [(port, opening.covers(port)) for port in ADMIN_PORTS]
            open_ports = [port for port, is_open in covered if is_open is True]
            if open_ports:
                shown = ", ".join(str(port) for port in open_ports[:3])
                more = " and more" if open_ports[3:] else ""
                subject.violated(f"{opening.where} lets the internet reach port {shown}{more}")
            elif covered[0][1] is UNKNOWN:
                subject.undetermined(f"ports of {opening.where}")


@_TOPIC.resource_rule(
    "sg-no-world-ingress",
    "Let the internet reach only the configured ports of the configured groups.",
    types=(*_IN, PREFIX_LIST, PREFIX_LIST_ENTRY),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("1.3.1", "1.4.2"),
    fix="aws.vpc.SecurityGroupIngressRule(..., referenced_security_group_id=load_balancer.id)",
    parameters=(parameters.WORLD_INGRESS_PORTS, parameters.WORLD_INGRESS_GROUPS),
)
def no_world_ingress(subject: Subject) -> None:
    """The edge is recognised by its logical name; ports are single, ranges are not.

    A rule that names a prefix list opens to every entry of it.
    """
    _judge_prefix_list(subject)
    ports = subject.setting(parameters.WORLD_INGRESS_PORTS)
    for opening in openings(subject, "ingress"):
        if not _world(subject, opening):
            continue
        if not _faces_the_world(subject):
            subject.violated(f"{opening.where} lets the internet in, and this is no edge group")
        elif opening.only_port is UNKNOWN:
            subject.undetermined(f"ports of {opening.where}")
        elif opening.only_port not in ports:
            subject.violated(
                f"{opening.where} lets the internet reach more than port {' or '.join(ports)}"
            )


def _judge_prefix_list(subject: Subject) -> None:
    blocks = [subject.props] if subject.type == PREFIX_LIST_ENTRY else []
    if subject.type == PREFIX_LIST:
        blocks += subject.props.blocks("entries")
    for block in blocks:
        address = block.text("cidr")
        if address is UNKNOWN:
            subject.undetermined("cidr")
        elif isinstance(address, str) and is_world(address):
            subject.violated("cidr is the internet: a rule that names the list lets it in")


@_TOPIC.resource_rule(
    "sg-no-plain-http-ingress",
    "Let nothing outside the VPC reach plain HTTP.",
    types=_IN,
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("1.3.1", "4.2.1"),
    fix="aws.vpc.SecurityGroupIngressRule(..., from_port=443, to_port=443)",
    parameters=(parameters.WORLD_INGRESS_GROUPS,),
)
def no_plain_http(subject: Subject) -> None:
    """An edge group may answer on port 80: `lb-listener-encrypted` judges the redirect there."""
    if _faces_the_world(subject):
        subject.not_applicable("the edge answers plain HTTP with a redirect to HTTPS")
    for opening in openings(subject, "ingress"):
        if opening.to_public is False:
            continue
        covered = opening.covers(_HTTP)
        if opening.to_public is True and covered is True:
            subject.violated(f"{opening.where} lets addresses outside the VPC reach port 80")
        elif covered is not False:
            subject.undetermined(f"addresses and ports of {opening.where}")


@_TOPIC.resource_rule(
    "sg-no-world-egress",
    "Let nothing out to the internet on every protocol or on a shell port.",
    types=_OUT,
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("1.3.2",),
    fix="aws.vpc.SecurityGroupEgressRule(..., ip_protocol='tcp', from_port=443, to_port=443, "
    "referenced_security_group_id=endpoints.id)",
)
def no_world_egress(subject: Subject) -> None:
    """Open egress is how card data leaves unseen."""
    for opening in openings(subject, "egress"):
        if not _world(subject, opening):
            continue
        if opening.is_all_ports:
            subject.violated(f"{opening.where} lets everything out to the internet")
        elif any(opening.covers(port) is True for port in _SHELL_PORTS):
            subject.violated(f"{opening.where} lets a shell out to the internet, port 22 or 3389")
        elif any(opening.covers(port) is UNKNOWN for port in _SHELL_PORTS):
            subject.undetermined(f"ports of {opening.where}")


@_TOPIC.resource_rule(
    "sg-rules-described",
    "Give every security group and every rule its business reason.",
    types=(GROUP, MIXED_RULE, INGRESS_RULE, EGRESS_RULE),
    ground=Ground.INVENTORY,
    severity=Severity.LOW,
    requirements=("1.2.5",),
    fix='aws.vpc.SecurityGroupIngressRule(..., description="Lambda to the database")',
)
def rules_described(subject: Subject) -> None:
    """Pulumi's own default, `Managed by Pulumi`, is no reason."""
    if subject.type == GROUP and subject.props.text("description") in (ABSENT, "Managed by Pulumi"):
        subject.violated("description is not set: nobody can review why the group exists")
    for direction in ("ingress", "egress"):
        for opening in openings(subject, direction):
            if opening.description is ABSENT:
                subject.violated(f"{opening.where} has no description: nobody can review it")


@_TOPIC.stack_rule(
    "sg-not-unused",
    "Remove security groups that nothing uses.",
    types=(GROUP,),
    ground=Ground.INVENTORY,
    severity=Severity.LOW,
    requirements=("1.2.7",),
    fix="Attach the group to what it protects, or delete it.",
)
def not_unused(stack: Stack) -> None:
    """A group's own rules do not use it."""
    groups = stack.of(GROUP)
    if not groups:
        return
    own_rules = (MIXED_RULE, INGRESS_RULE, EGRESS_RULE)
    others = [node for node in stack.of() if node.type not in own_rules]
    for group in groups:
        if not any(other.urn != group.urn and other.depends_on(group) for other in others):
            group.violated(f"{group.name} is attached to nothing")


RULES: tuple[ResourceRule | StackRule, ...] = (
    no_world_admin_ports,
    no_world_ingress,
    no_plain_http,
    no_world_egress,
    rules_described,
    not_unused,
)
