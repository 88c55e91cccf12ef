"""Customer managed keys: rotation, life cycle and who may use them."""

from pulumi_policy import Severity

from pci import parameters
from pci.documents import parse_document
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.stack import Node, Stack
from pci.subject import Subject
from pci.values import UNKNOWN, Missing

KEY = "aws:kms/key:Key"
KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"
REPLICA = "aws:kms/replicaKey:ReplicaKey"
GRANT = "aws:kms/grant:Grant"

_TOPIC = Topic("KMS", "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html")

#: Specifications for key material that NIST SP 800-57 puts at 112 bits of security or more, and
#: the usages that belong to them.
_APPROVED_SPECS = frozenset(
    {
        "SYMMETRIC_DEFAULT",
        "HMAC_256",
        "HMAC_384",
        "HMAC_512",
        "RSA_2048",
        "RSA_3072",
        "RSA_4096",
        "ECC_NIST_P256",
        "ECC_NIST_P384",
        "ECC_NIST_P521",
        "ECC_NIST_EDWARDS25519",
        "ML_DSA_44",
        "ML_DSA_65",
        "ML_DSA_87",
    }
)
_APPROVED_USAGES = frozenset(
    {"ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"}
)
_ADMINISTRATION = ("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey")
_USE = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateMac", "kms:Sign")


def _skip_keys_without_rotation(key: Subject) -> None:
    """KMS rotates symmetric encryption keys only, and only material it made itself."""
    for path in ("customerMasterKeySpec", "keySpec"):
        spec = key.props.text(path)
        if isinstance(spec, str) and spec != "SYMMETRIC_DEFAULT":
            key.not_applicable("KMS rotates neither asymmetric nor HMAC keys")
    usage = key.props.text("keyUsage")
    if isinstance(usage, str) and usage != "ENCRYPT_DECRYPT":
        key.not_applicable("KMS rotates keys for encryption only")
    if key.props.has("customKeyStoreId"):
        key.not_applicable("KMS does not rotate keys in custom key stores")


@_TOPIC.resource_rule(
    "kms-key-rotation-enabled",
    "Rotate every symmetric customer managed key automatically.",
    types=(KEY,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.7.4",),
    fix="aws.kms.Key(..., enable_key_rotation=True)",
)
def rotation_enabled(key: Subject) -> None:
    """Asymmetric and HMAC keys and custom key stores have no automatic rotation (KMS)."""
    _skip_keys_without_rotation(key)
    key.require_true("enableKeyRotation", "the key would be the same for ever")


@_TOPIC.resource_rule(
    "kms-key-rotation-period-max",
    "Rotate customer managed keys at least once in their cryptoperiod.",
    types=(KEY,),
    ground=Ground.KEYS,
    severity=Severity.MEDIUM,
    requirements=("3.7.4",),
    fix="aws.kms.Key(..., rotation_period_in_days=365)",
    parameters=(parameters.KEY_ROTATION_DAYS_MAX,),
)
def rotation_period(key: Subject) -> None:
    """Without a period KMS rotates once a year."""
    _skip_keys_without_rotation(key)
    most = key.setting(parameters.KEY_ROTATION_DAYS_MAX)
    key.require_at_most("rotationPeriodInDays", most, "the cryptoperiod would be over", unset=365)


@_TOPIC.resource_rule(
    "kms-key-deletion-window-min",
    "Wait long enough before a key is destroyed.",
    types=(KEY, REPLICA),
    ground=Ground.RECOVERY,
    severity=Severity.MEDIUM,
    requirements=("3.7.5",),
    fix="aws.kms.Key(..., deletion_window_in_days=30)",
    parameters=(parameters.KEY_DELETION_DAYS_MIN,),
)
def deletion_window(key: Subject) -> None:
    """Without a window KMS waits 30 days."""
    least = key.setting(parameters.KEY_DELETION_DAYS_MIN)
    key.require_at_least(
        "deletionWindowInDays", least, "what the key encrypted is lost with it", unset=30
    )


@_TOPIC.resource_rule(
    "kms-key-spec-approved",
    "Use key specifications and usages that are approved.",
    types=(KEY,),
    ground=Ground.KEYS,
    severity=Severity.MEDIUM,
    requirements=("3.7.1", "3.7.2"),
    fix='aws.kms.Key(..., customer_master_key_spec="SYMMETRIC_DEFAULT")',
)
def spec_approved(key: Subject) -> None:
    """Without either KMS makes a 256-bit AES key for encryption."""
    if key.props.has("customerMasterKeySpec"):
        key.require_one_of("customerMasterKeySpec", _APPROVED_SPECS, "it is not approved")
    if key.props.has("keyUsage"):
        key.require_one_of("keyUsage", _APPROVED_USAGES, "it is not approved")


@_TOPIC.resource_rule(
    "kms-key-not-disabled",
    "Keep customer managed keys enabled.",
    types=(KEY,),
    ground=Ground.RECOVERY,
    severity=Severity.MEDIUM,
    requirements=("3.6.1",),
    fix="aws.kms.Key(..., is_enabled=True)",
)
def not_disabled(key: Subject) -> None:
    """A disabled key makes what it encrypted unreadable for the services as well."""
    key.forbid_false("isEnabled", "nothing encrypted under the key can be read")


@_TOPIC.resource_rule(
    "kms-key-policy-lockout-check-kept",
    "Keep the check that a key policy does not lock its account out.",
    types=(KEY, KEY_POLICY),
    ground=Ground.RECOVERY,
    severity=Severity.MEDIUM,
    requirements=("3.6.1",),
    fix="aws.kms.Key(..., bypass_policy_lockout_safety_check=False)",
)
def lockout_check_kept(key: Subject) -> None:
    """Only AWS Support can restore a key that nobody may manage."""
    key.forbid_true("bypassPolicyLockoutSafetyCheck", "the key could become unmanageable")


@_TOPIC.resource_rule(
    "kms-key-described",
    "Describe what every key protects.",
    types=(KEY, REPLICA),
    ground=Ground.INVENTORY,
    severity=Severity.LOW,
    requirements=("3.6.1.1", "12.3.3"),
    fix='aws.kms.Key(..., description="Encrypts the transactions table")',
)
def described(key: Subject) -> None:
    """The description is the key's entry in the inventory."""
    key.require_present("description", "the key inventory cannot say what the key protects")


@_TOPIC.resource_rule(
    "kms-grant-least-privilege",
    "Grant no further granting, and bind grants to an encryption context.",
    types=(GRANT,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.6.1.3", "7.2.2"),
    fix='aws.kms.Grant(..., operations=["Decrypt"], constraints=[...encryption_context_equals...])',
)
def grant_least_privilege(grant: Subject) -> None:
    """A grant with CreateGrant hands the key on."""
    for operation in grant.props.texts("operations"):
        if operation is UNKNOWN:
            grant.undetermined("operations")
        elif operation == "CreateGrant":
            grant.violated("operations contain CreateGrant: the grantee could hand the key on")
    grant.require_present("constraints", "the grant is not bound to an encryption context")


@_TOPIC.stack_rule(
    "kms-key-policy-defined",
    "Give every customer managed key a policy of its own.",
    types=(KEY, KEY_POLICY),
    ground=Ground.KEYS,
    severity=Severity.MEDIUM,
    requirements=("3.6.1.3",),
    fix="aws.kms.Key(..., policy=document) or aws.kms.KeyPolicy(..., key_id=key.id)",
)
def policy_defined(stack: Stack) -> None:
    """Without one, whoever has kms:* in IAM may use the key."""
    policies = stack.of(KEY_POLICY)
    for key in stack.of(KEY):
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


@_TOPIC.resource_rule(
    "kms-key-policy-no-public-principal",
    "Let no key policy allow everyone.",
    types=(KEY, KEY_POLICY),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("3.6.1.3", "7.2.2"),
    fix='Name the principals, or narrow "*" by kms:CallerAccount or aws:PrincipalArn.',
)
def policy_not_public(key: Subject) -> None:
    """The principal * is fine when a condition narrows it; AWS managed keys are made so."""
    key.forbid_public("policy", "no condition narrows who may use the key")


@_TOPIC.resource_rule(
    "kms-key-policy-separation-of-duties",
    "Let no principal both manage a key and use it.",
    types=(KEY, KEY_POLICY),
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


RULES: tuple[ResourceRule | StackRule, ...] = (
    rotation_enabled,
    rotation_period,
    deletion_window,
    spec_approved,
    not_disabled,
    policy_defined,
    policy_not_public,
    separation_of_duties,
    lockout_check_kept,
    described,
    grant_least_privilege,
)
