"""The cache tier: an in-memory store with TLS and logins from its creation."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Widget
from components.cache_access import user_group
from components.cache_metrics import cache_alarms, cache_widgets, refusal_alarms
from components.cache_users import CacheUser
from components.context import Context
from components.log_group import log_group
from components.secret_version import FIRST
from settings.cache import CacheSettings

_LOGS = ("slow-log", "engine-log")


@dataclass(frozen=True, kw_only=True, slots=True)
class CacheArgs:
    """What the cache is made from.

    Attributes:
        context: names, tags, zones, load and the protection profile.
        settings: the cache block.
        subnet_ids: database subnets, one in each zone.
        security_group_id: the cache's security group.
        key_arn: key of its storage and snapshots.
        logs_key_arn: key of its log groups.
        users: who logs in, as a role; empty where all clients share a token.
        auth_token: the token that all clients share; None where they are users.
    """

    context: Context
    settings: CacheSettings
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    users: Sequence[CacheUser] = ()
    auth_token: pulumi.Input[str] | None = None


class Cache(pulumi.ComponentResource):
    """A replication group that nobody enters without TLS and a login (PCI DSS 4.2.1, 8.3.1).

    Attributes:
        replication_group_id: physical name; clients sign for it, or the rotation changes its token.
        host: the primary, which moves at a failover.
        reader_host: any replica.
        port: TCP port.
        log_group_names: slow log and engine log.
        alarms: facts for the monitoring tier.
        widgets: graphs for the dashboard.
    """

    replication_group_id: str
    host: pulumi.Output[str]
    reader_host: pulumi.Output[str]
    port: int
    log_group_names: tuple[str, ...]
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: CacheArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Cache", name, {}, opts)
        ctx, settings = args.context, args.settings
        self.replication_group_id = ctx.name("cache")
        self.port = settings.port
        self.log_group_names = tuple(
            f"/aws/elasticache/{self.replication_group_id}/{log}" for log in _LOGS
        )
        group = self._group(name, args, self._subnet_group(name, args), self._logs(name, args))
        self.host = group.primary_endpoint_address
        self.reader_host = group.reader_endpoint_address
        self.alarms = cache_alarms(self.replication_group_id, settings.nodes)
        if settings.has_users:
            self.alarms += refusal_alarms(self.replication_group_id, settings.nodes)
        self.widgets = cache_widgets(self.replication_group_id, settings.nodes)
        self.register_outputs(
            {"host": self.host, "reader_host": self.reader_host, "port": self.port}
        )

    def _subnet_group(self, name: str, args: CacheArgs) -> pulumi.Output[str]:
        ctx = args.context
        group_name = ctx.name("subnets", "cache")
        return aws.elasticache.SubnetGroup(
            f"{name}-subnets",
            name=group_name,
            description="Database subnets, which have no way out of the VPC",
            subnet_ids=list(args.subnet_ids),
            tags=ctx.tagged(group_name),
            opts=pulumi.ResourceOptions(parent=self),
        ).name

    def _logs(self, name: str, args: CacheArgs) -> list[aws.cloudwatch.LogGroup]:
        return [
            log_group(
                args.context,
                f"{name}-{log}",
                name=group,
                key_arn=args.logs_key_arn,
                parent=self,
            )
            for log, group in zip(_LOGS, self.log_group_names, strict=True)
        ]

    def _group(
        self,
        name: str,
        args: CacheArgs,
        subnet_group: pulumi.Input[str],
        logs: Sequence[aws.cloudwatch.LogGroup],
    ) -> aws.elasticache.ReplicationGroup:
        ctx, settings = args.context, args.settings
        protection = ctx.protection
        token = args.auth_token
        zones = [ctx.azs[node % len(ctx.azs)] for node in range(settings.nodes)]
        return aws.elasticache.ReplicationGroup(
            f"{name}-group",
            replication_group_id=self.replication_group_id,
            description=f"{settings.engine.capitalize()} cluster for transaction caching - "
            f"{ctx.env_suffix}",
            engine=settings.engine,
            engine_version=settings.version,
            parameter_group_name=settings.parameter_group,
            node_type=settings.node_type_for(ctx.sizing),
            num_cache_clusters=settings.nodes,
            preferred_cache_cluster_azs=zones,
            automatic_failover_enabled=settings.automatic_failover,
            multi_az_enabled=settings.automatic_failover,
            port=settings.port,
            subnet_group_name=subnet_group,
            security_group_ids=[args.security_group_id],
            at_rest_encryption_enabled=True,
            kms_key_id=args.key_arn,
            transit_encryption_enabled=True,
            transit_encryption_mode=settings.tls,
            auth_token_wo=token,
            auth_token_wo_version=None if token is None else FIRST,
            user_group_ids=self._user_groups(name, args),
            auto_minor_version_upgrade=True,
            snapshot_retention_limit=settings.snapshot_days,
            snapshot_window=settings.snapshot_window,
            maintenance_window=settings.maintenance_window,
            final_snapshot_identifier=(
                ctx.name("cache", "final-snapshot") if protection.final_snapshot else None
            ),
            apply_immediately=not protection.deletion_protection,
            log_delivery_configurations=[
                aws.elasticache.ReplicationGroupLogDeliveryConfigurationArgs(
                    destination=group.name,
                    destination_type="cloudwatch-logs",
                    log_format="json",
                    log_type=log,
                )
                for log, group in zip(_LOGS, logs, strict=True)
            ],
            tags=ctx.tagged(self.replication_group_id),
            opts=pulumi.ResourceOptions(parent=self, protect=protection.protect),
        )

    def _user_groups(self, name: str, args: CacheArgs) -> list[pulumi.Output[str]] | None:
        """ElastiCache takes a list with at most one group."""
        if not args.settings.has_users:
            return None
        return [
            user_group(
                args.context, name, users=args.users, engine=args.settings.engine, parent=self
            )
        ]
