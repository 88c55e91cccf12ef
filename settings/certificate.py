"""Settings of the certificate tier."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints

from settings.block import Block
from settings.problem import Problem

#: A host name of at least two labels; ACM takes 253 characters, 64 for the first name.
Hostname = Annotated[
    str,
    StringConstraints(
        pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$", max_length=64
    ),
]
HostedZoneId = Annotated[str, StringConstraints(pattern=r"^Z[A-Z0-9]{5,31}$")]
CertificateArn = Annotated[
    str,
    StringConstraints(
        pattern=r"^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]{36}$"
    ),
]


#: One or more certificates as PEM text.
Pem = Annotated[str, StringConstraints(pattern=r"^-----BEGIN CERTIFICATE-----\n")]


class ImportedCertificate(Block):
    """A certificate that somebody made, self-signed for instance, and its private key."""

    about = "Handed to ACM as it is; nobody renews it."

    body: Pem = Field(description="The certificate, PEM.")
    private_key: SecretStr = Field(
        description="Its private key, PEM: `pulumi config set --secret --path "
        "payments:certificate.imported.privateKey`, so that it is encrypted here and in the state.",
    )
    chain: Pem | None = Field(
        default=None, description="The certificates of its issuers, PEM, nearest first."
    )


class CertificateSettings(Block):
    """The certificate of every TLS endpoint of the stack."""

    about = (
        "An ACM certificate: requested and validated by DNS, an existing one by its ARN, or one "
        "imported for development."
    )

    domain: Hostname | None = Field(
        default=None,
        description="Name on the certificate, and the server name that API Gateway verifies on its "
        "way to a load balancer. Required unless `arn` or `imported` is given and nothing uses the "
        "name.",
    )
    alternative_domains: tuple[Hostname, ...] = Field(
        default=(),
        max_length=9,
        description="Further names on the certificate (ACM allows 10 in all without a quota "
        "request). Each is validated by its own DNS record.",
    )
    hosted_zone_id: HostedZoneId | None = Field(
        default=None,
        description="Route 53 zone of the names. The validation records are written there, and the "
        "certificate renews itself as long as they stay (ACM DNS validation).",
    )
    arn: CertificateArn | None = Field(
        default=None,
        description="An issued certificate in the stack's region to use instead of requesting one. "
        "Its renewal is its owner's task unless ACM validates it by DNS.",
    )

    imported: ImportedCertificate | None = Field(
        default=None,
        description="A certificate to import instead, for `protection: ephemeral` alone: it may be "
        "self-signed, and it ends some day.",
    )

    @property
    def exists(self) -> bool:
        """Whether the certificate is there already, by its ARN or its text."""
        return self.arn is not None or self.imported is not None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name on the certificate that the settings know."""
        return (*(() if self.domain is None else (self.domain,)), *self.alternative_domains)

    def conflicts(self) -> Iterator[Problem]:
        """A requested certificate needs a name and a zone, or it is never issued."""
        if not self.exists and self.domain is None:
            yield Problem(
                path="domain",
                rule="is required unless `arn` names an issued certificate",
                fix="domain: payments.example.com",
            )
        if not self.exists and self.domain is not None and self.hosted_zone_id is None:
            yield Problem(
                path="hostedZoneId",
                rule=f"is required to validate {self.domain!r}: without the DNS record ACM never "
                "issues the certificate and every listener that uses it fails",
                fix="hostedZoneId: Z0123456789ABCDEFGHIJ",
            )
        if self.exists and self.alternative_domains:
            given = "imported" if self.arn is None else "arn"
            yield Problem(
                path="alternativeDomains",
                found=repr(list(self.alternative_domains)),
                rule=f"cannot be added to the existing certificate that `{given}` names",
                fix=f"remove alternativeDomains, or remove {given}",
            )
        if self.arn is not None and self.imported is not None:
            yield Problem(
                path="imported",
                rule="and `arn` name two certificates, and endpoints take one",
                fix="remove one of them",
            )
