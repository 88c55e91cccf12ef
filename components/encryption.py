"""The encryption tier: one customer managed key for each data domain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.key_domains import Domain, purpose
from components.key_policy import key_policy
from settings.encryption import EncryptionSettings

#: What the tag `Purpose` calls each domain (S000-17, S000-19, S000-21).
_SERVICES = {
    Domain.DATABASE: "RDS",
    Domain.CACHE: "ElastiCache",
    Domain.FILES: "EFS",
    Domain.OBJECTS: "S3",
    Domain.TRANSACTIONS: "DynamoDB",
    Domain.STREAM: "Kinesis",
    Domain.SECRETS: "Secrets Manager",
    Domain.LOGS: "CloudWatch Logs",
    Domain.NOTIFICATIONS: "SNS",
    Domain.BACKUP: "Backup",
    Domain.AUDIT: "CloudTrail",
    Domain.FUNCTIONS: "Lambda",
    Domain.CONTAINERS: "ECS",
    Domain.PAN: "Card Number",
    Domain.CARD_TOKEN: "Card Token",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class EncryptionArgs:
    """What the keys of a stack are made from.

    Attributes:
        context: names, tags and account facts.
        settings: rotation and deletion window.
        domains: the data domains that get a key.
        users: for the card data keys, the ARNs of the roles that call KMS with them.
    """

    context: Context
    settings: EncryptionSettings
    domains: frozenset[Domain]
    users: Mapping[Domain, Sequence[str]] = field(default_factory=dict[Domain, Sequence[str]])


class Encryption(pulumi.ComponentResource):
    """Customer managed keys with rotation, an alias and a policy of their own (PCI DSS 3.6, 3.7).

    Attributes:
        key_arns: the ARN of each domain's key.
    """

    key_arns: Mapping[Domain, pulumi.Output[str]]

    def __init__(
        self, name: str, args: EncryptionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Encryption", name, {}, opts)
        keys = {domain: self._key(name, args, domain) for domain in sorted(args.domains)}
        self.key_arns = {domain: key.arn for domain, key in keys.items()}
        self.register_outputs({"key_arns": dict(self.key_arns)})

    def arn(self, domain: Domain) -> pulumi.Output[str]:
        """The ARN of the key of `domain`."""
        return self.key_arns[domain]

    def _key(self, name: str, args: EncryptionArgs, domain: Domain) -> aws.kms.Key:
        ctx, settings = args.context, args.settings
        # An HMAC key has no automatic rotation (KMS); a new key is a new token domain.
        is_mac = domain is Domain.CARD_TOKEN
        key = aws.kms.Key(
            f"{name}-{domain}",
            description=f"Encrypts {purpose(domain)} of {ctx.env_suffix}",
            key_usage="GENERATE_VERIFY_MAC" if is_mac else "ENCRYPT_DECRYPT",
            customer_master_key_spec="HMAC_256" if is_mac else "SYMMETRIC_DEFAULT",
            enable_key_rotation=None if is_mac else True,
            rotation_period_in_days=None if is_mac else settings.rotation_period_days,
            deletion_window_in_days=settings.deletion_window_days,
            policy=key_policy(ctx, domain, args.users.get(domain, ())),
            tags=ctx.tagged(ctx.name("key", domain), Purpose=f"{_SERVICES[domain]} Encryption"),
            opts=pulumi.ResourceOptions(parent=self, protect=ctx.protection.protect),
        )
        aws.kms.Alias(
            f"{name}-{domain}-alias",
            name=ctx.key_alias(domain),
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return key
