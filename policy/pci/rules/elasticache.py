"""Caches: encryption, authentication and where they live."""

from pulumi_policy import Severity

from pci import parameters
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.subject import Subject
from pci.values import ABSENT, UNKNOWN

REPLICATION_GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
CLUSTER = "aws:elasticache/cluster:Cluster"
SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"
USER = "aws:elasticache/user:User"
USER_GROUP = "aws:elasticache/userGroup:UserGroup"

#: Kind of cache → what makes it ask its clients who they are.
_WAYS_IN = {
    REPLICATION_GROUP: ("userGroupIds", "authTokenWo", "authToken"),
    SERVERLESS: ("userGroupId",),
}
#: What a user of a cache can log in with.
_LOGINS = ("authenticationMode", "passwords", "passwordsWo")

_TOPIC = Topic(
    "ElastiCache",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html",
)


def _skip_member(cluster: Subject) -> None:
    """A node of a replication group has the group's settings."""
    if cluster.type == CLUSTER and cluster.props.has("replicationGroupId"):
        cluster.not_applicable("the replication group decides")


def _skip_secondary(group: Subject) -> None:
    """A member of a global datastore is made with the settings of its primary."""
    if group.props.has("globalReplicationGroupId"):
        group.not_applicable("the global datastore's primary decides")


@_TOPIC.resource_rule(
    "elasticache-encrypted-at-rest",
    "Encrypt every cache at rest.",
    types=(REPLICATION_GROUP, CLUSTER),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1",),
    fix="aws.elasticache.ReplicationGroup(..., at_rest_encryption_enabled=True)",
)
def encrypted_at_rest(group: Subject) -> None:
    """It cannot be switched on later; swap and snapshots hold what the memory holds.

    Only replication groups and serverless caches can be encrypted (ElastiCache, "At-Rest
    Encryption").
    """
    _skip_member(group)
    _skip_secondary(group)
    if group.type == CLUSTER:
        group.violated("replicationGroupId is not set: a cluster of its own cannot be encrypted")
        return
    group.require_true("atRestEncryptionEnabled", "snapshots would be readable")


@_TOPIC.resource_rule(
    "elasticache-customer-managed-key",
    "Encrypt every cache under a customer managed key.",
    types=(REPLICATION_GROUP, SERVERLESS),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.6.1.2",),
    fix="aws.elasticache.ReplicationGroup(..., kms_key_id=key.arn)",
)
def customer_key(cache: Subject) -> None:
    """Without a key the service uses one of its own."""
    cache.require_customer_key("kmsKeyId", "the service's own key is used")


@_TOPIC.resource_rule(
    "elasticache-encrypted-in-transit",
    "Refuse connections to caches without TLS.",
    types=(REPLICATION_GROUP, CLUSTER),
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("4.2.1", "2.2.7"),
    fix="aws.elasticache.ReplicationGroup(..., transit_encryption_enabled=True)",
)
def encrypted_in_transit(group: Subject) -> None:
    """The mode `preferred` still answers in plain text; without a mode TLS is required."""
    _skip_member(group)
    _skip_secondary(group)
    group.require_true("transitEncryptionEnabled", "commands and data travel in plain text")
    if group.props.has("transitEncryptionMode"):
        group.require_one_of(
            "transitEncryptionMode", ("required",), "clients may still connect in plain text"
        )


@_TOPIC.resource_rule(
    "elasticache-authenticated",
    "Ask the clients of every cache who they are.",
    types=(REPLICATION_GROUP, CLUSTER, SERVERLESS),
    ground=Ground.SECRETS,
    severity=Severity.HIGH,
    requirements=("8.3.1",),
    fix="aws.elasticache.ReplicationGroup(..., user_group_ids=[users.id])",
)
def authenticated(group: Subject) -> None:
    """By an AUTH token, or by a user group; a cluster of its own, and Memcached, have neither."""
    _skip_member(group)
    _skip_secondary(group)
    ways = _WAYS_IN.get(group.type, ())
    if not ways:
        group.violated("replicationGroupId is not set: a cluster of its own asks nobody")
    elif not any(map(group.props.has, ways)):
        which = " or ".join(ways)
        group.violated(f"{which} is not set: anybody who reaches the cache may connect")


@_TOPIC.resource_rule(
    "elasticache-user-password-required",
    "Give every cache user a password or IAM, and no more commands than needed.",
    types=(USER, USER_GROUP),
    ground=Ground.SECRETS,
    severity=Severity.HIGH,
    requirements=("8.3.1", "7.2.2"),
    fix='aws.elasticache.User(..., authentication_mode={"type": "iam"}, '
    'access_string="on ~payments:* -@all +@read")',
)
def user_password(user: Subject) -> None:
    """A password or IAM; a user that is off, as the default user should be, can do nothing."""
    if user.type == USER_GROUP:
        _forbid_default_user(user)
        return
    access = user.props.text("accessString")
    words = access.lower().split() if isinstance(access, str) else []
    if "off" in words:
        user.not_applicable("the user is off")
    if access is UNKNOWN:
        user.undetermined("accessString")
    user.forbid_one_of(
        "authenticationMode.type", ("no-password-required",), "knowing the name is enough"
    )
    if not any(user.props.has(path) for path in _LOGINS):
        user.violated(f"none of {', '.join(_LOGINS)} is set: knowing the name is enough")
    user.forbid_true("noPasswordRequired", "knowing the name is enough")
    every_key = "~*" in words or "allkeys" in words
    every_command = "+@all" in words or "allcommands" in words
    if every_key and every_command and not any(word.startswith("-") for word in words):
        user.violated("accessString grants every command on every key")


def _forbid_default_user(group: Subject) -> None:
    """AWS's own user `default` has no password and may do everything; another takes its place."""
    members = group.props.texts("userIds")
    if "default" in members:
        group.violated("userIds has default, whom every client is without a login")
    elif UNKNOWN in members:
        group.undetermined("userIds")


@_TOPIC.resource_rule(
    "elasticache-auto-minor-version-upgrade",
    "Let caches install minor versions by themselves.",
    types=(REPLICATION_GROUP, CLUSTER),
    ground=Ground.PATCHING,
    severity=Severity.HIGH,
    severe_because="PCI DSS gives a month to install a critical patch (6.3.3); "
    "nobody has to remember it",
    requirements=("6.3.3",),
    fix="aws.elasticache.ReplicationGroup(..., auto_minor_version_upgrade=True)",
)
def auto_minor_version(cache: Subject) -> None:
    """ElastiCache does so unless told not to."""
    cache.forbid_false("autoMinorVersionUpgrade", "security patches wait for somebody")


@_TOPIC.resource_rule(
    "elasticache-snapshot-retention",
    "Keep snapshots of caches as long as configured, or none at all.",
    types=(REPLICATION_GROUP, CLUSTER),
    ground=Ground.RECOVERY,
    severity=Severity.LOW,
    requirements=("10.3.3", "3.2.1"),
    fix="aws.elasticache.ReplicationGroup(..., snapshot_retention_limit=7)",
    parameters=(parameters.SNAPSHOT_DAYS_MIN,),
)
def snapshot_retention(cache: Subject) -> None:
    """With a limit of 0 days configured, a snapshot is account data in one more place."""
    _skip_member(cache)
    if cache.props.text("engine") == "memcached":
        cache.not_applicable("Memcached has no snapshots")
    least = cache.setting(parameters.SNAPSHOT_DAYS_MIN)
    path = "snapshotRetentionLimit"
    if least:
        cache.require_at_least(path, least, "what is lost cannot be restored", unset=0)
    else:
        cache.require_at_most(path, 0, "account data is kept in one more place", unset=0)


@_TOPIC.resource_rule(
    "elasticache-custom-subnet-group",
    "Place caches in a subnet group of their own.",
    types=(REPLICATION_GROUP, CLUSTER),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("1.3.1", "1.4.4"),
    fix="aws.elasticache.ReplicationGroup(..., subnet_group_name=subnets.name)",
)
def custom_subnet_group(cache: Subject) -> None:
    """The group `default` is the default VPC, whose subnets are public."""
    _skip_member(cache)
    _skip_secondary(cache)
    name = cache.props.text("subnetGroupName")
    if name in (ABSENT, "default"):
        cache.violated("subnetGroupName is not set, or default: the default VPC is public")


@_TOPIC.resource_rule(
    "elasticache-auth-token-write-only",
    "Write the token of a cache and its users' passwords where they leave no trace in the state.",
    types=(REPLICATION_GROUP, USER),
    ground=Ground.SECRETS,
    severity=Severity.HIGH,
    requirements=("8.3.2", "8.6.2"),
    fix="aws.elasticache.ReplicationGroup(..., auth_token_wo=token, auth_token_wo_version=1)",
)
def token_write_only(cache: Subject) -> None:
    """Whoever may read the state may read what stands there; with IAM there is nothing to read."""
    cache.forbid_present("authToken", "the state keeps it; use authTokenWo")
    cache.forbid_present("passwords", "the state keeps them; use passwordsWo, or IAM")


@_TOPIC.resource_rule(
    "elasticache-log-delivery",
    "Send the slow log and the engine's log of caches to CloudWatch.",
    types=(REPLICATION_GROUP,),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.2.1",),
    fix='log_delivery_configurations=[{"log_type": "slow-log", ...}, {"log_type": "engine-log"}]',
)
def log_delivery(cache: Subject) -> None:
    """The engine's log says who failed to log in."""
    delivered = [block.text("logType") for block in cache.props.blocks("logDeliveryConfigurations")]
    missing = [name for name in ("slow-log", "engine-log") if name not in delivered]
    if missing and UNKNOWN in delivered:
        cache.undetermined("logDeliveryConfigurations")
    elif missing:
        cache.violated(f"logDeliveryConfigurations lack {' and '.join(missing)}")


RULES: tuple[ResourceRule | StackRule, ...] = (
    encrypted_at_rest,
    customer_key,
    encrypted_in_transit,
    authenticated,
    user_password,
    auto_minor_version,
    snapshot_retention,
    custom_subnet_group,
    token_write_only,
    log_delivery,
)
