"""The certificates of a stack and the endpoints that present them (PCI DSS 4.2.1.1, 12.3.3)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from offline.propertypath import MISSING, value_at
from offline.state import Resource, State
from offline.wire import Value, shown

_CERTIFICATE = "aws:acm/certificate:Certificate"
#: Stands for the certificate that it has seen issued.
_VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
#: Where an endpoint names its certificate, and where its TLS policy.
_PRESENTED = (
    "certificateArn",
    "regionalCertificateArn",
    "domainNameConfiguration.certificateArn",
    "viewerCertificate.acmCertificateArn",
)
_POLICIES = (
    "sslPolicy",
    "securityPolicy",
    "domainNameConfiguration.securityPolicy",
    "viewerCertificate.minimumProtocolVersion",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One certificate.

    Attributes:
        name: logical name, or the ARN of one that the stack only uses.
        subjects: the names it is for; an imported one says them itself.
        algorithm: its key, where the program chooses it.
        issuer: who issues and renews it.
        users: the endpoints that present it, each with its TLS policy where it has one.
    """

    name: str
    subjects: tuple[str, ...]
    algorithm: str
    issuer: str
    users: tuple[str, ...]


def certificates(state: State) -> Iterator[Certificate]:
    """Every certificate that the stack makes, then those that it only uses."""
    users = _users(state)
    for certificate in state.by_type(_CERTIFICATE):
        inputs = shown(certificate.inputs)
        domain, imported = inputs.get("domainName"), "certificateBody" in inputs
        yield Certificate(
            name=certificate.name,
            subjects=(
                *([domain] if domain else []),
                *(inputs.get("subjectAlternativeNames") or ()),
            ),
            algorithm=inputs.get("keyAlgorithm", ""),
            issuer="imported; replace it before it ends" if imported else "ACM, which renews it",
            users=tuple(sorted(users.pop(certificate.urn, ()))),
        )
    for arn, named in sorted(users.items()):
        yield Certificate(
            name=arn,
            subjects=(),
            algorithm="",
            issuer="not this stack",
            users=tuple(sorted(named)),
        )


def _users(state: State) -> dict[str, list[str]]:
    """The endpoints by the certificate they present: its URN, or its ARN if it is not ours."""
    found = defaultdict[str, list[str]](list)
    for resource in state.resources:
        inputs = shown(resource.inputs)
        for path in _PRESENTED:
            arn = value_at(inputs, path)
            if arn != MISSING and resource.type != _VALIDATION:
                policy = _tls_policy(inputs)
                user = f"{resource.name} ({policy})" if policy else resource.name
                found[_issued(state, resource, path) or str(arn)].append(user)
    return found


def _issued(state: State, resource: Resource, path: str) -> str:
    """The URN of the certificate behind a property, "" if the stack makes none."""
    origins = {*resource.property_dependencies.get(path.partition(".")[0], ())}
    for urn in sorted(origins):
        origins.update(*state.by_urn[urn].property_dependencies.values())
    made = sorted(urn for urn in origins if state.by_urn[urn].type == _CERTIFICATE)
    return made[0] if made else ""


def _tls_policy(inputs: Value) -> str:
    found = (value_at(inputs, path) for path in _POLICIES)
    return next((str(policy) for policy in found if policy != MISSING), "")
