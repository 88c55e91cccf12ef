"""Who may use the key of a data domain: the one place where access to keys is granted.

A key policy names services and role ARNs, which are known at preview; role policies would need
the key's ARN, which is not. So roles carry no `kms:` statements, and an auditor reads one document
a domain (PCI DSS 3.6.1.2, 3.6.1.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from components.context import Context
from components.iam import Statement, policy_json, service_principal

_ADMINISTRATION = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListAliases",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListResourceTags",
    "kms:ListKeyRotations",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)
_USE = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")


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
class _Rule:
    """How a domain's key may be used.

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


_RULES = {
    Domain.DATABASE: _Rule(
        purpose="database storage, snapshots and Performance Insights", via=("rds",), grants=True
    ),
    Domain.CACHE: _Rule(purpose="cache storage and snapshots", via=("elasticache",), grants=True),
    Domain.FILES: _Rule(purpose="shared files", via=("elasticfilesystem",), grants=True),
    Domain.OBJECTS: _Rule(
        purpose="objects in S3",
        via=("s3",),
        services=("delivery.logs", "cloudfront", "config"),
    ),
    Domain.TRANSACTIONS: _Rule(purpose="transaction records", via=("dynamodb",), grants=True),
    Domain.STREAM: _Rule(purpose="transaction events", via=("kinesis",)),
    Domain.SECRETS: _Rule(
        purpose="secrets and parameters",
        # RDS looks the key up and grants itself its use for the master secret it manages.
        via=("secretsmanager", "ssm", "rds"),
        grants=True,
    ),
    Domain.NOTIFICATIONS: _Rule(
        purpose="notifications",
        via=("sns", "sqs"),
        services=("cloudwatch", "events.rds", "backup", "budgets", "sns"),
        # EventBridge names no source when it publishes (SNS guide, key management).
        nameless_services=("events",),
    ),
    Domain.BACKUP: _Rule(purpose="recovery points", via=("backup", "rds", "dynamodb"), grants=True),
    Domain.AUDIT: _Rule(purpose="the audit trail", via=("s3",), services=("cloudtrail",)),
    Domain.FUNCTIONS: _Rule(
        purpose="environment variables of functions", via=("lambda",), grants=True
    ),
    Domain.CONTAINERS: _Rule(
        purpose="container storage and images", via=("ecr", "ecs"), grants=True
    ),
    Domain.LOGS: _Rule(purpose="log groups"),
    Domain.PAN: _Rule(purpose="primary account numbers"),
    Domain.CARD_TOKEN: _Rule(purpose="card tokens (keyed MAC)"),
}


def purpose(domain: Domain) -> str:
    """What the key of a domain protects, in words."""
    return _RULES[domain].purpose


def key_policy(ctx: Context, domain: Domain, users: Sequence[str] = ()) -> str:
    """The policy of a domain's key.

    Args:
        ctx: the stack's context.
        domain: what the key protects.
        users: role ARNs that call KMS themselves; only card data keys have any.
    """
    statements = [_administration(ctx), *_through_services(ctx, domain), *_services(ctx, domain)]
    if domain is Domain.LOGS:
        statements.append(_log_groups(ctx))
    if domain is Domain.CONTAINERS:
        statements += _task_storage(ctx)
    if domain is Domain.PAN and users:
        statements.append(_card_data(ctx, users))
    if domain is Domain.CARD_TOKEN and users:
        statements.append(_card_tokens(ctx, users))
    return policy_json(statements)


def _administration(ctx: Context) -> Statement:
    """The account manages the key but, by this statement alone, cannot read data with it."""
    return Statement(
        sid="Administration",
        actions=_ADMINISTRATION,
        resources=("*",),
        principal={"AWS": ctx.arn("iam", "root", region="")},
    )


def _through_services(ctx: Context, domain: Domain) -> list[Statement]:
    """Callers of this account, and only through the services that hold the domain's data.

    AWS managed keys are written the same way: the service still checks its own permissions.
    """
    rule = _RULES[domain]
    if not rule.via:
        return []
    conditions = {
        "StringEquals": {
            "kms:CallerAccount": ctx.account_id,
            "kms:ViaService": [f"{name}.{ctx.region}.{ctx.dns_suffix}" for name in rule.via],
        }
    }
    use = Statement(
        sid="UseThroughService",
        actions=_USE,
        resources=("*",),
        principal={"AWS": "*"},
        conditions=conditions,
    )
    if not rule.grants:
        return [use]
    grant = Statement(
        sid="GrantsOfService",
        actions=("kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"),
        resources=("*",),
        principal={"AWS": "*"},
        conditions={**conditions, "Bool": {"kms:GrantIsForAWSResource": "true"}},
    )
    return [use, grant]


def _services(ctx: Context, domain: Domain) -> list[Statement]:
    rule = _RULES[domain]
    own = {"StringEquals": {"aws:SourceAccount": ctx.account_id}}
    return [
        Statement(
            sid=sid,
            actions=("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"),
            resources=("*",),
            principal={"Service": [service_principal(ctx, name) for name in names]},
            conditions=conditions,
        )
        for sid, names, conditions in (
            ("UseByService", rule.services, own),
            ("UseByNamelessService", rule.nameless_services, {}),
        )
        if names
    ]


def _log_groups(ctx: Context) -> Statement:
    """CloudWatch Logs names the log group in the encryption context."""
    return Statement(
        sid="LogGroups",
        actions=_USE,
        resources=("*",),
        principal={"Service": f"logs.{ctx.region}.{ctx.dns_suffix}"},
        conditions={
            "ArnLike": {"kms:EncryptionContext:aws:logs:arn": ctx.arn("logs", "log-group:*")}
        },
    )


def _task_storage(ctx: Context) -> list[Statement]:
    """Fargate encrypts the disk of a task and names the cluster's account in the context."""
    fargate = {"Service": service_principal(ctx, "fargate")}
    own_cluster = {"StringEquals": {"kms:EncryptionContext:aws:ecs:clusterAccount": ctx.account_id}}
    return [
        Statement(
            sid="TaskStorage",
            actions=("kms:GenerateDataKeyWithoutPlaintext",),
            resources=("*",),
            principal=fargate,
            conditions=own_cluster,
        ),
        Statement(
            sid="TaskStorageGrants",
            actions=("kms:CreateGrant",),
            resources=("*",),
            principal=fargate,
            conditions={
                **own_cluster,
                "ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt"]},
            },
        ),
    ]


def _card_data(ctx: Context, users: Sequence[str]) -> Statement:
    """Only with the encryption context that the functions bind card numbers to.

    No role of the platform decrypts: whoever has to is given the right by a reviewed change.
    """
    return Statement(
        sid="CardNumbers",
        actions=("kms:DescribeKey", "kms:Encrypt"),
        resources=("*",),
        principal={"AWS": "*"},
        conditions={
            **_only(ctx, users),
            "StringLike": {"kms:EncryptionContext:purpose": "pan"},
        },
    )


def _card_tokens(ctx: Context, users: Sequence[str]) -> Statement:
    return Statement(
        sid="CardTokens",
        actions=("kms:DescribeKey", "kms:GenerateMac"),
        resources=("*",),
        principal={"AWS": "*"},
        conditions=_only(ctx, users),
    )


def _only(ctx: Context, users: Sequence[str]) -> dict[str, dict[str, str | Sequence[str]]]:
    """Roles by ARN in a condition: as principals they would have to exist before the key."""
    return {
        "StringEquals": {"kms:CallerAccount": ctx.account_id},
        "ArnEquals": {"aws:PrincipalArn": sorted(users)},
    }
