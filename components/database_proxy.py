"""A pool of connections before the database, shared by every function instance."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam import Statement, policy_json, trust_policy
from components.log_group import log_group
from settings.database import DatabaseSettings

#: Share of the server's connections that the pool may hold, percent; the rest is for operators.
_MAX_CONNECTIONS_PERCENT = 90
#: Seconds a client waits for a connection: less than a payment may take.
_BORROW_SECONDS = 5
#: Seconds after which an idle client loses its connection.
_IDLE_CLIENT_SECONDS = 1_800


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseProxyArgs:
    """What the proxy is made from.

    Attributes:
        context: names and tags.
        settings: the database block.
        identifier: physical name of the cluster or instance.
        server: the cluster or instance, which must exist before its target.
        subnet_ids: database subnets, one in each zone.
        security_group_id: the proxy's security group.
        secret_arn: the secret with the user it logs in as.
        read_login: what lets its role read that secret.
        logs_key_arn: key of its log group.
    """

    context: Context
    settings: DatabaseSettings
    identifier: str
    server: pulumi.Resource
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    secret_arn: pulumi.Input[str]
    read_login: Statement
    logs_key_arn: pulumi.Input[str]


class DatabaseProxy(pulumi.ComponentResource):
    """An RDS Proxy that takes TLS connections only (PCI DSS 4.2.1).

    Attributes:
        endpoint: host name that clients connect to.
    """

    endpoint: pulumi.Output[str]

    def __init__(
        self, name: str, args: DatabaseProxyArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:DatabaseProxy", name, {}, opts)
        ctx = args.context
        proxy_name = ctx.name("proxy")
        logs = log_group(
            ctx,
            f"{name}-logs",
            name=f"/aws/rds/proxy/{proxy_name}",
            key_arn=args.logs_key_arn,
            parent=self,
        )
        role, permissions = self._role(name, args)
        postgres = args.settings.engine == "postgres"
        proxy = aws.rds.Proxy(
            f"{name}-proxy",
            name=proxy_name,
            engine_family="POSTGRESQL" if postgres else "MYSQL",
            role_arn=role.arn,
            require_tls=True,
            debug_logging=False,
            idle_client_timeout=_IDLE_CLIENT_SECONDS,
            auths=[
                aws.rds.ProxyAuthArgs(
                    auth_scheme="SECRETS",
                    description="The user that the functions log in as",
                    iam_auth="DISABLED",
                    secret_arn=args.secret_arn,
                    client_password_auth_type="POSTGRES_SCRAM_SHA_256" if postgres else None,
                )
            ],
            vpc_subnet_ids=list(args.subnet_ids),
            vpc_security_group_ids=[args.security_group_id],
            tags=ctx.tagged(proxy_name),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[logs, permissions]),
        )
        self._target(name, args, proxy)
        self.endpoint = proxy.endpoint
        self.register_outputs({"endpoint": self.endpoint})

    def _role(self, name: str, args: DatabaseProxyArgs) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
        ctx = args.context
        role_name = ctx.name("role", "database-proxy")
        role = aws.iam.Role(
            f"{name}-role",
            name=role_name,
            description="Reads the database's credentials for the connection pool",
            assume_role_policy=trust_policy(ctx, "rds"),
            tags=ctx.tagged(role_name),
            opts=pulumi.ResourceOptions(parent=self),
        )
        permissions = aws.iam.RolePolicy(
            f"{name}-permissions",
            name="permissions",
            role=role.name,
            policy=policy_json([args.read_login]),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return role, permissions

    def _target(self, name: str, args: DatabaseProxyArgs, proxy: aws.rds.Proxy) -> None:
        group = aws.rds.ProxyDefaultTargetGroup(
            f"{name}-targets",
            db_proxy_name=proxy.name,
            connection_pool_config=aws.rds.ProxyDefaultTargetGroupConnectionPoolConfigArgs(
                max_connections_percent=_MAX_CONNECTIONS_PERCENT,
                connection_borrow_timeout=_BORROW_SECONDS,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.rds.ProxyTarget(
            f"{name}-target",
            db_proxy_name=proxy.name,
            target_group_name=group.name,
            db_cluster_identifier=args.identifier if args.settings.aurora else None,
            db_instance_identifier=None if args.settings.aurora else args.identifier,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[args.server]),
        )
