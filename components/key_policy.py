"""Who may use the key of a data domain: the one place where access to keys is granted.

A key policy names services and role ARNs, which are known at preview; role policies would need
the key's ARN, which is not. So roles carry no `kms:` statements, and an auditor reads one document
a domain (PCI DSS 3.6.1.2, 3.6.1.3).
"""

from collections.abc import Sequence

from components.context import Context
from components.iam import Statement, policy_json, service_principal
from components.key_domains import KEY_USES, Domain

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
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListResourceTags",
    "kms:ListKeyRotations",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)
_SERVICE_USE = ("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*")
_DATA_USE = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")
_USE = ("kms:DescribeKey", *_DATA_USE)


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
    if domain is Domain.AUDIT:
        trail = ctx.arn("cloudtrail", f"trail/{ctx.name('trail')}")
        # It writes; whoever reads the trail decrypts it through S3.
        writes = ("kms:DescribeKey", "kms:GenerateDataKey*")
        statements.append(_on_behalf_of(ctx, "Trail", "cloudtrail", trail, writes))
    if domain is Domain.OBJECTS:
        distributions = ctx.arn("cloudfront", "distribution/*", region="")
        reads = ("kms:Decrypt",)
        statements.append(_on_behalf_of(ctx, "Distributions", "cloudfront", distributions, reads))
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
    rule = KEY_USES[domain]
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
    rule = KEY_USES[domain]
    own = {"StringEquals": {"aws:SourceAccount": ctx.account_id}}
    return [
        Statement(
            sid=sid,
            actions=_SERVICE_USE,
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


def _on_behalf_of(
    ctx: Context, sid: str, service: str, source_arn: str, actions: tuple[str, ...]
) -> Statement:
    """CloudTrail and CloudFront name the trail or distribution (user guides of both)."""
    return Statement(
        sid=sid,
        actions=actions,
        resources=("*",),
        principal={"Service": service_principal(ctx, service)},
        conditions={"ArnLike": {"aws:SourceArn": source_arn}},
    )


def _log_groups(ctx: Context) -> Statement:
    """CloudWatch Logs names the log group in the encryption context, of what has one."""
    return Statement(
        sid="LogGroups",
        actions=_DATA_USE,
        resources=("*",),
        principal={"Service": f"logs.{ctx.region}.{ctx.dns_suffix}"},
        conditions={
            "ArnLike": {"kms:EncryptionContext:aws:logs:arn": ctx.arn("logs", "log-group:*")}
        },
    )


def _task_storage(ctx: Context) -> list[Statement]:
    """Fargate encrypts the disk of a task and names its cluster in the context (ECS guide)."""
    fargate = {"Service": service_principal(ctx, "fargate")}
    own_cluster = {
        "StringEquals": {
            "kms:EncryptionContext:aws:ecs:clusterAccount": ctx.account_id,
            "kms:EncryptionContext:aws:ecs:clusterName": ctx.name("ecs"),
        }
    }
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
        actions=("kms:Encrypt",),
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
        actions=("kms:GenerateMac",),
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
