"""What the parts of the database tier share."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.context import Context
from settings.database import DatabaseSettings

#: The authority of the servers' certificates, valid to 2061; the functions trust its bundle.
CERTIFICATE_AUTHORITY = "rds-ca-rsa2048-g1"
#: Seconds between two enhanced monitoring samples.
MONITORING_SECONDS = 60
#: AWS must not bill extended support without being asked.
LIFECYCLE = "open-source-rds-extended-support-disabled"


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerArgs:
    """What a cluster or an instance is made from.

    Attributes:
        context: names, tags, zones and the protection profile.
        settings: the database block.
        identifier: physical name of the cluster or instance.
        subnet_group: name of the subnet group.
        parameter_group: name of the parameter group.
        security_group_id: the database's security group.
        key_arn: key of storage and Performance Insights.
        secrets_key_arn: key of the secret that RDS makes when there is no password.
        username: master user.
        password: master password; None lets RDS make and rotate one.
        monitoring_role_arn: role of enhanced monitoring.
        log_groups: the log groups, made before the server makes them unencrypted.
    """

    context: Context
    settings: DatabaseSettings
    identifier: str
    subnet_group: pulumi.Input[str]
    parameter_group: pulumi.Input[str]
    security_group_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    secrets_key_arn: pulumi.Input[str]
    username: str
    password: pulumi.Input[str] | None
    monitoring_role_arn: pulumi.Input[str]
    log_groups: Sequence[pulumi.Resource]

    @property
    def final_snapshot(self) -> str | None:
        """Name of the snapshot that a deletion leaves."""
        kept = self.context.protection.final_snapshot
        return self.context.name("rds", "final-snapshot") if kept else None

    @property
    def managed_secret_key(self) -> pulumi.Input[str] | None:
        """The key of the secret that RDS makes, if it makes one."""
        return self.secrets_key_arn if self.password is None else None
