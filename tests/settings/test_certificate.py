"""The certificate block: a certificate that is issued, or one that exists."""

from collections.abc import Callable

import pytest

from settings import parse
from settings.certificate import CertificateSettings

Problems = Callable[..., dict[str, str]]
ZONE = "Z0123456789ABCDEFGHIJ"
ARN = "arn:aws:acm:us-west-2:123456789012:certificate/00000000-0000-0000-0000-000000000000"


PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
IMPORTED = {"body": PEM, "privateKey": "planted-private-key"}
ALERTS = {"notifications": {"alertEmails": ["payments@example.com"]}}
FUNCTIONS = {"functions": {"acquirerUrl": "simulator"}}


@pytest.mark.parametrize(
    "given",
    [
        {"domain": "pay.example.com", "hosted_zone_id": ZONE},
        {"arn": ARN},
        {"arn": ARN, "domain": "pay.example.com"},
        {"imported": {"body": PEM, "private_key": "planted"}, "domain": "pay.example.com"},
    ],
)
def test_a_certificate_is_requested_or_named(given: dict[str, object]) -> None:
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


def test_an_imported_certificate_is_for_development(problems_of: Problems) -> None:
    raw = {"certificate": {"imported": IMPORTED}, "protection": "retained", **ALERTS}
    found = problems_of(raw)["certificate.imported"]
    assert "'retained'" in found
    assert "renewed by nobody" in found
    assert "planted-private-key" not in found


def test_api_gateway_trusts_no_imported_certificate_on_a_load_balancer(
    problems_of: Problems,
) -> None:
    raw = {
        "certificate": {"imported": IMPORTED, "domain": "pay.example.com"},
        "loadBalancer": {"kind": "internal_alb", "targetPort": 8443},
        "api": {"link": "alb"},
        **FUNCTIONS,
        **ALERTS,
    }
    assert "api.link = 'alb'" in problems_of(raw)["certificate.imported"]


def test_an_api_of_its_own_may_show_an_imported_certificate() -> None:
    raw = {
        "certificate": {"imported": IMPORTED, "domain": "pay.example.com"},
        "api": {"domain": "pay.example.com"},
        **FUNCTIONS,
        **ALERTS,
    }
    settings = parse(raw, stack="test", region="us-west-2")
    assert settings.certificate is not None
    assert "planted" not in repr(settings.certificate)


@pytest.mark.parametrize(
    ("block", "path", "words"),
    [
        ({"imported": IMPORTED, "arn": ARN}, "certificate.imported", "two certificates"),
        (
            {"imported": IMPORTED, "alternativeDomains": ["www.example.com"]},
            "certificate.alternativeDomains",
            "`imported` names",
        ),
        (
            {"imported": {**IMPORTED, "privateKey": ["planted-private-key"]}},
            "certificate.imported.privateKey",
            "must",
        ),
        ({"imported": {**IMPORTED, "body": "MIIB"}}, "certificate.imported.body", "'MIIB'"),
    ],
)
def test_a_certificate_that_nothing_can_show_is_refused(
    problems_of: Problems, block: dict[str, object], path: str, words: str
) -> None:
    found = problems_of({"certificate": block})[path]
    assert words in found
    assert "planted" not in found
