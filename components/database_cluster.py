"""An Aurora cluster: a writer, readers in other zones, and readers that come and go."""

import pulumi
import pulumi_aws as aws

from components.database_parameters import log_exports
from components.database_server import (
    CERTIFICATE_AUTHORITY,
    LIFECYCLE,
    MONITORING_SECONDS,
    DatabaseServer,
    ServerArgs,
    managed_secret_arn,
)

#: Lower is promoted first; Serverless v2 readers in tiers 0 and 1 keep the writer's size (RDS).
_LAST_TIER = 15
#: Average CPU, percent, above which Aurora adds a reader.
_READER_CPU_PERCENT = 60
#: What AWS writes into a member of a global database when it joins, leaves or fails over. Set back
#: by an update, the cluster would leave the global database or stop being a copy (provider).
_GLOBAL_ROLES = ["globalClusterIdentifier", "replicationSourceIdentifier"]


class DatabaseCluster(DatabaseServer):
    """An Aurora cluster; its endpoints follow the roles of its members through a failover."""

    def __init__(
        self, name: str, args: ServerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:DatabaseCluster", name, {}, opts)
        cluster = self._cluster(name, args)
        instances = [
            self._instance(name, args, cluster, number)
            for number in range(1, args.settings.readers + 2)
        ]
        if args.settings.global_database is not None and not args.settings.joins:
            self._global(name, args, args.settings.global_database.name, cluster, instances)
        if args.settings.max_readers is not None:
            self._autoscaling(name, args, args.settings.max_readers, instances)
        self.endpoint = cluster.endpoint
        self.reader_endpoint = cluster.reader_endpoint
        self.secret_arn = managed_secret_arn(args, cluster.master_user_secrets)
        self.register_outputs({"endpoint": self.endpoint, "reader_endpoint": self.reader_endpoint})

    def _cluster(self, name: str, args: ServerArgs) -> aws.rds.Cluster:
        ctx, settings = args.context, args.settings
        protection = ctx.protection
        copied = settings.global_database if settings.joins else None
        return aws.rds.Cluster(
            f"{name}-cluster",
            cluster_identifier=args.identifier,
            engine=aws.rds.EngineType(settings.rds_engine),
            engine_mode="provisioned",
            engine_version=settings.version,
            allow_major_version_upgrade=args.upgrades_major,
            engine_lifecycle_support=LIFECYCLE,
            global_cluster_identifier=copied.name if copied else None,
            source_region=copied.primary_region if copied else None,
            # A copy has the databases and users of the cluster it is fed by.
            database_name=None if copied else settings.name,
            port=settings.port,
            master_username=None if copied else args.username,
            manage_master_user_password=True if args.managed else None,
            master_user_secret_kms_key_id=args.managed_secret_key,
            master_password_wo=args.password,
            master_password_wo_version=args.password_version,
            iam_database_authentication_enabled=True,
            db_subnet_group_name=args.subnet_group,
            db_cluster_parameter_group_name=args.parameter_group,
            vpc_security_group_ids=[args.security_group_id],
            storage_encrypted=True,
            kms_key_id=args.key_arn,
            serverlessv2_scaling_configuration=_scaling(args),
            backup_retention_period=settings.backup_days,
            preferred_backup_window=settings.backup_window,
            preferred_maintenance_window=settings.maintenance_window,
            copy_tags_to_snapshot=True,
            delete_automated_backups=not protection.final_snapshot,
            deletion_protection=protection.deletion_protection,
            skip_final_snapshot=not protection.final_snapshot,
            final_snapshot_identifier=args.final_snapshot,
            apply_immediately=args.apply_immediately,
            enabled_cloudwatch_logs_exports=list(log_exports(settings.kind)),
            monitoring_interval=MONITORING_SECONDS,
            monitoring_role_arn=args.monitoring_role_arn,
            performance_insights_enabled=True,
            performance_insights_kms_key_id=args.key_arn,
            performance_insights_retention_period=settings.performance_insights_days,
            database_insights_mode=settings.insights,
            tags=ctx.tagged(args.identifier),
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=protection.protect,
                depends_on=args.log_groups,
                ignore_changes=_GLOBAL_ROLES if settings.global_database else None,
            ),
        )

    def _instance(
        self, name: str, args: ServerArgs, cluster: aws.rds.Cluster, number: int
    ) -> aws.rds.ClusterInstance:
        """Instances are numbered, not named by role: roles change at a failover.

        They name no engine version: one that RDS has upgraded since would take no new member.
        """
        ctx, settings = args.context, args.settings
        identifier = ctx.name("rds", f"payments-{number}")
        return aws.rds.ClusterInstance(
            f"{name}-{number}",
            identifier=identifier,
            cluster_identifier=cluster.id,
            engine=aws.rds.EngineType(settings.rds_engine),
            instance_class=settings.instance_class or "db.serverless",
            availability_zone=ctx.azs[(number - 1) % len(ctx.azs)],
            promotion_tier=min(number - 1, _LAST_TIER),
            db_subnet_group_name=args.subnet_group,
            publicly_accessible=False,
            auto_minor_version_upgrade=True,
            apply_immediately=args.apply_immediately,
            ca_cert_identifier=CERTIFICATE_AUTHORITY,
            copy_tags_to_snapshot=True,
            monitoring_interval=MONITORING_SECONDS,
            monitoring_role_arn=args.monitoring_role_arn,
            performance_insights_enabled=True,
            performance_insights_kms_key_id=args.key_arn,
            performance_insights_retention_period=settings.performance_insights_days,
            tags=ctx.tagged(identifier),
            opts=pulumi.ResourceOptions(parent=self, protect=ctx.protection.protect),
        )

    def _global(
        self,
        name: str,
        args: ServerArgs,
        identifier: str,
        cluster: aws.rds.Cluster,
        instances: list[aws.rds.ClusterInstance],
    ) -> None:
        """The global database, with this cluster's data, engine and encryption to begin with.

        Every other region encrypts its copy with a customer key of its own.
        """
        protection = args.context.protection
        aws.rds.GlobalCluster(
            f"{name}-global",
            global_cluster_identifier=identifier,
            source_db_cluster_identifier=cluster.arn,
            # The provider offers it for PostgreSQL alone.
            engine_lifecycle_support=LIFECYCLE if args.settings.engine == "postgres" else None,
            deletion_protection=protection.deletion_protection,
            # Lets the members go first: the provider asks for it where a cluster is the source.
            force_destroy=True,
            tags=args.context.tagged(identifier),
            opts=pulumi.ResourceOptions(
                parent=self, protect=protection.protect, depends_on=instances
            ),
        )

    def _autoscaling(
        self,
        name: str,
        args: ServerArgs,
        max_readers: int,
        instances: list[aws.rds.ClusterInstance],
    ) -> None:
        """More readers while the readers are busy; a cluster must be whole before it scales."""
        target = aws.appautoscaling.Target(
            f"{name}-readers",
            service_namespace="rds",
            resource_id=f"cluster:{args.identifier}",
            scalable_dimension="rds:cluster:ReadReplicaCount",
            min_capacity=args.settings.readers,
            max_capacity=max_readers,
            tags=args.context.tagged(args.context.name("scaling", "database-readers")),
            opts=pulumi.ResourceOptions(parent=self, depends_on=instances),
        )
        aws.appautoscaling.Policy(
            f"{name}-readers-cpu",
            name=args.context.name("scaling", "database-readers-cpu"),
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            resource_id=target.resource_id,
            scalable_dimension=target.scalable_dimension,
            target_tracking_scaling_policy_configuration=(
                aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs(
                    target_value=_READER_CPU_PERCENT,
                    predefined_metric_specification=aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs(
                        predefined_metric_type="RDSReaderAverageCPUUtilization"
                    ),
                )
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _scaling(args: ServerArgs) -> aws.rds.ClusterServerlessv2ScalingConfigurationArgs | None:
    if not args.settings.serverless:
        return None
    lowest, highest = args.settings.acu_range(args.context.sizing)
    return aws.rds.ClusterServerlessv2ScalingConfigurationArgs(
        min_capacity=lowest, max_capacity=highest
    )
