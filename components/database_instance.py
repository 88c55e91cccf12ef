"""An RDS PostgreSQL instance with a standby in another zone."""

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

_DEFAULT_CLASS = "db.m7g.large"


class DatabaseInstance(DatabaseServer):
    """A single RDS instance; its standby takes no connections, so both endpoints are one."""

    def __init__(
        self, name: str, args: ServerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:DatabaseInstance", name, {}, opts)
        instance = self._instance(name, args)
        self.endpoint = self.reader_endpoint = instance.address
        self.secret_arn = managed_secret_arn(args, instance.master_user_secrets)
        self.register_outputs({"endpoint": self.endpoint})

    def _instance(self, name: str, args: ServerArgs) -> aws.rds.Instance:
        ctx, settings = args.context, args.settings
        protection = ctx.protection
        return aws.rds.Instance(
            f"{name}-instance",
            identifier=args.identifier,
            engine=settings.rds_engine,
            engine_version=settings.version,
            allow_major_version_upgrade=args.upgrades_major,
            engine_lifecycle_support=LIFECYCLE,
            instance_class=settings.instance_class or _DEFAULT_CLASS,
            db_name=settings.name,
            port=settings.port,
            username=args.username,
            manage_master_user_password=True if args.managed else None,
            master_user_secret_kms_key_id=args.managed_secret_key,
            password_wo=args.password,
            password_wo_version=args.password_version,
            iam_database_authentication_enabled=True,
            db_subnet_group_name=args.subnet_group,
            parameter_group_name=args.parameter_group,
            vpc_security_group_ids=[args.security_group_id],
            publicly_accessible=False,
            multi_az=settings.multi_az,
            allocated_storage=settings.storage_gb,
            max_allocated_storage=settings.max_storage_gb,
            storage_type=settings.storage_type,
            storage_encrypted=True,
            kms_key_id=args.key_arn,
            backup_retention_period=settings.backup_days,
            backup_window=settings.backup_window,
            maintenance_window=settings.maintenance_window,
            copy_tags_to_snapshot=True,
            delete_automated_backups=not protection.final_snapshot,
            deletion_protection=protection.deletion_protection,
            skip_final_snapshot=not protection.final_snapshot,
            final_snapshot_identifier=args.final_snapshot,
            auto_minor_version_upgrade=True,
            apply_immediately=args.apply_immediately,
            ca_cert_identifier=CERTIFICATE_AUTHORITY,
            enabled_cloudwatch_logs_exports=list(log_exports(settings.kind)),
            monitoring_interval=MONITORING_SECONDS,
            monitoring_role_arn=args.monitoring_role_arn,
            performance_insights_enabled=True,
            performance_insights_kms_key_id=args.key_arn,
            performance_insights_retention_period=settings.performance_insights_days,
            database_insights_mode=settings.insights,
            tags=ctx.tagged(args.identifier),
            opts=pulumi.ResourceOptions(
                parent=self, protect=protection.protect, depends_on=args.log_groups
            ),
        )
