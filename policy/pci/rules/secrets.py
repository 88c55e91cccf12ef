"""Secrets and parameters: keys, rotation and who may read them."""

import re

from pulumi_policy import Severity

from pci import parameters
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.schedules import longest_interval_days
from pci.stack import Stack
from pci.subject import Subject, names_customer_key
from pci.values import ABSENT, UNKNOWN, Missing

SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a resource type
SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion"  # noqa: S105 - a resource type
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"  # noqa: S105 - a resource type
PARAMETER = "aws:ssm/parameter:Parameter"
DOCUMENT = "aws:ssm/document:Document"

_SECRETS = Topic(
    "Secrets Manager",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html",
)
_SSM = Topic("SSM", "https://docs.aws.amazon.com/securityhub/latest/userguide/ssm-controls.html")

_LOOKS_SECRET = re.compile(
    r"passw|passphrase|secret|credential|token|api[-_./]?key|private[-_./]?key|access[-_./]?key",
    re.IGNORECASE,
)
#: Words after which the value is a place to find the secret, not the secret.
_POINTS_TO_SECRET = re.compile(r"(arn|name|id|url|ttl|days)$", re.IGNORECASE)


@_SECRETS.resource_rule(
    "secret-customer-managed-key",
    "Encrypt every secret, and every replica, under a customer managed key.",
    types=(SECRET,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.6.1.2", "3.5.1", "8.3.2"),
    fix="aws.secretsmanager.Secret(..., kms_key_id=key.arn)",
)
def customer_key(secret: Subject) -> None:
    """With AWS's own key, whoever may read secrets in the account may read this one."""
    why = "every reader of secrets in the account may decrypt it"
    secret.require_customer_key("kmsKeyId", why)
    for number, replica in enumerate(secret.props.blocks("replicas"), start=1):
        if not names_customer_key(replica, "kmsKeyId"):
            secret.violated(f"kmsKeyId of replica {number} names no customer managed key: {why}")


@_SECRETS.stack_rule(
    "secret-has-rotation",
    "Rotate every secret automatically.",
    types=(SECRET, ROTATION),
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("8.6.3", "8.3.9", "3.7.4"),
    fix="aws.secretsmanager.SecretRotation(..., secret_id=secret.id, rotation_lambda_arn=...)",
)
def has_rotation(stack: Stack) -> None:
    """Secrets that RDS makes and rotates are no resources of the stack."""
    rotations = stack.of(ROTATION)
    for secret in stack.of(SECRET):
        stack.require_companion(secret, rotations, "secretId", "is never rotated")


@_SECRETS.resource_rule(
    "secret-rotation-interval-max",
    "Rotate secrets often enough.",
    types=(ROTATION,),
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("8.6.3", "8.3.9"),
    fix='aws.secretsmanager.SecretRotation(..., rotation_rules={"schedule_expression": '
    '"rate(30 days)"})',
    parameters=(parameters.SECRET_ROTATION_DAYS_MAX,),
)
def rotation_interval(rotation: Subject) -> None:
    """In days, or as a schedule."""
    most = rotation.setting(parameters.SECRET_ROTATION_DAYS_MAX)
    why = "a stolen secret works for too long"
    schedule = rotation.props.text("rotationRules.scheduleExpression")
    if schedule is UNKNOWN:
        rotation.undetermined("rotationRules.scheduleExpression")
    elif schedule is ABSENT:
        rotation.require_at_most("rotationRules.automaticallyAfterDays", most, why)
    else:
        days = longest_interval_days(schedule)
        if days is None:
            rotation.violated(f"rotationRules.scheduleExpression may leave over {most} days: {why}")
        elif days > most:
            rotation.violated(
                f"rotationRules.scheduleExpression leaves {days:g} days, more than {most}: {why}"
            )


@_SECRETS.resource_rule(
    "secret-policy-no-public-principal",
    "Let no secret's policy allow everyone.",
    types=(SECRET_POLICY, SECRET),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("7.2.2", "7.3.1"),
    fix="aws.secretsmanager.SecretPolicy(..., block_public_policy=True)",
)
def policy_not_public(secret: Subject) -> None:
    """AWS also checks it when asked to; a policy written into the secret cannot ask."""
    if secret.type == SECRET_POLICY:
        secret.require_true("blockPublicPolicy", "AWS does not refuse a policy for everyone")
    elif not secret.props.has("policy"):
        secret.not_applicable("the secret has no policy of its own here")
    secret.forbid_public("policy", "anybody may read the secret")


@_SSM.resource_rule(
    "ssm-parameter-secure-string",
    "Keep parameters that sound secret encrypted.",
    types=(PARAMETER,),
    ground=Ground.SECRETS,
    severity=Severity.CRITICAL,
    requirements=("3.5.1", "8.3.2", "8.6.2"),
    fix='aws.ssm.Parameter(..., type="SecureString", key_id=key.arn)',
)
def secure_string(parameter: Subject) -> None:
    """By the parameter's name; one that ends in arn, name or id only points to a secret."""
    name = parameter.props.text("name")
    label = parameter.name if isinstance(name, Missing) else name
    if not _LOOKS_SECRET.search(label) or _POINTS_TO_SECRET.search(label):
        parameter.not_applicable("the parameter does not sound secret")
    parameter.require_one_of("type", ("SecureString",), "the value is readable in plain text")
    parameter.forbid_present("insecureValue", "the value is readable in plain text")


@_SSM.resource_rule(
    "ssm-parameter-customer-managed-key",
    "Encrypt secure parameters under a customer managed key.",
    types=(PARAMETER,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.6.1.2",),
    fix='aws.ssm.Parameter(..., type="SecureString", key_id=key.arn)',
)
def parameter_customer_key(parameter: Subject) -> None:
    """Only a SecureString is encrypted."""
    kind = parameter.props.text("type")
    if kind is UNKNOWN:
        parameter.undetermined("type")
    elif kind != "SecureString":
        parameter.not_applicable("the parameter is not encrypted")
    else:
        parameter.require_customer_key("keyId", "every reader of parameters may decrypt it")


@_SSM.resource_rule(
    "ssm-document-not-public",
    "Share no SSM document with everyone.",
    types=(DOCUMENT,),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("7.3.1", "10.3.2"),
    fix='aws.ssm.Document(..., permissions={"type": "Share", "account_ids": "111122223333"})',
)
def document_not_public(document: Subject) -> None:
    """A document shows how systems are run; the account `All` is every account."""
    for path in ("permissions.account_ids", "permissions.accountIds"):
        accounts = document.props.text(path)
        if accounts is UNKNOWN:
            document.undetermined(path)
        elif isinstance(accounts, str) and "all" in accounts.lower().split(","):
            document.violated("permissions share the document with All, every AWS account")


@_SECRETS.resource_rule(
    "secret-version-write-only",
    "Write secrets in arguments that leave no trace in the state.",
    types=(SECRET_VERSION,),
    ground=Ground.SECRETS,
    severity=Severity.HIGH,
    requirements=("8.3.2", "8.6.2"),
    fix="aws.secretsmanager.SecretVersion(..., secret_string_wo=value, secret_string_wo_version=1)",
)
def version_write_only(version: Subject) -> None:
    """Whoever may read the state may read what stands in secretString."""
    for path in ("secretString", "secretBinary"):
        version.forbid_present(path, "the state keeps it; use secretStringWo")


RULES: tuple[ResourceRule | StackRule, ...] = (
    customer_key,
    has_rotation,
    rotation_interval,
    policy_not_public,
    version_write_only,
    secure_string,
    parameter_customer_key,
    document_not_public,
)
