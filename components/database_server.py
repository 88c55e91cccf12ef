"""A database server of either kind: what it is made from, and what it tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pulumi

from components.context import Context
from components.secret_version import FIRST
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
        password: master password; None lets RDS make and rotate one, unless the cluster joins a
            global database, whose users it has.
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
    def managed(self) -> bool:
        """Whether RDS makes and rotates the master password."""
        return self.password is None and not self.settings.joins

    @property
    def managed_secret_key(self) -> pulumi.Input[str] | None:
        """The key of the secret that RDS makes, if it makes one."""
        return self.secrets_key_arn if self.managed else None

    @property
    def upgrades_major(self) -> bool | None:
        """Whether RDS may move to another major version; None leaves it at that it may not."""
        return self.settings.allow_major_version_upgrade or None

    @property
    def apply_immediately(self) -> bool:
        """Whether changes wait for no maintenance window.

        A major upgrade cannot wait: the old version's parameter group goes with the same update.
        """
        return bool(self.upgrades_major) or not self.context.protection.deletion_protection

    @property
    def password_version(self) -> int | None:
        """The version of the master password, if there is one to write."""
        return None if self.password is None else FIRST


class ManagedSecret(Protocol):
    """What RDS says about the secret it makes."""

    @property
    def secret_arn(self) -> str | None:
        """Its ARN."""
        ...


class DatabaseServer(pulumi.ComponentResource):
    """A cluster or an instance.

    Attributes:
        endpoint: host name of the server that takes writes.
        reader_endpoint: host name for reads that may lag; the same where there is no reader.
        secret_arn: ARN of the secret that RDS manages; None when it was given a password.
    """

    endpoint: pulumi.Output[str]
    reader_endpoint: pulumi.Output[str]
    secret_arn: pulumi.Output[str] | None


def managed_secret_arn(
    args: ServerArgs, secrets: pulumi.Output[Sequence[ManagedSecret]]
) -> pulumi.Output[str] | None:
    """The ARN of the secret that RDS makes, if it makes one.

    Args:
        args: what the server is made from.
        secrets: what the server says about its secrets.
    """
    if not args.managed:
        return None
    return secrets.apply(lambda found: str(found[0].secret_arn))
