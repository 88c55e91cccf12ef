"""Databases: who reaches them, and with which credentials."""

from collections.abc import Iterator

from pulumi_policy import Severity

from pci.ground import Ground
from pci.ports import (
    EGRESS_RULE,
    GROUP,
    INGRESS_RULE,
    MIXED_RULE,
    Direction,
    Opening,
    openings,
)
from pci.routing import TYPES as ROUTING
from pci.routing import internet_subnets, outgoing_subnets
from pci.rule import ResourceRule, StackRule
from pci.rules.rds_keys import CLUSTER, CLUSTER_INSTANCE, INSTANCE, TOPIC
from pci.stack import Node, Stack
from pci.subject import Subject
from pci.values import ABSENT, UNKNOWN

#: What says in `subnetIds` where stores are; a serverless cache has no group.
PLACES = (
    "aws:rds/subnetGroup:SubnetGroup",
    "aws:elasticache/subnetGroup:SubnetGroup",
    "aws:elasticache/serverlessCache:ServerlessCache",
)
_DATABASES = (CLUSTER, INSTANCE)
_NETWORK_RULES = (GROUP, MIXED_RULE, INGRESS_RULE, EGRESS_RULE)
_MADE_FROM = (
    "replicateSourceDb",
    "replicationSourceIdentifier",
    "snapshotIdentifier",
    "restoreToPointInTime",
    "s3Import",
)
#: Names that scanners and worms try first; RDS itself reserves some of them for some engines.
_DEFAULT_NAMES = frozenset(
    {"admin", "administrator", "awsuser", "dbuser", "mysql", "postgres", "rdsadmin", "root", "sa",
     "system", "user"}
)  # fmt: skip


def _skip_inherited_credentials(database: Subject) -> None:
    """A replica or a restored database has the users of what it is made from."""
    for path in _MADE_FROM:
        if database.props.has(path):
            database.not_applicable(f"{path} decides about the master user")
    if database.props.has("globalClusterIdentifier") and not database.props.has("masterUsername"):
        database.not_applicable("the global cluster's primary has the master user")


@TOPIC.resource_rule(
    "rds-no-public-access",
    "Give no database a public address.",
    types=(INSTANCE, CLUSTER_INSTANCE, CLUSTER),
    ground=Ground.EXPOSURE,
    severity=Severity.CRITICAL,
    requirements=("1.4.4", "1.4.1", "1.4.2"),
    fix="aws.rds.Instance(..., publicly_accessible=False)",
)
def no_public_access(database: Subject) -> None:
    """Cardholder data is stored where untrusted networks cannot reach it."""
    database.forbid_true("publiclyAccessible", "the database gets a public address")


@TOPIC.resource_rule(
    "rds-data-api-off",
    "Keep the Data API of clusters off.",
    types=(CLUSTER,),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("1.4.1",),
    fix="aws.rds.Cluster(..., enable_http_endpoint=False)",
)
def data_api_off(cluster: Subject) -> None:
    """The Data API answers on the internet, past the cluster's security groups."""
    cluster.forbid_true("enableHttpEndpoint", "the cluster is reachable from outside the VPC")


@TOPIC.stack_rule(
    "rds-subnet-group-private",
    "Place databases and caches in subnets from which no route leads out.",
    types=(CLUSTER, INSTANCE, *PLACES, *ROUTING),
    ground=Ground.EXPOSURE,
    severity=Severity.CRITICAL,
    requirements=("1.3.1", "1.3.2", "1.4.1"),
    fix="aws.rds.SubnetGroup(..., subnet_ids=data_subnet_ids)",
)
def subnet_group_private(stack: Stack) -> None:
    """A subnet is public by its routes, whatever it is called; the default VPC's all are.

    A store opens no connections, so that a way out, through a NAT gateway too, serves only whoever
    has taken it over.
    """
    for database in stack.of(CLUSTER, INSTANCE):
        if database.props.text("dbSubnetGroupName") == "default":
            database.violated("dbSubnetGroupName is default: the default VPC leads to the internet")
        elif not database.props.has("replicateSourceDb"):
            _require_given(database, "dbSubnetGroupName", "the default VPC's subnets are public")
    places = stack.of(*PLACES)
    if not places:
        return
    public = internet_subnets(stack)
    is_public = {subnet.urn for subnet in public}
    outgoing = [subnet for subnet in outgoing_subnets(stack) if subnet.urn not in is_public]
    for place in places:
        for subnets, why in (
            (public, "which leads to the internet"),
            (outgoing, "whose default route leads out"),
        ):
            for subnet in subnets:
                if place.names(subnet, "subnetIds"):
                    place.violated(f"{place.name} uses {subnet.name}, {why}")


@TOPIC.stack_rule(
    "rds-sg-ingress-from-sg-only",
    "Let only security groups and private addresses reach databases.",
    types=(*_DATABASES, *_NETWORK_RULES),
    ground=Ground.EXPOSURE,
    severity=Severity.CRITICAL,
    requirements=("1.3.1",),
    fix="aws.vpc.SecurityGroupIngressRule(..., referenced_security_group_id=application.id)",
)
def ingress_from_groups(stack: Stack) -> None:
    """Without a group of its own a database gets the VPC's default group."""
    for database in stack.of(*_DATABASES):
        _require_given(database, "vpcSecurityGroupIds", "the VPC's default group decides")
    for node, opening in _database_openings(stack, "ingress"):
        if opening.to_public is True:
            node.violated(f"{opening.where} of {node.name} lets public addresses reach a database")
        elif opening.to_public is UNKNOWN:
            node.undetermined(f"addresses of {opening.where}")


@TOPIC.stack_rule(
    "rds-sg-egress-restricted",
    "Let databases open no connection to the internet.",
    types=(*_DATABASES, *_NETWORK_RULES),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("1.3.2",),
    fix="aws.ec2.SecurityGroup(..., egress=[])",
)
def egress_restricted(stack: Stack) -> None:
    """Connections are stateful: a database answers without a rule for the way out."""
    for node, opening in _database_openings(stack, "egress"):
        if opening.to_world is True:
            node.violated(f"{opening.where} of {node.name} lets a database reach the internet")
        elif opening.to_world is UNKNOWN:
            node.undetermined(f"addresses of {opening.where}")


def _database_openings(stack: Stack, direction: Direction) -> Iterator[tuple[Node, Opening]]:
    databases = stack.of(*_DATABASES)
    groups = [
        group
        for group in stack.of(GROUP)
        if any(database.names(group, "vpcSecurityGroupIds") for database in databases)
    ]
    rules = [
        rule
        for rule in stack.of(MIXED_RULE, INGRESS_RULE, EGRESS_RULE)
        if any(rule.names(group, "securityGroupId") for group in groups)
    ]
    for node in (*groups, *rules):
        if not node.is_computed(direction):
            for opening in openings(node, direction):
                yield node, opening


@TOPIC.resource_rule(
    "rds-iam-authentication",
    "Let people and programs log in to databases with IAM.",
    types=_DATABASES,
    ground=Ground.IDENTITY,
    severity=Severity.MEDIUM,
    requirements=("8.2.1", "7.2.1"),
    fix="aws.rds.Cluster(..., iam_database_authentication_enabled=True)",
)
def iam_authentication(database: Subject) -> None:
    """Oracle, SQL Server, Db2 and Aurora Serverless v1 cannot (RDS)."""
    engine = database.props.text("engine")
    if isinstance(engine, str) and engine.startswith(("oracle", "sqlserver", "custom", "db2")):
        database.not_applicable("the engine has no IAM authentication")
    if database.props.text("engineMode") == "serverless":
        database.not_applicable("Aurora Serverless v1 has no IAM authentication")
    database.require_true("iamDatabaseAuthenticationEnabled", "everybody needs a password")


@TOPIC.resource_rule(
    "rds-managed-master-secret",
    "Keep the master password out of the program and its state.",
    types=_DATABASES,
    ground=Ground.SECRETS,
    severity=Severity.CRITICAL,
    requirements=("8.3.2", "8.6.3", "8.6.2"),
    fix="aws.rds.Cluster(..., manage_master_user_password=True, "
    "master_user_secret_kms_key_id=key.arn)",
)
def managed_master_secret(database: Subject) -> None:
    """RDS keeps and rotates it in Secrets Manager, or a write-only argument carries it."""
    _skip_inherited_credentials(database)
    for path in ("masterPassword", "password"):
        database.forbid_present(path, "the password is kept in the state")
    write_only = any(database.props.has(path) for path in ("masterPasswordWo", "passwordWo"))
    managed = database.props.flag("manageMasterUserPassword")
    if managed is UNKNOWN and not write_only:
        database.undetermined("manageMasterUserPassword")
    elif managed is not True and not write_only:
        database.violated("manageMasterUserPassword is not true: nobody rotates the password")


@TOPIC.resource_rule(
    "rds-no-default-admin-name",
    "Name the master user of a database like nothing that is guessed first.",
    types=_DATABASES,
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("2.2.2",),
    fix='aws.rds.Cluster(..., master_username="dbadmin")',
)
def no_default_name(database: Subject) -> None:
    """Half of a guess is right when the name is."""
    _skip_inherited_credentials(database)
    path = "masterUsername" if database.type == CLUSTER else "username"
    if database.props.at(path) is ABSENT:
        database.violated(f"{path} is not set: the engine's default name is used")
    database.forbid_one_of(path, _DEFAULT_NAMES, "the name is guessed first")


def _require_given(database: Node, path: str, why: str) -> None:
    """The program has set the property at `path`, whatever AWS makes of it when it has not."""
    if database.is_computed(path):
        database.undetermined(path)
    elif not database.is_given(path):
        database.violated(f"{path} is not set: {why}")


RULES: tuple[ResourceRule | StackRule, ...] = (
    no_public_access,
    data_api_off,
    subnet_group_private,
    ingress_from_groups,
    egress_restricted,
    iam_authentication,
    managed_master_secret,
    no_default_name,
)
