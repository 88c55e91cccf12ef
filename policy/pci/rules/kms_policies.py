"""Key policies: who may manage a key, and who may use it."""

from pulumi_policy import Severity

from pci.documents import parse_document
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule
from pci.rules.kms import EVERY_KEY, KEY_POLICY, TOPIC
from pci.stack import Node, Stack
from pci.subject import Subject
from pci.values import Missing

_ADMINISTRATION = ("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey")
_USE = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateMac", "kms:Sign")


@TOPIC.stack_rule(
    "kms-key-policy-defined",
    "Give every customer managed key a policy of its own.",
    types=(*EVERY_KEY, KEY_POLICY),
    ground=Ground.KEYS,
    severity=Severity.MEDIUM,
    requirements=("3.6.1.3",),
    fix="aws.kms.Key(..., policy=document) or aws.kms.KeyPolicy(..., key_id=key.id)",
)
def policy_defined(stack: Stack) -> None:
    """Without one, whoever has kms:* in IAM may use the key."""
    policies = stack.of(KEY_POLICY)
    for key in stack.of(*EVERY_KEY):
        if not _has_own_policy(key):
            stack.require_companion(
                key, policies, "keyId", "has no policy: IAM alone would decide about it"
            )


def _has_own_policy(key: Node) -> bool:
    """Once a key exists, the policy that KMS made for it looks like one of its own."""
    document = parse_document(key.props.at("policy"))
    if isinstance(document, Missing):
        return key.is_given("policy")
    return any(
        "kms:*" not in statement.actions
        or not all(who.endswith(":root") for _, who in statement.principals)
        for statement in document.statements
    )


@TOPIC.resource_rule(
    "kms-key-policy-no-public-principal",
    "Let no key policy allow everyone.",
    types=(*EVERY_KEY, KEY_POLICY),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("3.6.1.3", "7.2.2"),
    fix='Name the principals, or narrow "*" by kms:CallerAccount or aws:PrincipalArn.',
)
def policy_not_public(key: Subject) -> None:
    """The principal * is fine when a condition narrows it; AWS managed keys are made so."""
    key.forbid_public("policy", "no condition narrows who may use the key")


@TOPIC.resource_rule(
    "kms-key-policy-separation-of-duties",
    "Let no principal both manage a key and use it.",
    types=(*EVERY_KEY, KEY_POLICY),
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("3.6.1.3", "7.2.2"),
    fix="Give administrators kms:PutKeyPolicy and the like, users kms:Decrypt and the like.",
)
def separation_of_duties(key: Subject) -> None:
    """The account root is left out: without it a key can become unmanageable (KMS)."""
    managing: set[tuple[str, str]] = set()
    using: set[tuple[str, str]] = set()
    for statement in key.statements("policy"):
        principals = {who for who in statement.principals if not who[1].endswith(":root")}
        if statement.allows and any(statement.grants(action) for action in _ADMINISTRATION):
            managing |= principals
        if statement.allows and any(statement.grants(action) for action in _USE):
            using |= principals
    if managing & using:
        key.violated("policy lets a principal both manage the key and use it")


@TOPIC.resource_rule(
    "kms-key-policy-use-not-delegated",
    "Name who may use a key instead of leaving it to IAM.",
    types=(*EVERY_KEY, KEY_POLICY),
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("3.6.1.3", "7.2.2"),
    fix="Give the account's root the actions of an administrator only, not kms:* or kms:Decrypt.",
)
def use_not_delegated(key: Subject) -> None:
    """Allowing the root principal lets every policy of the account decide (KMS, "Key policies")."""
    for statement in key.statements("policy"):
        delegated = any(
            kind == "AWS" and who.endswith(":root") for kind, who in statement.principals
        )
        used = any(statement.grants(action) for action in _USE)
        if statement.allows and delegated and used and not statement.is_specific:
            key.violated(f"statement {statement.number} of policy leaves use of the key to IAM")


@TOPIC.resource_rule(
    "kms-key-policy-service-scoped",
    "Narrow for whom an AWS service may use a key.",
    types=(*EVERY_KEY, KEY_POLICY),
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("3.6.1.3", "7.2.2"),
    fix='"Condition": {"StringEquals": {"aws:SourceAccount": account_id}}',
)
def service_scoped(key: Subject) -> None:
    """A service acts for every account of AWS (IAM, "The confused deputy problem")."""
    for statement in key.statements("policy"):
        if statement.admits_services_for_anyone:
            key.violated(
                f"statement {statement.number} of policy lets a service use the key for any account"
            )


RULES: tuple[ResourceRule | StackRule, ...] = (
    policy_defined,
    policy_not_public,
    separation_of_duties,
    use_not_delegated,
    service_scoped,
)
