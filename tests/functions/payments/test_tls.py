import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from payments.tls import CA_BUNDLE, verified_context

TWO_YEARS = timedelta(days=730)


def test_every_connection_verifies_the_chain_and_the_name_with_tls_1_2_or_newer() -> None:
    context = verified_context()

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_a_context_is_made_once() -> None:
    assert verified_context() is verified_context()


def test_only_authorities_of_amazon_are_trusted() -> None:
    organisations = {
        value
        for certificate in verified_context().get_ca_certs()
        for part in certificate["subject"]
        for name, value in part
        if name == "organizationName"
    }

    assert organisations == {"Amazon", "Amazon Web Services, Inc."}


@pytest.mark.parametrize("region", ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1"])
@pytest.mark.parametrize("kind", ["RSA2048 G1", "RSA4096 G1", "ECC384 G1"])
def test_the_authorities_of_a_region_are_there(region: str, kind: str) -> None:
    assert f"# Amazon RDS {region} Root CA {kind}, until" in CA_BUNDLE.read_text()


def test_no_authority_expires_within_two_years() -> None:
    soon = datetime.now(UTC) + TWO_YEARS
    certificates = verified_context().get_ca_certs()

    assert len(certificates) == CA_BUNDLE.read_text().count("BEGIN CERTIFICATE") == 85
    for certificate in certificates:
        until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
        assert until > soon, f"take the bundle anew (its header says how): {certificate['subject']}"


def test_a_missing_bundle_is_an_error_and_not_an_empty_trust(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        verified_context(tmp_path / "none.pem")
