"""Static assets are private, served over TLS by CloudFront alone, and logged."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from components.assets import Assets, AssetsArgs
from components.context import Context
from offline.graph import State, run
from settings.assets import AssetsSettings
from tests.support.recorded import inputs

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
ACCESS = "aws:cloudfront/originAccessControl:OriginAccessControl"
RECORD = "aws:route53/record:Record"
NAME = "bucket-static-assets-123456789012-us-west-2-test"
made: list[Assets] = []
Build = Callable[..., State]


@pytest.fixture(scope="module")
def build(ctx: Context) -> Build:
    def state(*, deployed: bool = True, **changes: Any) -> State:
        args = AssetsArgs(
            context=ctx,
            settings=AssetsSettings(domain="assets.example.com"),
            key_arn="arn:key",
            logs_key_arn="arn:logs",
            certificate_arn="arn:certificate",
            **changes,
        )
        return run(lambda: made.append(Assets("assets", args)), deployed=deployed)

    return state


@pytest.fixture(scope="module")
def state(build: Build) -> State:
    return build(web_acl_arn="arn:acl", hosted_zone_id="Z0123456789ABCDEFGHIJ")


def test_only_distributions_of_the_account_read_the_bucket(state: State) -> None:
    document = json.loads(inputs(state, "aws:s3/bucketPolicy:BucketPolicy")["policy"])
    (allowed,) = [part for part in document["Statement"] if part["Effect"] == "Allow"]
    assert allowed["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert (allowed["Action"], allowed["Resource"]) == (
        ["s3:GetObject"],
        [f"arn:aws:s3:::{NAME}/*"],
    )
    assert allowed["Condition"] == {
        "ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::123456789012:distribution/*"}
    }


def test_cloudfront_signs_its_requests_to_the_bucket(state: State) -> None:
    access = inputs(state, ACCESS)
    assert (access["signingBehavior"], access["signingProtocol"]) == ("always", "sigv4")
    (origin,) = inputs(state, DISTRIBUTION)["origins"]
    assert origin["originAccessControlId"] == state.one(ACCESS).id
    assert origin["domainName"] == f"{NAME}.s3.us-west-2.amazonaws.com"


def test_nobody_passes_the_address_lists_by_ipv6(state: State) -> None:
    assert inputs(state, DISTRIBUTION)["isIpv6Enabled"] is False


def test_viewers_get_tls_1_2_or_better_under_the_stacks_name(state: State) -> None:
    distribution = inputs(state, DISTRIBUTION)
    assert distribution["aliases"] == ["assets.example.com"]
    assert distribution["viewerCertificate"] == {
        "acmCertificateArn": "arn:certificate",
        "sslSupportMethod": "sni-only",
        "minimumProtocolVersion": "TLSv1.2_2021",
    }
    behavior = distribution["defaultCacheBehavior"]
    assert behavior["viewerProtocolPolicy"] == "redirect-to-https"
    assert behavior["allowedMethods"] == ["GET", "HEAD"]


def test_pages_run_no_foreign_script_and_stay_with_https(state: State) -> None:
    token = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
    headers = inputs(state, token)["securityHeadersConfig"]
    policy = headers["contentSecurityPolicy"]["contentSecurityPolicy"]
    assert policy.startswith("default-src 'self'")
    assert headers["strictTransportSecurity"]["accessControlMaxAgeSec"] == 31_536_000
    behavior = inputs(state, DISTRIBUTION)["defaultCacheBehavior"]
    assert behavior["responseHeadersPolicyId"] == state.one(token).id


def test_replaced_assets_expire_and_current_ones_stay(state: State) -> None:
    token = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    (rule,) = inputs(state, token)["rules"]
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
    assert "expiration" not in rule


def test_requests_are_logged_without_query_and_cookies_under_the_customer_key(
    state: State,
) -> None:
    group = inputs(state, "aws:cloudwatch/logGroup:LogGroup")
    assert group["name"] == "/aws/vendedlogs/cloudfront/distribution-static-assets-test"
    assert group["kmsKeyId"] == "arn:logs"
    source = inputs(state, "aws:cloudwatch/logDeliverySource:LogDeliverySource")
    assert source["resourceArn"] == state.one(DISTRIBUTION).outputs["arn"]
    fields = inputs(state, "aws:cloudwatch/logDelivery:LogDelivery")["recordFields"]
    assert not [field for field in fields if "query" in field or "Cookie" in field]


def test_the_web_acl_and_the_name_are_attached(state: State) -> None:
    assert inputs(state, DISTRIBUTION)["webAclId"] == "arn:acl"
    record = inputs(state, RECORD)
    assert (record["name"], record["type"]) == ("assets.example.com", "A")
    (alias,) = record["aliases"]
    assert alias["name"] == state.one(DISTRIBUTION).outputs["domainName"]


def test_a_name_of_a_foreign_zone_is_left_to_its_owner(build: Build) -> None:
    assert not build().by_type(RECORD)


def test_it_says_where_assets_go_and_what_to_watch(build: Build) -> None:
    build(deployed=False)
    assert made[-1].url == "https://assets.example.com"
    (alarm,) = made[-1].alarms
    assert (alarm.purpose, alarm.metric.dimensions["Region"]) == ("assets-5xx", "Global")
    assert len(made[-1].widgets) == 1
