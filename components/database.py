"""The database tier: a server in the database subnets, and what belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Widget
from components.context import Context
from components.database_cluster import DatabaseCluster
from components.database_events import DatabaseEvents, DatabaseEventsArgs
from components.database_instance import DatabaseInstance
from components.database_metrics import database_alarms, database_widgets
from components.database_parameters import log_group_names, parameters
from components.database_proxy import DatabaseProxy, DatabaseProxyArgs
from components.database_server import DatabaseServer, ServerArgs
from components.iam import Statement, trust_policy
from components.log_group import log_group
from settings.database import DatabaseSettings

_SUBNETS = {
    "aurora_postgresql": "Subnet group for RDS Aurora PostgreSQL cluster",
    "aurora_mysql": "Subnet group for RDS Aurora MySQL cluster",
    "rds_postgres": "Subnet group for RDS PostgreSQL instance",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseArgs:
    """What the database is made from.

    Attributes:
        context: names, tags, zones, load and the protection profile.
        settings: the database block.
        subnet_ids: database subnets, one in each zone.
        security_group_id: the database's security group.
        proxy_security_group_id: the proxy's security group; needed when there is a proxy.
        key_arn: key of storage and Performance Insights.
        secrets_key_arn: key of the secret that RDS makes when there is no password.
        logs_key_arn: key of the log groups.
        topic_arn: topic of system errors.
        username: master user; None takes the one that the settings name.
        password: master password; None lets RDS make and rotate one.
        secret_arn: the secret that holds the password; None when RDS makes it.
        read_login: what lets a role read the secret that payment code logs in with.
        login_secret_arn: the secret of payment code's own user; None lets it be the master.
    """

    context: Context
    settings: DatabaseSettings
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    proxy_security_group_id: pulumi.Input[str] | None = None
    key_arn: pulumi.Input[str]
    secrets_key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    topic_arn: pulumi.Input[str]
    username: str | None = None
    password: pulumi.Input[str] | None
    secret_arn: pulumi.Input[str] | None
    read_login: Statement
    login_secret_arn: pulumi.Input[str] | None = None


class Database(pulumi.ComponentResource):
    """A database with forced TLS, an audit log and customer keys (PCI DSS 1.4.4, 4.2.1, 10.2.1).

    Attributes:
        identifier: physical name of the cluster or instance.
        arn: its ARN, composed, for backups.
        host: what payment code connects to: the proxy when there is one, else the writer.
        writer_endpoint: the server that takes writes; the rotation logs in here.
        reader_endpoint: for reads that may lag.
        port: TCP port.
        secret_arn: the secret with the master's credentials, whoever made it.
        login_secret_arn: the secret with those of payment code.
        log_group_names: where RDS delivers its logs.
        alarms: facts for the monitoring tier.
        widgets: graphs for the dashboard.
    """

    identifier: str
    arn: str
    host: pulumi.Output[str]
    writer_endpoint: pulumi.Output[str]
    reader_endpoint: pulumi.Output[str]
    port: int
    secret_arn: pulumi.Output[str]
    login_secret_arn: pulumi.Output[str]
    log_group_names: tuple[str, ...]
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Database", name, {}, opts)
        ctx, settings = args.context, args.settings
        self.identifier = ctx.name("rds")
        self.arn = ctx.arn("rds", f"{'cluster' if settings.aurora else 'db'}:{self.identifier}")
        self.port = settings.port
        self.log_group_names = log_group_names(settings.kind, self.identifier)
        server = self._server(name, args)
        self.writer_endpoint = server.endpoint
        self.reader_endpoint = server.reader_endpoint
        secret_arn = server.secret_arn if args.secret_arn is None else args.secret_arn
        if secret_arn is None:
            raise ValueError(
                "the database got a password but no secret_arn; pass the secret that holds it"
            )
        self.secret_arn = pulumi.Output.from_input(secret_arn)
        self.login_secret_arn = (
            self.secret_arn
            if args.login_secret_arn is None
            else pulumi.Output.from_input(args.login_secret_arn)
        )
        self.host = self.writer_endpoint
        if args.proxy_security_group_id is not None:
            self.host = self._proxy(name, args, server, args.proxy_security_group_id)
        DatabaseEvents(
            f"{name}-events",
            DatabaseEventsArgs(context=ctx, aurora=settings.aurora, topic_arn=args.topic_arn),
            pulumi.ResourceOptions(parent=self),
        )
        self.alarms = database_alarms(ctx, settings, self.identifier)
        self.widgets = database_widgets(settings, self.identifier)
        self.register_outputs(
            {
                "host": self.host,
                "writer_endpoint": self.writer_endpoint,
                "reader_endpoint": self.reader_endpoint,
                "identifier": self.identifier,
            }
        )

    def _server(self, name: str, args: DatabaseArgs) -> DatabaseServer:
        ctx, settings = args.context, args.settings
        server = ServerArgs(
            context=ctx,
            settings=settings,
            identifier=self.identifier,
            subnet_group=self._subnet_group(name, args),
            parameter_group=self._parameter_group(name, args),
            security_group_id=args.security_group_id,
            key_arn=args.key_arn,
            secrets_key_arn=args.secrets_key_arn,
            username=args.username or settings.username,
            password=args.password,
            monitoring_role_arn=self._monitoring_role(name, args),
            log_groups=[
                log_group(
                    ctx,
                    f"{name}-{group.rpartition('/')[2]}-logs",
                    name=group,
                    key_arn=args.logs_key_arn,
                    parent=self,
                )
                for group in self.log_group_names
            ],
        )
        kind = DatabaseCluster if settings.aurora else DatabaseInstance
        return kind(f"{name}-server", server, pulumi.ResourceOptions(parent=self))

    def _subnet_group(self, name: str, args: DatabaseArgs) -> pulumi.Output[str]:
        ctx = args.context
        group_name = ctx.name("subnets", "database")
        return aws.rds.SubnetGroup(
            f"{name}-subnets",
            name=group_name,
            description=_SUBNETS[args.settings.kind],
            subnet_ids=list(args.subnet_ids),
            tags=ctx.tagged(group_name),
            opts=pulumi.ResourceOptions(parent=self),
        ).name

    def _parameter_group(self, name: str, args: DatabaseArgs) -> pulumi.Output[str]:
        ctx, settings = args.context, args.settings
        # Named after its family: the next one is made before the server lets go of this one.
        group_name = ctx.name("params", settings.family.replace(".", "-"))
        description = "TLS for every connection, and the audit log"
        opts = pulumi.ResourceOptions(parent=self)
        if not settings.aurora:
            return aws.rds.ParameterGroup(
                f"{name}-parameters",
                name=group_name,
                description=description,
                family=settings.family,
                parameters=[
                    aws.rds.ParameterGroupParameterArgs(
                        name=p.name, value=p.value, apply_method=p.apply_method
                    )
                    for p in parameters(settings.engine)
                ],
                tags=ctx.tagged(group_name),
                opts=opts,
            ).name
        return aws.rds.ClusterParameterGroup(
            f"{name}-parameters",
            name=group_name,
            description=description,
            family=settings.family,
            parameters=[
                aws.rds.ClusterParameterGroupParameterArgs(
                    name=p.name, value=p.value, apply_method=p.apply_method
                )
                for p in parameters(settings.engine)
            ],
            tags=ctx.tagged(group_name),
            opts=opts,
        ).name

    def _monitoring_role(self, name: str, args: DatabaseArgs) -> pulumi.Output[str]:
        ctx = args.context
        role_name = ctx.name("role", "database-monitoring")
        role = aws.iam.Role(
            f"{name}-monitoring-role",
            name=role_name,
            description="Delivers the operating system metrics of the database",
            assume_role_policy=trust_policy(ctx, "monitoring.rds", from_this_account=True),
            tags=ctx.tagged(role_name),
            opts=pulumi.ResourceOptions(parent=self),
        )
        permissions = aws.iam.RolePolicyAttachment(
            f"{name}-monitoring-permissions",
            role=role.name,
            policy_arn=ctx.arn(
                "iam",
                "policy/service-role/AmazonRDSEnhancedMonitoringRole",
                region="",
                account="aws",
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        # RDS refuses a role that may not deliver metrics yet.
        return pulumi.Output.all(role.arn, permissions.role).apply(lambda both: both[0])

    def _proxy(
        self,
        name: str,
        args: DatabaseArgs,
        server: pulumi.Resource,
        security_group_id: pulumi.Input[str],
    ) -> pulumi.Output[str]:
        return DatabaseProxy(
            f"{name}-proxy",
            DatabaseProxyArgs(
                context=args.context,
                settings=args.settings,
                identifier=self.identifier,
                server=server,
                subnet_ids=args.subnet_ids,
                security_group_id=security_group_id,
                secret_arn=self.login_secret_arn,
                read_login=args.read_login,
                logs_key_arn=args.logs_key_arn,
            ),
            pulumi.ResourceOptions(parent=self),
        ).endpoint
