"""What the blocks at the edge say against each other, AWS or PCI DSS."""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import pytest

from settings import edge_checks, parse

Problems = Callable[..., dict[str, str]]
ZONE = "Z0123456789ABCDEFGHIJ"
CERTIFICATE = {"domain": "pay.example.com", "hostedZoneId": ZONE}
ARN = "arn:aws:acm:{}:123456789012:certificate/00000000-0000-0000-0000-000000000000"
FUNCTIONS = {"logLevel": "INFO"}
ACQUIRER = {"acquirerUrl": "https://acquirer.example.com", "acquirerSecret": "acquirer-token"}
ALB = {"kind": "internal_alb", "targetPort": 8443}
PUBLIC = {"kind": "public_alb", "targetPort": 8443}
NLB = {"kind": "nlb", "targetPort": 8443}
WAF = {"rateLimit": 2000}
HTTP = {"kind": "http", "authorization": "iam"}
ASSETS = {"domain": "assets.example.com"}


@pytest.fixture(autouse=True)
def _alone(only_checks_of: Callable[[ModuleType], None]) -> None:
    only_checks_of(edge_checks)


@pytest.mark.parametrize(
    "raw",
    [
        {"api": {"stage": "v1"}, "functions": FUNCTIONS, "waf": WAF},
        {"api": HTTP, "functions": FUNCTIONS},
        {
            "api": HTTP,
            "functions": FUNCTIONS,
            "loadBalancer": PUBLIC,
            "certificate": CERTIFICATE,
            "waf": WAF,
        },
        {"loadBalancer": PUBLIC, "certificate": {"arn": ARN.format("us-west-2")}, "waf": WAF},
        {"api": {"link": "alb"}, "loadBalancer": ALB, "certificate": CERTIFICATE},
        {"api": {"link": "nlb"}, "loadBalancer": NLB, "certificate": CERTIFICATE},
        {
            "functions": ACQUIRER,
            "network": {"nat": "single"},
        },
    ],
)
def test_combinations_that_aws_has_are_taken(raw: Mapping[str, object]) -> None:
    parse(raw, stack="test", region="us-west-2")


@pytest.mark.parametrize(
    ("raw", "path", "texts"),
    [
        (
            {"api": HTTP, "functions": FUNCTIONS, "waf": WAF},
            "waf",
            ["api.kind = 'http'", "cannot protect an HTTP API"],
        ),
        ({"waf": WAF}, "waf", ["protects nothing"]),
        (
            {"api": {"link": "alb"}, "certificate": CERTIFICATE},
            "api.link",
            ["'alb'", "the stack has no load balancer"],
        ),
        (
            {"api": {"link": "alb"}, "loadBalancer": NLB, "certificate": CERTIFICATE},
            "api.link",
            ["needs loadBalancer.kind = 'internal_alb'", "has loadBalancer.kind = 'nlb'"],
        ),
        (
            {"api": {"link": "nlb"}, "loadBalancer": ALB, "certificate": CERTIFICATE},
            "api.link",
            ["needs loadBalancer.kind = 'nlb'"],
        ),
        (
            {
                "api": {"link": "alb"},
                "loadBalancer": ALB,
                "certificate": {"arn": ARN.format("us-west-2")},
            },
            "api.link",
            ["needs certificate.domain"],
        ),
        (
            {"api": {"domain": "pay.example.com"}, "functions": FUNCTIONS},
            "api.domain",
            ["'pay.example.com'", "needs a certificate"],
        ),
        (
            {
                "api": {"corsOrigins": ["*"]},
                "functions": FUNCTIONS,
                "protection": "retained",
            },
            "api.corsOrigins",
            ["['*']", "every web site call the API of a retained stack"],
        ),
        ({"api": {"stage": "v1"}}, "api", ["has no route"]),
        (
            {"loadBalancer": PUBLIC},
            "loadBalancer.kind",
            ["'public_alb'", "needs a certificate or a domain"],
        ),
        (
            {"loadBalancer": {"kind": "internal_alb"}, "certificate": CERTIFICATE},
            "loadBalancer.targetPort",
            ["is required in a stack without containers"],
        ),
        (
            {
                "loadBalancer": {"targetPort": 8080},
                "containers": {"port": 8443},
                "certificate": CERTIFICATE,
            },
            "loadBalancer.targetPort",
            ["= 8080", "containers.port = 8443"],
        ),
        (
            {
                "loadBalancer": {"deploy": {"greenWeight": 10}},
                "containers": {"port": 8443},
                "certificate": CERTIFICATE,
            },
            "loadBalancer.deploy.greenWeight",
            ["= 10", "10 % of the payments with 503"],
        ),
        ({"containers": {"port": 8443}}, "containers", ["needs a load balancer"]),
        (
            {
                "containers": {"image": "httpd:alpine"},
                "loadBalancer": {"kind": "nlb"},
                "certificate": CERTIFICATE,
                "network": {"nat": "none"},
            },
            "containers.image",
            ["'httpd:alpine'", "cannot be pulled"],
        ),
        (
            {
                "functions": ACQUIRER,
                "network": {"nat": "none"},
            },
            "functions.acquirerUrl",
            ["'https://acquirer.example.com'", "cannot be reached"],
        ),
        (
            {"functions": {"acquirerUrl": "https://acquirer.example.com"}},
            "functions.acquirerSecret",
            ["https://acquirer.example.com wants the merchant account's token"],
        ),
        (
            {"certificate": {"arn": ARN.format("us-east-1")}},
            "certificate.arn",
            ["us-east-1", "lies outside aws:region = 'us-west-2'"],
        ),
        (
            {"assets": {**ASSETS, "certificateArn": ARN.format("eu-west-1")}},
            "assets.certificateArn",
            ["eu-west-1", "must lie in us-east-1"],
        ),
        ({"assets": ASSETS}, "assets", ["aws:region = 'us-west-2'", "from us-east-1 only"]),
        ({"assets": ASSETS}, "assets.domain", ["'assets.example.com'", "there is none"]),
        (
            {"assets": ASSETS, "certificate": CERTIFICATE},
            "assets.domain",
            ["is not on the stack's certificate (pay.example.com)"],
        ),
    ],
)
def test_what_cannot_be_deployed_is_refused_with_value_and_reason(
    problems_of: Problems, raw: Mapping[str, object], path: str, texts: list[str]
) -> None:
    text = problems_of(raw)[path]
    for part in texts:
        assert part in text
    assert "write:" in text


@pytest.mark.parametrize(
    "image", [None, "123456789012.dkr.ecr.us-west-2.amazonaws.com/payments:1.0.0"]
)
def test_images_in_ecr_need_no_way_out_of_the_vpc(image: str | None) -> None:
    block: dict[str, Any] = {"port": 8443} if image is None else {"image": image}
    raw = {
        "containers": block,
        "loadBalancer": {"kind": "nlb"},
        "certificate": CERTIFICATE,
        "network": {"nat": "none"},
    }
    parse(raw, stack="test", region="us-west-2")


def test_assets_on_the_stacks_own_certificate_are_taken_in_us_east_1() -> None:
    certificate = {**CERTIFICATE, "alternativeDomains": ["assets.example.com"]}
    raw = {"assets": ASSETS, "certificate": certificate, "waf": WAF}
    assert parse(raw, stack="test", region="us-east-1").assets is not None


def test_green_traffic_is_taken_once_green_tasks_run() -> None:
    raw = {
        "containers": {"greenVersion": "2.0.0"},
        "loadBalancer": {"deploy": {"greenWeight": 10}},
        "certificate": CERTIFICATE,
    }
    assert parse(raw, stack="test", region="us-west-2").load_balancer is not None
