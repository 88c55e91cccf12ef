"""Databases: parameter groups of their own, logs, versions and backups."""

from pulumi_policy import Severity

from pci import parameters
from pci.engine_versions import is_supported
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule
from pci.rules.rds_keys import CLUSTER, CLUSTER_INSTANCE, INSTANCE, TOPIC
from pci.subject import Subject
from pci.values import UNKNOWN, Missing

#: Engine → the log types it can send to CloudWatch that an investigation needs.
_LOG_EXPORTS = {
    "aurora-postgresql": ("postgresql",),
    "postgres": ("postgresql",),
    "aurora-mysql": ("audit", "error", "slowquery"),
    "mysql": ("audit", "error", "slowquery"),
    "mariadb": ("audit", "error", "slowquery"),
}


@TOPIC.resource_rule(
    "rds-custom-parameter-group",
    "Give every database a parameter group of its own.",
    types=(CLUSTER, INSTANCE),
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("4.2.1", "10.2.1"),
    fix="aws.rds.Cluster(..., db_cluster_parameter_group_name=parameters.name)",
)
def custom_parameter_group(database: Subject) -> None:
    """AWS's default groups cannot be changed, so neither TLS nor audit could be required."""
    path = "dbClusterParameterGroupName" if database.type == CLUSTER else "parameterGroupName"
    name = database.props.text(path)
    if isinstance(name, str) and name.startswith("default."):
        database.violated(f"{path} is AWS's default group: TLS cannot be required in it")
    database.require_present(path, "AWS's default group applies, which cannot require TLS")


@TOPIC.resource_rule(
    "rds-log-exports",
    "Send the logs of databases to CloudWatch.",
    types=(CLUSTER, INSTANCE),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.2.1", "10.4.2"),
    fix='aws.rds.Cluster(..., enabled_cloudwatch_logs_exports=["postgresql"])',
)
def log_exports(database: Subject) -> None:
    """Logs on the instance are gone with it."""
    engine = database.props.text("engine")
    if engine is UNKNOWN:
        database.undetermined("engine")
    if not isinstance(engine, str) or engine not in _LOG_EXPORTS:
        return
    exported = database.props.texts("enabledCloudwatchLogsExports")
    missing = [kind for kind in _LOG_EXPORTS[engine] if kind not in exported]
    if missing and UNKNOWN in exported:
        database.undetermined("enabledCloudwatchLogsExports")
    elif missing:
        database.violated(f"enabledCloudwatchLogsExports lacks {', '.join(missing)}")


@TOPIC.resource_rule(
    "rds-enhanced-monitoring",
    "Monitor the operating system of databases.",
    types=(INSTANCE, CLUSTER_INSTANCE, CLUSTER),
    ground=Ground.LOGGING,
    severity=Severity.LOW,
    requirements=("10.2.1",),
    fix="aws.rds.ClusterInstance(..., monitoring_interval=60, monitoring_role_arn=role.arn)",
)
def enhanced_monitoring(database: Subject) -> None:
    """Aurora clusters are monitored by their instances."""
    engine = database.props.text("engine")
    if database.type == CLUSTER and isinstance(engine, str) and engine.startswith("aurora"):
        database.not_applicable("the instances of an Aurora cluster are monitored")
    database.require_at_least("monitoringInterval", 1, "what runs on the host is not seen", unset=0)
    database.require_present("monitoringRoleArn", "nothing may deliver the metrics")


@TOPIC.resource_rule(
    "rds-auto-minor-version-upgrade",
    "Let databases install minor versions by themselves.",
    types=(INSTANCE, CLUSTER_INSTANCE, CLUSTER),
    ground=Ground.PATCHING,
    severity=Severity.HIGH,
    severe_because="PCI DSS gives a month to install a critical patch (6.3.3); "
    "nobody has to remember it",
    requirements=("6.3.3",),
    fix="aws.rds.ClusterInstance(..., auto_minor_version_upgrade=True)",
)
def auto_minor_version(database: Subject) -> None:
    """RDS does so unless told not to."""
    database.forbid_false("autoMinorVersionUpgrade", "security patches wait for somebody")


@TOPIC.resource_rule(
    "rds-engine-version-supported",
    "Run engine versions that AWS patches.",
    types=(CLUSTER, INSTANCE),
    ground=Ground.PATCHING,
    severity=Severity.HIGH,
    severe_because="a retired version never gets the patch that 6.3.3 asks for",
    requirements=("6.3.3",),
    fix='aws.rds.Cluster(..., engine_version="16.15")',
)
def engine_version(database: Subject) -> None:
    """Without a version RDS takes its default, which it patches; see `pci.engine_versions`."""
    engine, version = database.props.text("engine"), database.props.text("engineVersion")
    for path, value in (("engine", engine), ("engineVersion", version)):
        if value is UNKNOWN:
            database.undetermined(path)
    if isinstance(engine, Missing) or isinstance(version, Missing):
        return
    if is_supported(engine, version) is False:
        database.violated(f"engineVersion is retired, or below what AWS patches for {engine}")


@TOPIC.resource_rule(
    "rds-backup-retention",
    "Keep automated backups of databases long enough.",
    types=(CLUSTER, INSTANCE),
    ground=Ground.RECOVERY,
    severity=Severity.HIGH,
    severe_because="damage that is noticed after the last backup is gone cannot be undone",
    requirements=("10.3.3",),
    fix="aws.rds.Cluster(..., backup_retention_period=35)",
    parameters=(parameters.BACKUP_DAYS_MIN,),
)
def backup_retention(database: Subject) -> None:
    """A cluster keeps one day by default, an instance none (provider)."""
    if database.props.has("replicateSourceDb"):
        database.not_applicable("the source of a replica is backed up")
    least = database.setting(parameters.BACKUP_DAYS_MIN)
    default = 1 if database.type == CLUSTER else 0
    why = "what is older cannot be restored"
    database.require_at_least("backupRetentionPeriod", least, why, unset=default)


RULES: tuple[ResourceRule | StackRule, ...] = (
    custom_parameter_group,
    log_exports,
    enhanced_monitoring,
    auto_minor_version,
    engine_version,
    backup_retention,
)
