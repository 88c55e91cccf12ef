"""The secrets tier: where credentials live, encrypted with a customer key."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import generated
from components.context import Context
from components.existing_secret import ExistingSecret, read_existing
from components.iam import deny_plaintext, policy_json
from components.secret_version import write_version
from components.workloads import APPLICATION_DATABASE, existing_secret
from settings.secrets import SecretsSettings

#: Fields of the application secret: what signs sessions, and the key of the platform's own API.
_APPLICATION_FIELDS = ("jwt_signing_key", "internal_api_key")


@dataclass(frozen=True, kw_only=True, slots=True)
class SecretsArgs:
    """What the secrets of a stack are made from.

    Attributes:
        context: names and tags.
        settings: mode and recovery window.
        key_arn: key of the secrets.
        database: whether there is a database.
        cache: whether there is a cache whose clients share a token.
        application: whether something reads the application secret.
    """

    context: Context
    settings: SecretsSettings
    key_arn: pulumi.Input[str]
    database: bool
    cache: bool
    application: bool


class Secrets(pulumi.ComponentResource):
    """Secrets and their generated values; nothing is ever plain in code, config or state.

    Attributes:
        arns: the ARN of each secret, by `database`, `application-database`, `cache`,
            `application`; without `database` when RDS manages it.
        database_username: master user of an existing secret, for the database's creation; None
            where the settings name it.
        database_password: master password for the database's creation; None when RDS makes it.
        cache_token: AUTH token for the cache's creation; None where nobody shares one.
    """

    arns: dict[str, pulumi.Output[str]]
    database_username: str | None
    database_password: pulumi.Output[str] | None
    cache_token: pulumi.Output[str] | None

    def __init__(
        self, name: str, args: SecretsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Secrets", name, {}, opts)
        self.arns = {}
        self.database_username = self.database_password = self.cache_token = None
        if args.database and args.settings.mode == "existing":
            found = self._existing(args)
            self.arns["database"] = pulumi.Output.from_input(found.arn)
            self.database_username, self.database_password = found.username, found.password
        if args.database and args.settings.mode == "create":
            self.arns["database"] = self._secret(name, args, "database").arn
            self.database_password = generated.password(f"{name}-database-password", self)
        if args.database and args.settings.rotation_strategy == "alternating":
            # Its first version needs the database's address, and no password.
            self.arns[APPLICATION_DATABASE] = self._secret(name, args, APPLICATION_DATABASE).arn
        if args.cache:
            self.arns["cache"] = self._secret(name, args, "cache").arn
            self.cache_token = generated.auth_token(f"{name}-cache-token", self)
        if args.application:
            secret = self._secret(name, args, "application")
            fields = {
                field: generated.key(f"{name}-{field.replace('_', '-')}", self)
                for field in _APPLICATION_FIELDS
            }
            version = write_version(
                f"{name}-application-version",
                secret.id,
                {"engine": "application", **fields},
                parent=self,
            )
            # Tasks and the first rotation read it at once: its ARN is known with its value.
            self.arns["application"] = pulumi.Output.all(secret.arn, version.secret_arn).apply(
                lambda both: both[0]
            )
        self.register_outputs({"arns": self.arns})

    def _existing(self, args: SecretsArgs) -> ExistingSecret:
        ctx = args.context
        return read_existing(existing_secret(ctx, args.settings), region=ctx.region)

    def _secret(self, name: str, args: SecretsArgs, purpose: str) -> aws.secretsmanager.Secret:
        ctx = args.context
        secret_name = ctx.name("secret", purpose)
        recovery = args.settings.recovery_window_days
        secret = aws.secretsmanager.Secret(
            f"{name}-{purpose}",
            name=secret_name,
            description=f"Credentials of the {purpose} in {ctx.env_suffix}",
            kms_key_id=args.key_arn,
            recovery_window_in_days=(
                ctx.protection.recovery_window_days if recovery is None else recovery
            ),
            tags=ctx.tagged(secret_name),
            opts=pulumi.ResourceOptions(parent=self, protect=ctx.protection.protect),
        )
        aws.secretsmanager.SecretPolicy(
            f"{name}-{purpose}-policy",
            secret_arn=secret.arn,
            block_public_policy=True,
            # In a secret's own policy `*` is this secret.
            policy=policy_json([deny_plaintext(["*"], actions=["secretsmanager:*"])]),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return secret
