"""The files tier: one encrypted file system, mounted over TLS through one access point."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric, Widget
from components.context import Context
from components.iam import Conditions, Statement, deny_plaintext, policy_json
from settings.files import FilesSettings

#: Percent of the throughput limit that a file system may need for long.
_IO_LIMIT_PERCENT = 90
#: Bytes of bursts: half an hour at 100 MiB a second. A new file system has 2.1 TiB (EFS guide).
_LEAST_CREDITS = 192 * 1024**3
_CLIENT_ACTIONS = ("elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite")


@dataclass(frozen=True, kw_only=True, slots=True)
class FilesArgs:
    """What the file system is made from.

    Attributes:
        context: names, tags and protection.
        settings: throughput, lifecycle and owner of the files.
        key_arn: key of the files.
        subnet_ids: subnets of the mount targets, one an availability zone.
        security_group_id: security group of the mount targets.
        client_role_arns: roles that mount the files; nobody else does.
    """

    context: Context
    settings: FilesSettings
    key_arn: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    client_role_arns: Sequence[str]


class Files(pulumi.ComponentResource):
    """A file system with a mount target a zone; clients come over TLS, as one user, with a role.

    Attributes:
        file_system_id: what a task mounts, known once every mount target is there.
        file_system_arn: what a backup selects.
        access_point_id: what a task mounts it through.
        access_point_arn: what a function mounts it through.
        alarms: throughput near its limit, and bursts that run out.
        widgets: throughput and connections.
    """

    file_system_id: pulumi.Output[str]
    file_system_arn: pulumi.Output[str]
    access_point_id: pulumi.Output[str]
    access_point_arn: pulumi.Output[str]
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: FilesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Files", name, {}, opts)
        system = self._system(name, args)
        targets = [
            aws.efs.MountTarget(
                f"{name}-{zone}",
                file_system_id=system.id,
                subnet_id=subnet_id,
                security_groups=[args.security_group_id],
                opts=pulumi.ResourceOptions(parent=self),
            )
            for zone, subnet_id in zip(args.context.azs, args.subnet_ids, strict=True)
        ]
        point = self._access_point(name, args, system)
        policy = self._policy(name, args, system)
        # A mount fails while its zone has no target, and is open while the policy is missing.
        ready = [policy.file_system_id, *(target.file_system_id for target in targets)]
        self.file_system_id = pulumi.Output.all(system.id, *ready).apply(lambda ids: ids[0])
        self.file_system_arn = system.arn
        self.access_point_id, self.access_point_arn = point.id, point.arn
        bursting = args.settings.throughput_mode == "bursting"
        self.alarms = (
            _busy(self.file_system_id),
            *([_exhausted(self.file_system_id)] if bursting else []),
        )
        self.widgets = (_traffic(self.file_system_id),)
        self.register_outputs(
            {
                "file_system_id": self.file_system_id,
                "file_system_arn": self.file_system_arn,
                "access_point_id": self.access_point_id,
                "access_point_arn": self.access_point_arn,
            }
        )

    def _system(self, name: str, args: FilesArgs) -> aws.efs.FileSystem:
        ctx, settings = args.context, args.settings
        physical = ctx.name("efs")
        days = settings.infrequent_after_days
        system = aws.efs.FileSystem(
            name,
            creation_token=physical,
            encrypted=True,
            kms_key_id=args.key_arn,
            performance_mode="generalPurpose",
            throughput_mode=settings.throughput_mode,
            lifecycle_policies=[{"transition_to_ia": f"AFTER_{days}_DAY{'S' * (days > 1)}"}],
            tags=ctx.tagged(physical),
            opts=pulumi.ResourceOptions(parent=self, protect=ctx.protection.protect),
        )
        aws.efs.BackupPolicy(
            f"{name}-backup",
            file_system_id=system.id,
            backup_policy={"status": "ENABLED"},
            opts=pulumi.ResourceOptions(parent=self),
        )
        return system

    def _access_point(
        self, name: str, args: FilesArgs, system: aws.efs.FileSystem
    ) -> aws.efs.AccessPoint:
        ctx, owner = args.context, args.settings.owner_id
        return aws.efs.AccessPoint(
            f"{name}-access-point",
            file_system_id=system.id,
            posix_user={"uid": owner, "gid": owner},
            root_directory={
                "path": args.settings.folder,
                "creation_info": {"owner_uid": owner, "owner_gid": owner, "permissions": "0750"},
            },
            tags=ctx.tagged(ctx.name("efs", "access-point")),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _policy(
        self, name: str, args: FilesArgs, system: aws.efs.FileSystem
    ) -> aws.efs.FileSystemPolicy:
        admitted = (
            [_admission(args.context, args.client_role_arns)] if args.client_role_arns else []
        )
        return aws.efs.FileSystemPolicy(
            f"{name}-policy",
            file_system_id=system.id,
            policy=policy_json([*admitted, *_refusals()]),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _admission(ctx: Context, client_role_arns: Sequence[str]) -> Statement:
    """Who mounts and writes is said here and not in the clients' roles.

    They would have to name the file system by its ARN, which is not known before it exists; here
    the resource is the file system that carries the policy, and it has one access point.
    """
    return Statement(
        sid="AdmitClients",
        principal={"AWS": "*"},
        actions=_CLIENT_ACTIONS,
        resources=("*",),
        conditions={
            "ArnEquals": {"aws:PrincipalArn": list(client_role_arns)},
            "ArnLike": {
                "elasticfilesystem:AccessPointArn": ctx.arn("elasticfilesystem", "access-point/*")
            },
        },
    )


def _refusals() -> list[Statement]:
    """Clients come over TLS, through the access point, and never as root."""
    return [
        deny_plaintext(("*",), actions=("*",)),
        _deny("DenyRoot", ("elasticfilesystem:ClientRootAccess",), {}),
        _deny(
            "DenyWithoutAccessPoint",
            _CLIENT_ACTIONS,
            {"Null": {"elasticfilesystem:AccessPointArn": "true"}},
        ),
    ]


def _deny(sid: str, actions: tuple[str, ...], when: Conditions) -> Statement:
    return Statement(
        sid=sid,
        effect="Deny",
        principal={"AWS": "*"},
        actions=actions,
        resources=("*",),
        conditions=when,
    )


def _busy(file_system_id: pulumi.Input[str]) -> Alarm:
    return Alarm(
        purpose="efs-io-limit",
        description="The shared file system is close to its throughput. Look for the busiest "
        "client; consider throughputMode elastic.",
        metric=_metric(file_system_id, "PercentIOLimit", "Average"),
        threshold=_IO_LIMIT_PERCENT,
    )


def _exhausted(file_system_id: pulumi.Input[str]) -> Alarm:
    return Alarm(
        purpose="efs-burst-credits",
        description="The shared file system has used up most of its bursts; without them it falls "
        "to 50 KiB a second for each GiB. Set throughputMode elastic.",
        metric=_metric(file_system_id, "BurstCreditBalance", "Minimum"),
        threshold=_LEAST_CREDITS,
        comparison="LessThanThreshold",
    )


def _traffic(file_system_id: pulumi.Input[str]) -> Widget:
    return Widget(
        title="Files: throughput and connections",
        metrics=(
            _metric(file_system_id, "MeteredIOBytes", "Sum"),
            _metric(file_system_id, "ClientConnections", "Sum"),
            _metric(file_system_id, "PercentIOLimit", "Average"),
        ),
    )


def _metric(file_system_id: pulumi.Input[str], name: str, statistic: str) -> Metric:
    return Metric(
        namespace="AWS/EFS",
        name=name,
        dimensions={"FileSystemId": file_system_id},
        statistic=statistic,
    )
