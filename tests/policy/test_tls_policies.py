from collections.abc import Collection

import pytest
from botocore.loaders import Loader
from pci import tls_policies
from pci.rules import kms


def enumerated(service: str, shape: str) -> set[str]:
    model = Loader().load_service_model(service, "service-2")
    return set(model["shapes"][shape]["enum"])


@pytest.mark.parametrize(
    ("service", "shape", "accepted", "refused"),
    [
        ("apigateway", "SecurityPolicy", tls_policies.REST_API, {"TLS_1_0"}),
        ("apigatewayv2", "SecurityPolicy", tls_policies.HTTP_API, {"TLS_1_0"}),
        (
            "cloudfront",
            "MinimumProtocolVersion",
            tls_policies.CLOUDFRONT,
            {"SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016"},
        ),
        ("kms", "KeySpec", kms.APPROVED_SPECS, {"ECC_SECG_P256K1", "HMAC_224", "SM2"}),
        ("kms", "KeyUsageType", kms.APPROVED_USAGES, set()),
    ],
)
def test_whatever_aws_offers_has_been_judged(
    service: str, shape: str, accepted: Collection[str], refused: Collection[str]
) -> None:
    assert enumerated(service, shape) == {*accepted, *refused}


def test_no_policy_of_load_balancers_admits_older_versions_or_extra_suites() -> None:
    for name in tls_policies.LOAD_BALANCER:
        assert not any(part in name for part in ("-1-0-", "-1-1-", "-Ext")), name
