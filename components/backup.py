"""The backup tier: recovery points of everything that holds data, in a vault of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric, Widget
from components.context import Context
from components.iam import trust_policy
from settings.backup import BackupSettings

#: What AWS Backup needs to copy and to restore, kept current by AWS for each service it adds.
_POLICIES = {
    "backup": "service-role/AWSBackupServiceRolePolicyForBackup",
    "restore": "service-role/AWSBackupServiceRolePolicyForRestores",
}
#: Minutes within which a backup starts and ends, before AWS Backup gives it up.
_START_MINUTES = 60
_COMPLETION_MINUTES = 360
#: Days after which a lock in compliance mode is final; AWS allows no fewer.
_COOLING_DAYS = 3
#: Events nobody should be surprised by: data was restored, or a recovery point's life changed.
_EVENTS = ["RESTORE_JOB_STARTED", "RECOVERY_POINT_MODIFIED"]


@dataclass(frozen=True, kw_only=True, slots=True)
class BackupArgs:
    """What is backed up, and where to.

    Attributes:
        context: names, tags and protection.
        settings: schedule, retention and lock.
        key_arn: key of the recovery points.
        topic_arn: the system-errors topic.
        resource_arns: databases, tables and file systems.
    """

    context: Context
    settings: BackupSettings
    key_arn: pulumi.Input[str]
    topic_arn: pulumi.Input[str]
    resource_arns: Sequence[pulumi.Input[str]]


class Backup(pulumi.ComponentResource):
    """A vault under a customer key, locked in `retained`, filled every day and every month.

    Attributes:
        vault_name: where recovery points are.
        vault_arn: the vault.
        alarms: failed backups.
        widgets: backups finished and failed.
    """

    vault_name: str
    vault_arn: pulumi.Output[str]
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: BackupArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Backup", name, {}, opts)
        self.vault_name = args.context.name("vault")
        vault = self._vault(name, args)
        self.vault_arn = vault.arn
        plan = self._plan(name, args, vault)
        aws.backup.Selection(
            f"{name}-selection",
            name=args.context.name("plan", "stores"),
            plan_id=plan.id,
            iam_role_arn=self._role(name, args),
            resources=list(args.resource_arns),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.alarms = (_failed(self.vault_name),)
        self.widgets = (_jobs(self.vault_name),)
        self.register_outputs({"vault_name": self.vault_name, "vault_arn": self.vault_arn})

    def _vault(self, name: str, args: BackupArgs) -> aws.backup.Vault:
        ctx, settings = args.context, args.settings
        vault = aws.backup.Vault(
            name,
            name=self.vault_name,
            kms_key_arn=args.key_arn,
            force_destroy=ctx.protection.force_destroy,
            tags=ctx.tagged(self.vault_name),
            opts=pulumi.ResourceOptions(parent=self, protect=ctx.protection.protect),
        )
        aws.backup.VaultNotifications(
            f"{name}-notifications",
            backup_vault_name=vault.name,
            backup_vault_events=_EVENTS,
            sns_topic_arn=args.topic_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        if ctx.protection.object_lock:
            final = settings.lock_mode == "compliance"
            aws.backup.VaultLockConfiguration(
                f"{name}-lock",
                backup_vault_name=vault.name,
                min_retention_days=settings.daily_retention_days,
                max_retention_days=settings.monthly_retention_days,
                changeable_for_days=_COOLING_DAYS if final else None,
                opts=pulumi.ResourceOptions(parent=self),
            )
        return vault

    def _plan(self, name: str, args: BackupArgs, vault: aws.backup.Vault) -> aws.backup.Plan:
        ctx, settings = args.context, args.settings
        hour, minute = settings.daily_at.split(":")
        at = f"{int(minute)} {int(hour)}"
        physical = ctx.name("plan")
        daily = _rule("daily", f"cron({at} * * ? *)", vault, settings.daily_retention_days, None)
        monthly = _rule(
            "monthly",
            f"cron({at} 1 * ? *)",
            vault,
            settings.monthly_retention_days,
            settings.monthly_cold_after_days,
        )
        return aws.backup.Plan(
            f"{name}-plan",
            name=physical,
            rules=[daily, monthly],
            tags=ctx.tagged(physical),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _role(self, name: str, args: BackupArgs) -> pulumi.Output[str]:
        """The role, known once it may do its work."""
        ctx = args.context
        physical = ctx.name("role", "backup")
        role = aws.iam.Role(
            f"{name}-role",
            name=physical,
            assume_role_policy=trust_policy(ctx, "backup"),
            tags=ctx.tagged(physical),
            opts=pulumi.ResourceOptions(parent=self),
        )
        attached = [
            aws.iam.RolePolicyAttachment(
                f"{name}-role-{purpose}",
                role=role.name,
                policy_arn=ctx.arn("iam", f"policy/{policy}", region="", account="aws"),
                opts=pulumi.ResourceOptions(parent=self),
            ).role
            for purpose, policy in _POLICIES.items()
        ]
        return pulumi.Output.all(role.arn, *attached).apply(lambda parts: parts[0])


def _rule(
    name: str, schedule: str, vault: aws.backup.Vault, delete_after: int, cold_after: int | None
) -> aws.backup.PlanRuleArgsDict:
    lifecycle: aws.backup.PlanRuleLifecycleArgsDict = {"delete_after": delete_after}
    if cold_after is not None:
        lifecycle["cold_storage_after"] = cold_after
        lifecycle["opt_in_to_archive_for_supported_resources"] = True
    return {
        "rule_name": name,
        "target_vault_name": vault.name,
        "schedule": schedule,
        "start_window": _START_MINUTES,
        "completion_window": _COMPLETION_MINUTES,
        "lifecycle": lifecycle,
    }


def _failed(vault: str) -> Alarm:
    return Alarm(
        purpose="backup-failed",
        description=f"A backup into {vault} failed. Look at its jobs; start it by hand.",
        metric=_metric(vault, "NumberOfBackupJobsFailed"),
        threshold=0,
        evaluation_periods=1,
    )


def _jobs(vault: str) -> Widget:
    names = ("NumberOfBackupJobsCompleted", "NumberOfBackupJobsFailed")
    return Widget(title="Backups", metrics=tuple(_metric(vault, name) for name in names))


def _metric(vault: str, name: str) -> Metric:
    return Metric(
        namespace="AWS/Backup",
        name=name,
        dimensions={"BackupVaultName": vault},
        statistic="Sum",
    )
