"""The certificate block: a certificate that is issued, or one that exists."""

from collections.abc import Callable

import pytest

from settings.certificate import CertificateSettings

Problems = Callable[..., dict[str, str]]
ZONE = "Z0123456789ABCDEFGHIJ"
ARN = "arn:aws:acm:us-west-2:123456789012:certificate/00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize(
    "given",
    [
        {"domain": "pay.example.com", "hosted_zone_id": ZONE},
        {"arn": ARN},
        {"arn": ARN, "domain": "pay.example.com"},
    ],
)
def test_a_certificate_is_requested_or_named(given: dict[str, str]) -> None:
    assert list(CertificateSettings.model_validate(given).conflicts()) == []


def test_every_name_is_listed_the_first_one_first() -> None:
    settings = CertificateSettings(
        domain="pay.example.com",
        alternative_domains=("www.example.com",),
        hosted_zone_id=ZONE,
    )
    assert settings.names == ("pay.example.com", "www.example.com")
    assert CertificateSettings(arn=ARN).names == ()


def test_neither_name_nor_arn_is_refused(problems_of: Problems) -> None:
    text = problems_of({"certificate": {"hostedZoneId": ZONE}})["certificate.domain"]
    assert "is required unless `arn` names an issued certificate" in text


def test_a_name_without_a_zone_is_refused_because_nothing_would_validate_it(
    problems_of: Problems,
) -> None:
    text = problems_of({"certificate": {"domain": "pay.example.com"}})["certificate.hostedZoneId"]
    assert "validate 'pay.example.com'" in text
    assert "never issues the certificate" in text


def test_an_existing_certificate_takes_no_further_names(problems_of: Problems) -> None:
    block = {"arn": ARN, "alternativeDomains": ["www.example.com"]}
    text = problems_of({"certificate": block})["certificate.alternativeDomains"]
    assert "['www.example.com']" in text
    assert "cannot be added to the existing certificate" in text


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("domain", "localhost"),
        ("domain", "*.example.com"),
        ("hostedZoneId", "zone"),
        ("arn", "arn:aws:iam::123456789012:server-certificate/old"),
    ],
)
def test_malformed_values_are_refused_with_the_value(
    problems_of: Problems, key: str, value: str
) -> None:
    assert repr(value) in problems_of({"certificate": {key: value}})[f"certificate.{key}"]
