"""Certificates: strong keys, and renewal that nobody has to remember."""

from pulumi_policy import Severity

from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.subject import Subject

CERTIFICATE = "aws:acm/certificate:Certificate"

_TOPIC = Topic("ACM", "https://docs.aws.amazon.com/securityhub/latest/userguide/acm-controls.html")
#: Key algorithms of 112 bits of strength or more (NIST SP 800-57 part 1).
_STRONG = (
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
)


@_TOPIC.resource_rule(
    "acm-key-algorithm-strong",
    "Use keys of at least RSA 2048 bits or an elliptic curve in certificates.",
    types=(CERTIFICATE,),
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("3.7.1", "4.2.1"),
    fix='aws.acm.Certificate(..., key_algorithm="EC_prime256v1")',
)
def key_algorithm(certificate: Subject) -> None:
    """ACM's default for certificates it issues is RSA 2048."""
    if certificate.props.has("keyAlgorithm"):
        certificate.require_one_of("keyAlgorithm", _STRONG, "the key can be broken")


@_TOPIC.resource_rule(
    "acm-auto-renewing",
    "Validate certificates by DNS, so that they renew themselves.",
    types=(CERTIFICATE,),
    ground=Ground.PATCHING,
    severity=Severity.MEDIUM,
    requirements=("4.2.1", "4.2.1.1"),
    fix='aws.acm.Certificate(..., validation_method="DNS")',
)
def auto_renewing(certificate: Subject) -> None:
    """Imported certificates and those validated by e-mail expire unless somebody acts."""
    if certificate.props.has("certificateAuthorityArn"):
        certificate.not_applicable("a private authority renews what it issued")
    if certificate.props.has("certificateBody"):
        certificate.violated("certificateBody is set: an imported certificate expires unnoticed")
    else:
        certificate.require_one_of("validationMethod", ("DNS",), "renewal would need a person")


RULES: tuple[ResourceRule | StackRule, ...] = (key_algorithm, auto_renewing)
