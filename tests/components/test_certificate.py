"""A certificate is requested with proof in DNS, or taken as it is."""

import pytest

from components.certificate import Certificate, CertificateArgs
from components.context import Context
from offline.graph import UNKNOWN, Secret, State, revealed, run
from settings.certificate import CertificateSettings

CERTIFICATE = "aws:acm/certificate:Certificate"
RECORD = "aws:route53/record:Record"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
ZONE = "Z0123456789ABCDEFGHIJ"
ARN = "arn:aws:acm:us-west-2:123456789012:certificate/00000000-0000-0000-0000-000000000000"
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
REQUESTED = CertificateSettings(
    domain="pay.example.com", alternative_domains=("www.example.com",), hosted_zone_id=ZONE
)


def built(ctx: Context, settings: CertificateSettings, *, deployed: bool = True) -> State:
    args = CertificateArgs(context=ctx, settings=settings)
    return run(lambda: Certificate("certificate", args), deployed=deployed)


@pytest.fixture(scope="module")
def requested(ctx: Context) -> State:
    return built(ctx, REQUESTED)


def test_the_requested_certificate_renews_itself_by_dns(requested: State) -> None:
    inputs = requested.one(CERTIFICATE).inputs
    assert inputs["domainName"] == "pay.example.com"
    assert inputs["subjectAlternativeNames"] == ["www.example.com"]
    assert (inputs["validationMethod"], inputs["keyAlgorithm"]) == ("DNS", "RSA_2048")


def test_every_name_is_proven_in_the_zone(requested: State) -> None:
    records = requested.by_type(RECORD)
    assert {record.inputs["zoneId"] for record in records} == {ZONE}
    assert {str(record.inputs["name"]).partition(".")[2] for record in records} == {
        "pay.example.com.",
        "www.example.com.",
    }


def test_users_of_the_certificate_wait_until_it_is_issued(requested: State) -> None:
    component = requested.one("payments:index:Certificate")
    validation = requested.one(VALIDATION)
    assert len(list(validation.inputs["validationRecordFqdns"])) == 2
    assert component.outputs["certificate_arn"] == validation.outputs["certificateArn"]


def test_before_the_first_deployment_the_proof_is_unknown_and_nothing_fails(ctx: Context) -> None:
    new = built(ctx, REQUESTED, deployed=False)
    assert {record.inputs["name"] for record in new.by_type(RECORD)} == {UNKNOWN}


def test_an_existing_certificate_is_taken_without_any_resource(ctx: Context) -> None:
    state = built(ctx, CertificateSettings(arn=ARN), deployed=False)
    assert state.one("payments:index:Certificate").outputs["certificate_arn"] == ARN
    assert not state.by_type(CERTIFICATE, RECORD, VALIDATION)


def test_an_imported_certificate_keeps_its_key_out_of_sight(ctx: Context) -> None:
    imported = {"body": PEM, "private_key": "planted", "chain": PEM}
    state = built(ctx, CertificateSettings.model_validate({"imported": imported}))
    certificate = state.one(CERTIFICATE)
    assert (certificate.inputs["certificateBody"], certificate.inputs["certificateChain"]) == (
        PEM,
        PEM,
    )
    assert isinstance(certificate.inputs["privateKey"], Secret)
    assert revealed(certificate.inputs["privateKey"]) == "planted"
    assert not state.by_type(RECORD, VALIDATION)
    component = state.one("payments:index:Certificate")
    assert component.outputs["certificate_arn"] == certificate.outputs["arn"]


@pytest.mark.parametrize("settings", [REQUESTED, CertificateSettings(arn=ARN)])
def test_a_certificate_that_nobody_renews_raises_an_alarm(
    ctx: Context, settings: CertificateSettings
) -> None:
    made: list[Certificate] = []
    args = CertificateArgs(context=ctx, settings=settings)
    run(lambda: made.append(Certificate("certificate", args)), deployed=True)
    (alarm,), (widget,) = made[0].alarms, made[0].widgets
    assert (alarm.metric.name, alarm.comparison, alarm.threshold) == (
        "DaysToExpiry", "LessThanThreshold", 30,
    )  # fmt: skip
    assert list(alarm.metric.dimensions) == ["CertificateArn"]
    assert (alarm.period_seconds, alarm.missing_data) == (86_400, "ignore")
    assert widget.metrics == (alarm.metric,)
