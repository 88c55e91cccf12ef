"""The data domains: what is under a key of its own, and which services may use that key."""

from dataclasses import dataclass
from enum import StrEnum


class Domain(StrEnum):
    """A data domain: what is encrypted under one customer managed key, and the key's alias."""

    DATABASE = "rds"
    CACHE = "elasticache"
    FILES = "efs"
    OBJECTS = "s3"
    TRANSACTIONS = "dynamodb"
    STREAM = "kinesis"
    SECRETS = "secrets"
    LOGS = "logs"
    NOTIFICATIONS = "sns"
    BACKUP = "backup"
    AUDIT = "cloudtrail"
    FUNCTIONS = "lambda"
    CONTAINERS = "ecs"
    PAN = "pan"
    CARD_TOKEN = "card-token"  # noqa: S105 - a key's alias, not a credential


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """How the key of a domain may be used.

    Attributes:
        purpose: what the key protects, for its description.
        via: services through which callers of this account may use the key.
        grants: whether those services create grants for long-lived resources.
        services: services that use the key in their own name, for this account's resources.
        nameless_services: the same, where the service does not say for whose resources.
    """

    purpose: str
    via: tuple[str, ...] = ()
    grants: bool = False
    services: tuple[str, ...] = ()
    nameless_services: tuple[str, ...] = ()


#: Logs, the trail, distributions and card data have statements of their own in the key policy.
KEY_USES = {
    Domain.DATABASE: KeyUse(
        purpose="database storage, snapshots and Performance Insights", via=("rds",), grants=True
    ),
    Domain.CACHE: KeyUse(purpose="cache storage and snapshots", via=("elasticache",), grants=True),
    Domain.FILES: KeyUse(purpose="shared files", via=("elasticfilesystem",), grants=True),
    Domain.OBJECTS: KeyUse(
        purpose="objects in S3",
        via=("s3",),
        services=("delivery.logs", "config"),
    ),
    Domain.TRANSACTIONS: KeyUse(purpose="transaction records", via=("dynamodb",), grants=True),
    Domain.STREAM: KeyUse(purpose="transaction events", via=("kinesis",)),
    Domain.SECRETS: KeyUse(
        purpose="secrets and parameters",
        # RDS looks the key up and grants itself its use for the master secret it manages.
        via=("secretsmanager", "ssm", "rds"),
        grants=True,
    ),
    Domain.NOTIFICATIONS: KeyUse(
        purpose="notifications",
        via=("sns", "sqs"),
        services=("cloudwatch", "events.rds", "backup", "budgets"),
        # EventBridge names no source when it publishes (SNS guide, key management).
        nameless_services=("events",),
    ),
    Domain.BACKUP: KeyUse(
        purpose="recovery points", via=("backup", "rds", "dynamodb"), grants=True
    ),
    Domain.AUDIT: KeyUse(purpose="the audit trail", via=("s3",)),
    Domain.FUNCTIONS: KeyUse(
        purpose="environment variables of functions", via=("lambda",), grants=True
    ),
    Domain.CONTAINERS: KeyUse(
        purpose="container storage and images", via=("ecr", "ecs"), grants=True
    ),
    Domain.LOGS: KeyUse(purpose="log groups"),
    Domain.PAN: KeyUse(purpose="primary account numbers"),
    Domain.CARD_TOKEN: KeyUse(purpose="card tokens (keyed MAC)"),
}


def purpose(domain: Domain) -> str:
    """What the key of a domain protects, in words."""
    return KEY_USES[domain].purpose
