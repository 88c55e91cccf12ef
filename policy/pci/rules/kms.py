"""Customer managed keys: rotation, life cycle and grants."""

from datetime import date

from pulumi_policy import Severity

from pci import parameters
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.subject import Subject
from pci.values import UNKNOWN

KEY = "aws:kms/key:Key"
KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"
REPLICA = "aws:kms/replicaKey:ReplicaKey"
#: Keys of imported material, and their replicas.
EXTERNAL = ("aws:kms/externalKey:ExternalKey", "aws:kms/replicaExternalKey:ReplicaExternalKey")
EVERY_KEY = (KEY, REPLICA, *EXTERNAL)
GRANT = "aws:kms/grant:Grant"

TOPIC = Topic("KMS", "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html")

#: Specifications for key material that NIST SP 800-57 puts at 112 bits of security or more, and
#: the usages that belong to them.
APPROVED_SPECS = frozenset(
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
        "ML_KEM_512",
        "ML_KEM_768",
        "ML_KEM_1024",
    }
)
SPECS_TAKEN_ON = date(2026, 11, 22)
APPROVED_USAGES = frozenset(
    {
        "ENCAPSULATE_DECAPSULATE",
        "ENCRYPT_DECRYPT",
        "GENERATE_VERIFY_MAC",
        "KEY_AGREEMENT",
        "SIGN_VERIFY",
    }
)


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


@TOPIC.resource_rule(
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


@TOPIC.resource_rule(
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


@TOPIC.resource_rule(
    "kms-key-deletion-window-min",
    "Wait long enough before a key is destroyed.",
    types=EVERY_KEY,
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


@TOPIC.resource_rule(
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
        key.require_one_of("customerMasterKeySpec", APPROVED_SPECS, "it is not approved")
    if key.props.has("keyUsage"):
        key.require_one_of("keyUsage", APPROVED_USAGES, "it is not approved")


@TOPIC.resource_rule(
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


@TOPIC.resource_rule(
    "kms-key-policy-lockout-check-kept",
    "Keep the check that a key policy does not lock its account out.",
    types=(*EVERY_KEY, KEY_POLICY),
    ground=Ground.RECOVERY,
    severity=Severity.MEDIUM,
    requirements=("3.6.1",),
    fix="aws.kms.Key(..., bypass_policy_lockout_safety_check=False)",
)
def lockout_check_kept(key: Subject) -> None:
    """Only AWS Support can restore a key that nobody may manage."""
    key.forbid_true("bypassPolicyLockoutSafetyCheck", "the key could become unmanageable")


@TOPIC.resource_rule(
    "kms-key-described",
    "Describe what every key protects.",
    types=EVERY_KEY,
    ground=Ground.INVENTORY,
    severity=Severity.LOW,
    requirements=("3.6.1.1", "12.3.3"),
    fix='aws.kms.Key(..., description="Encrypts the transactions table")',
)
def described(key: Subject) -> None:
    """The description is the key's entry in the inventory."""
    key.require_present("description", "the key inventory cannot say what the key protects")


@TOPIC.resource_rule(
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


RULES: tuple[ResourceRule | StackRule, ...] = (
    rotation_enabled,
    rotation_period,
    deletion_window,
    spec_approved,
    not_disabled,
    lockout_check_kept,
    described,
    grant_least_privilege,
)
