"""The certificate tier: a requested and validated ACM certificate, an imported or existing one."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric, Widget
from components.context import Context
from settings.certificate import CertificateSettings, ImportedCertificate

_RECORD_SECONDS = 300
#: ACM renews 60 days before the end; what is left of that is time to do it by hand.
_LEAST_DAYS = 30
_SECONDS_A_DAY = 86_400


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateArgs:
    """What the certificate is made from.

    Attributes:
        context: names and tags.
        settings: its names and zone, its text, or its ARN.
    """

    context: Context
    settings: CertificateSettings


class Certificate(pulumi.ComponentResource):
    """A certificate for the TLS endpoints of the stack (PCI DSS 4.2.1.1).

    Attributes:
        certificate_arn: known to be issued: listeners that use it wait for the validation.
        alarms: its end, and nobody has renewed it.
        widgets: the days that are left.
    """

    certificate_arn: pulumi.Output[str]
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Certificate", name, {}, opts)
        existing, imported = args.settings.arn, args.settings.imported
        if existing is not None:
            self.certificate_arn = pulumi.Output.from_input(existing)
        elif imported is not None:
            self.certificate_arn = self._imported(name, args, imported)
        else:
            self.certificate_arn = self._requested(name, args)
        left = Metric(
            namespace="AWS/CertificateManager",
            name="DaysToExpiry",
            dimensions={"CertificateArn": self.certificate_arn},
            statistic="Minimum",
        )
        self.alarms = (_ending(left),)
        self.widgets = (Widget(title="Certificate: days left", metrics=(left,)),)
        self.register_outputs({"certificate_arn": self.certificate_arn})

    def _imported(
        self, name: str, args: CertificateArgs, imported: ImportedCertificate
    ) -> pulumi.Output[str]:
        return aws.acm.Certificate(
            f"{name}-certificate",
            certificate_body=imported.body,
            certificate_chain=imported.chain,
            private_key=pulumi.Output.secret(imported.private_key.get_secret_value()),
            tags=args.context.tagged(args.context.name("certificate")),
            opts=pulumi.ResourceOptions(parent=self),
        ).arn

    def _requested(self, name: str, args: CertificateArgs) -> pulumi.Output[str]:
        first, *others = args.settings.names
        certificate = aws.acm.Certificate(
            f"{name}-certificate",
            domain_name=first,
            subject_alternative_names=others,
            validation_method="DNS",
            key_algorithm="RSA_2048",
            tags=args.context.tagged(args.context.name("certificate")),
            opts=pulumi.ResourceOptions(parent=self),
        )
        records = [
            self._record(name, args, certificate.domain_validation_options, domain)
            for domain in args.settings.names
        ]
        validation = aws.acm.CertificateValidation(
            f"{name}-validation",
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn for record in records],
            opts=pulumi.ResourceOptions(parent=self),
        )
        return validation.certificate_arn

    def _record(
        self,
        name: str,
        args: CertificateArgs,
        options: pulumi.Output[Sequence[aws.acm.outputs.CertificateDomainValidationOption]],
        domain: str,
    ) -> aws.route53.Record:
        """The record that proves control of `domain`; ACM lists them in no fixed order."""
        option = options.apply(
            lambda found: next(option for option in found if option.domain_name == domain)
        )
        return aws.route53.Record(
            f"{name}-proof-{domain}",
            zone_id=args.settings.hosted_zone_id or "",
            name=option.apply(lambda found: found.resource_record_name or ""),
            type=option.apply(lambda found: found.resource_record_type or ""),
            records=[option.apply(lambda found: found.resource_record_value or "")],
            ttl=_RECORD_SECONDS,
            # The same name in two stacks has the same record.
            allow_overwrite=True,
            opts=pulumi.ResourceOptions(parent=self),
        )


def _ending(left: Metric) -> Alarm:
    return Alarm(
        purpose="certificate-ends",
        description=f"The stack's certificate has less than {_LEAST_DAYS} days left: an imported "
        "one is not renewed by ACM, and a requested one only while its records are in the zone.",
        metric=left,
        threshold=_LEAST_DAYS,
        period_seconds=_SECONDS_A_DAY,
        evaluation_periods=1,
        comparison="LessThanThreshold",
        # ACM says nothing more once the certificate has ended: the alarm stays.
        missing_data="ignore",
    )
