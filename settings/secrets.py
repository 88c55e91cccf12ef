"""Settings of the secrets tier."""

from typing import ClassVar, Literal

from pydantic import Field

from settings.block import Block

SecretsMode = Literal["existing", "create", "rds_managed"]
RotationStrategy = Literal["single", "alternating"]

#: The database user that payment code logs in as when users alternate; the second is its `_clone`.
APPLICATION_USER = "payments_app"


class SecretsSettings(Block):
    """Credentials in Secrets Manager, encrypted with a customer key and rotated."""

    about: ClassVar[str] = (
        "Secrets of the database, the cache and the application, with their rotation."
    )

    mode: SecretsMode = Field(
        default="create",
        description="Where the database's master password comes from. `existing`: the secret "
        "`rds-aurora-credentials-<envSuffix>` that somebody made before, JSON with username and "
        "password; the deployment fails when it is missing, and the rotation until engine, host, "
        "port, dbname and `ssl: true` are added. `create`: generated here. `rds_managed`: RDS "
        "makes and rotates it, and nobody else ever holds it. Secrets of the cache and the "
        "application are always generated.",
    )
    rotation_days: int = Field(
        default=30,
        ge=1,
        le=90,
        description="Days between rotations of every secret (PCI DSS 8.6.3); the policy pack "
        "refuses more than 90.",
    )
    rotation_window_hours: int = Field(
        default=3,
        ge=1,
        le=24,
        description="Hours from the start of a rotation day in which the rotation may run.",
    )
    rotation_strategy: RotationStrategy = Field(
        default="single",
        description="How the payment code's database login changes. `single`: it is the master "
        "user, and new connections fail for the seconds in which its password changes. "
        "`alternating`: two users without the master's rights, of which one stays valid while the "
        "other changes; the first rotation creates them, so that a new stack's database is open "
        "to the payment code about a minute after its deployment.",
    )
    recovery_window_days: int | None = Field(
        default=None,
        ge=7,
        le=30,
        description="Days a deleted secret can be restored, 7 to 30. Default: 30 in `retained` "
        "stacks; `ephemeral` stacks delete at once and refuse this setting.",
    )
