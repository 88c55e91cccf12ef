from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res, Server

HTTP_STAGE = Res(
    kind="aws:apigatewayv2/stage:Stage",
    props={"accessLogSettings": {"destinationArn": UNKNOWN}},
)
ROUTE = Res(
    kind="aws:apigatewayv2/route:Route",
    props={"routeKey": "POST /process", "authorizationType": "AWS_IAM"},
)
HTTP_DOMAIN = Res(
    kind="aws:apigatewayv2/domainName:DomainName",
    props={
        "domainNameConfiguration": {"securityPolicy": "TLS_1_2", "certificateArn": UNKNOWN},
    },
)
HTTP_API = Res(kind="aws:apigatewayv2/api:Api", props={"protocolType": "HTTP"})
LINK = Res(
    kind="aws:apigatewayv2/integration:Integration",
    props={"connectionType": "VPC_LINK", "tlsConfig": {"serverNameToVerify": "pay.example.com"}},
)


def origins(*allowed: str) -> dict[str, object]:
    return {"corsConfiguration": {"allowOrigins": list(allowed)}}


CASES = (
    Cases(
        rule="apigwv2-stage-access-logs",
        base=HTTP_STAGE,
        violating=(({"accessLogSettings": ABSENT}, "requests leave no trace"),),
    ),
    Cases(
        rule="apigwv2-route-authorized",
        base=ROUTE,
        violating=(
            ({"authorizationType": ABSENT}, "everyone may call it"),
            ({"authorizationType": "NONE"}, "everyone may call it"),
        ),
        undetermined=({"authorizationType": UNKNOWN},),
    ),
    Cases(
        rule="apigwv2-domain-tls12",
        base=HTTP_DOMAIN,
        violating=(
            ({"domainNameConfiguration": {"certificateArn": UNKNOWN}}, "securityPolicy is not"),
            ({"domainNameConfiguration": {"securityPolicy": "TLS_1_2"}}, "has no certificate"),
        ),
        undetermined=({"domainNameConfiguration": UNKNOWN},),
    ),
    Cases(
        rule="apigwv2-vpc-link-security-groups",
        base=Res(kind="aws:apigatewayv2/vpcLink:VpcLink", props={"securityGroupIds": [UNKNOWN]}),
        violating=(({"securityGroupIds": []}, "the VPC's default group decides"),),
    ),
    Cases(
        rule="apigwv2-cors-not-open",
        base=HTTP_API.but(origins("https://shop.example.com")),
        fine=({"corsConfiguration": ABSENT},),
        violating=(
            (origins("*"), "admit every origin"),
            (origins(UNKNOWN, "https://*"), "admit every origin"),
        ),
        undetermined=(origins(UNKNOWN), {"corsConfiguration": UNKNOWN}),
    ),
    Cases(
        rule="apigwv2-api-inspected",
        base=Res(kind=HTTP_API.kind, props={"disableExecuteApiEndpoint": True}),
        violating=(
            ({"disableExecuteApiEndpoint": False}, "go round what inspects them"),
            ({"disableExecuteApiEndpoint": ABSENT}, "go round what inspects them"),
        ),
        undetermined=({"disableExecuteApiEndpoint": UNKNOWN},),
        config={"inspectedApis": ["thing"]},
    ),
    Cases(
        rule="apigwv2-private-integration-tls",
        base=LINK,
        fine=({"connectionType": "INTERNET", "tlsConfig": ABSENT},),
        violating=(({"tlsConfig": ABSENT}, "speaks plain HTTP"),),
        undetermined=({"connectionType": UNKNOWN},),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()


def test_a_health_route_may_be_open(server: Server) -> None:
    route = ROUTE.but({"authorizationType": "NONE"})
    assert server.resource(route, "api-get-health").of("apigwv2-route-authorized") == (
        "not_applicable"
    )


def test_an_http_api_that_nothing_inspects_is_found(server: Server) -> None:
    verdict = server.resource(HTTP_API.but({"disableExecuteApiEndpoint": True}))
    assert "as 6.4.2 asks for" in verdict.violations["apigwv2-api-inspected"][0]
