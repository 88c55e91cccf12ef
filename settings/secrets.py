"""Settings of the secrets tier."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from settings.block import Block
from settings.problem import Problem

SecretsMode = Literal["existing", "create", "rds_managed"]
RotationStrategy = Literal["single", "alternating"]
#: What Secrets Manager allows in a name.
SecretName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9/_+=.@-]{1,256}$")]

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
        "`existingName` that somebody made before, JSON with username and "
        "password; the deployment fails when it is missing, and the rotation until engine, host, "
        "port, dbname and `ssl: true` are added. `create`: generated here. `rds_managed`: RDS "
        "makes and rotates it, and nobody else ever holds it. Secrets of the cache and the "
        "application are always generated.",
    )
    existing_name: SecretName | None = Field(
        default=None,
        description="Name of the existing secret. Default: `rds-aurora-credentials-<envSuffix>`.",
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

    def conflicts(self) -> Iterator[Problem]:
        """Yield a name that nothing is read by."""
        if self.existing_name is not None and self.mode != "existing":
            yield Problem(
                path="existingName",
                found=repr(self.existing_name),
                rule=f"has no effect: mode = {self.mode!r} reads no secret",
                fix="mode: existing, or leave it out",
            )
