"""Databases: encryption of storage, snapshots and Performance Insights."""

from pulumi_policy import Severity

from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.subject import Subject
from pci.values import UNKNOWN

CLUSTER = "aws:rds/cluster:Cluster"
INSTANCE = "aws:rds/instance:Instance"
CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
GLOBAL_CLUSTER = "aws:rds/globalCluster:GlobalCluster"
ACTIVITY_STREAM = "aws:rds/clusterActivityStream:ClusterActivityStream"
SNAPSHOTS = ("aws:rds/snapshot:Snapshot", "aws:rds/clusterSnapshot:ClusterSnapshot")
SNAPSHOT_COPIES = (
    "aws:rds/snapshotCopy:SnapshotCopy",
    "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy",
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
)

TOPIC = Topic("RDS", "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html")


def _skip_inherited_storage(instance: Subject) -> None:
    """RDS gives a replica or a restored instance the encryption of what it is made from."""
    for path in ("replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime"):
        if instance.props.has(path):
            instance.not_applicable(f"{path} decides how the storage is encrypted")


@TOPIC.resource_rule(
    "rds-cluster-storage-encrypted",
    "Encrypt the storage of every database cluster.",
    types=(CLUSTER,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1", "3.6.1"),
    fix="aws.rds.Cluster(..., storage_encrypted=True)",
)
def cluster_storage_encrypted(cluster: Subject) -> None:
    """It cannot be switched on later; Aurora Serverless v1 is always encrypted."""
    if cluster.props.text("engineMode") == "serverless":
        cluster.not_applicable("Aurora Serverless v1 is always encrypted")
    cluster.require_true("storageEncrypted", "disks and snapshots would be readable")


@TOPIC.resource_rule(
    "rds-cluster-customer-managed-key",
    "Encrypt every database cluster under a customer managed key.",
    types=(CLUSTER,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1", "3.6.1.2"),
    fix="aws.rds.Cluster(..., kms_key_id=key.arn)",
)
def cluster_customer_key(cluster: Subject) -> None:
    """AWS's own key has a policy that nobody can narrow."""
    cluster.require_customer_key("kmsKeyId", "AWS's own key lets every user of RDS decrypt")


@TOPIC.resource_rule(
    "rds-instance-storage-encrypted",
    "Encrypt the storage of every database instance.",
    types=(INSTANCE,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1", "3.6.1"),
    fix="aws.rds.Instance(..., storage_encrypted=True)",
)
def instance_storage_encrypted(instance: Subject) -> None:
    """It cannot be switched on later."""
    _skip_inherited_storage(instance)
    instance.require_true("storageEncrypted", "disks and snapshots would be readable")


@TOPIC.resource_rule(
    "rds-instance-customer-managed-key",
    "Encrypt every database instance under a customer managed key.",
    types=(INSTANCE,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1", "3.6.1.2"),
    fix="aws.rds.Instance(..., kms_key_id=key.arn)",
)
def instance_customer_key(instance: Subject) -> None:
    """AWS's own key has a policy that nobody can narrow."""
    _skip_inherited_storage(instance)
    instance.require_customer_key("kmsKeyId", "AWS's own key lets every user of RDS decrypt")


@TOPIC.resource_rule(
    "rds-global-cluster-encrypted",
    "Encrypt the storage of every global cluster.",
    types=(GLOBAL_CLUSTER,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1",),
    fix="aws.rds.GlobalCluster(..., storage_encrypted=True)",
)
def global_cluster_encrypted(cluster: Subject) -> None:
    """Clusters that join have to be encrypted as it is."""
    if cluster.props.has("sourceDbClusterIdentifier"):
        cluster.not_applicable("sourceDbClusterIdentifier decides how the storage is encrypted")
    cluster.require_true("storageEncrypted", "copies in every region would be readable")


@TOPIC.resource_rule(
    "rds-activity-stream-customer-managed-key",
    "Encrypt streams of database activity under a customer managed key.",
    types=(ACTIVITY_STREAM,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("10.3.2", "3.5.1"),
    fix="aws.rds.ClusterActivityStream(..., kms_key_id=key.arn)",
)
def activity_stream_customer_key(stream: Subject) -> None:
    """It holds every statement, with its values."""
    stream.require_customer_key("kmsKeyId", "it holds the text of SQL statements")


@TOPIC.resource_rule(
    "rds-performance-insights-encrypted",
    "Encrypt Performance Insights under a customer managed key.",
    types=(INSTANCE, CLUSTER_INSTANCE, CLUSTER),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1",),
    fix="aws.rds.ClusterInstance(..., performance_insights_kms_key_id=key.arn)",
)
def insights_encrypted(database: Subject) -> None:
    """It keeps the text of SQL statements, with whatever literals they carry."""
    on = database.props.flag("performanceInsightsEnabled")
    if on is UNKNOWN:
        database.undetermined("performanceInsightsEnabled")
    elif on is not True:
        database.not_applicable("Performance Insights is off")
    else:
        database.require_customer_key(
            "performanceInsightsKmsKeyId", "it keeps the text of SQL statements"
        )


@TOPIC.resource_rule(
    "rds-master-secret-customer-managed-key",
    "Encrypt the master password that RDS manages under a customer managed key.",
    types=(CLUSTER, INSTANCE),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.6.1.2", "8.3.2"),
    fix="aws.rds.Cluster(..., master_user_secret_kms_key_id=key.arn)",
)
def master_secret_customer_key(database: Subject) -> None:
    """Without one, Secrets Manager takes its own key, which every reader of secrets may use."""
    managed = database.props.flag("manageMasterUserPassword")
    if managed is UNKNOWN:
        database.undetermined("manageMasterUserPassword")
    elif managed is not True:
        database.not_applicable("RDS does not manage the master password")
    else:
        database.require_customer_key("masterUserSecretKmsKeyId", "AWS's own key protects it")


@TOPIC.resource_rule(
    "rds-snapshot-copy-encrypted",
    "Encrypt copies of snapshots and backups under a key of the region they go to.",
    types=SNAPSHOT_COPIES,
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1",),
    fix="aws.rds.SnapshotCopy(..., kms_key_id=key.arn)",
)
def copy_encrypted(copy: Subject) -> None:
    """A copy holds all the data of its source."""
    copy.require_customer_key("kmsKeyId", "the copy would not be under a customer managed key")


@TOPIC.resource_rule(
    "rds-snapshot-not-public",
    "Share no snapshot with everyone.",
    types=(*SNAPSHOTS, *SNAPSHOT_COPIES[:2]),
    ground=Ground.EXPOSURE,
    severity=Severity.CRITICAL,
    requirements=("10.3.2", "7.3.1"),
    fix='aws.rds.Snapshot(..., shared_accounts=["111122223333"])',
)
def snapshot_not_public(snapshot: Subject) -> None:
    """The account `all` is every account."""
    accounts = snapshot.props.texts("sharedAccounts")
    if "all" in accounts:
        snapshot.violated("sharedAccounts contains all: every AWS account may restore it")
    elif UNKNOWN in accounts:
        snapshot.undetermined("sharedAccounts")


RULES: tuple[ResourceRule | StackRule, ...] = (
    cluster_storage_encrypted,
    cluster_customer_key,
    instance_storage_encrypted,
    instance_customer_key,
    global_cluster_encrypted,
    activity_stream_customer_key,
    insights_encrypted,
    master_secret_customer_key,
    copy_encrypted,
    snapshot_not_public,
)
