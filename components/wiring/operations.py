"""Backup, audit, baseline, parameters, budget and monitoring."""

from components.audit import AuditArgs
from components.backup import BackupArgs
from components.baseline import BaselineArgs
from components.budget import BudgetArgs
from components.key_domains import Domain
from components.monitoring import MonitoringArgs
from components.parameters import ParametersArgs
from components.payments_metrics import payments_alarms, payments_widgets
from components.queries import LogGroups
from components.tiers import Tiers
from settings.audit import AuditSettings
from settings.backup import BackupSettings
from settings.baseline import BaselineSettings
from settings.budget import BudgetSettings
from settings.monitoring import MonitoringSettings
from settings.parameters import ParametersSettings


def backup(tiers: Tiers, settings: BackupSettings) -> BackupArgs:
    """Recovery points of everything that holds payments."""
    return BackupArgs(
        context=tiers.context.of_tier("backup"),
        settings=settings,
        key_arn=tiers.key(Domain.BACKUP),
        topic_arn=tiers.topics.system_errors_arn,
        resource_arns=[
            *([tiers.database.arn] if tiers.database else []),
            *([tiers.transactions.table_arn] if tiers.transactions else []),
            *([tiers.files.file_system_arn] if tiers.files else []),
        ],
    )


def audit(tiers: Tiers, settings: AuditSettings) -> AuditArgs:
    """The trail, its bucket and the events it raises alarms for."""
    return AuditArgs(
        context=tiers.context.of_tier("audit"),
        settings=settings,
        key_arn=tiers.key(Domain.AUDIT),
        logs_key_arn=tiers.key(Domain.LOGS),
        access_log_bucket=tiers.buckets.access_log_bucket,
    )


def baseline(tiers: Tiers, settings: BaselineSettings) -> BaselineArgs:
    """What an account has once."""
    return BaselineArgs(
        context=tiers.context.of_tier("baseline"),
        settings=settings,
        key_arn=tiers.key(Domain.OBJECTS),
        topic_arn=tiers.topics.system_errors_arn,
        access_log_bucket=tiers.buckets.access_log_bucket,
    )


def parameters(tiers: Tiers, settings: ParametersSettings) -> ParametersArgs:
    """Where the stack's parts are, for whoever reads it at run time."""
    return ParametersArgs(
        context=tiers.context.of_tier("parameters"),
        settings=settings,
        key_arn=tiers.key(Domain.SECRETS),
        values={
            **({"table_name": tiers.context.table_name} if tiers.transactions else {}),
            **({"rds_endpoint": tiers.database.writer_endpoint} if tiers.database else {}),
            **({"api_endpoint": tiers.api.url} if tiers.api else {}),
        },
    )


def budget(tiers: Tiers, settings: BudgetSettings) -> BudgetArgs:
    """What the stack may cost."""
    return BudgetArgs(
        context=tiers.context.of_tier("budget"),
        settings=settings,
        topic_arn=tiers.topics.system_errors_arn,
    )


def monitoring(tiers: Tiers, settings: MonitoringSettings) -> MonitoringArgs:
    """Everything the tiers built so far want watched."""
    watched, ctx, functions = list(tiers.watched()), tiers.context, tiers.settings.functions
    pays = payments_alarms(ctx, functions.reconciliation_minutes) if functions else ()
    return MonitoringArgs(
        context=ctx.of_tier("monitoring"),
        settings=settings,
        topic_arn=tiers.topics.system_errors_arn,
        alarms=[*pays, *(alarm for tier in watched for alarm in tier.alarms)],
        widgets=[
            *(payments_widgets(ctx) if functions else ()),
            *(widget for tier in watched for widget in tier.widgets),
        ],
        made=tiers.deployment_alarms.alarm_names if tiers.deployment_alarms else (),
        log_groups=log_groups(tiers),
    )


def log_groups(tiers: Tiers) -> LogGroups:
    """The log groups that saved queries search, by what is in them."""
    flow = tiers.network.flow_log_group_name
    return LogGroups(
        application=[
            *(tiers.functions.log_group_names if tiers.functions else ()),
            *([tiers.containers.log_group_name] if tiers.containers else []),
        ],
        api=[tiers.api.access_log_group] if tiers.api else [],
        flow=[flow] if flow else [],
        trail=[tiers.audit.log_group_name] if tiers.audit else [],
    )
