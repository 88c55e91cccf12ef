from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res, Server

STAGE = Res(
    kind="aws:apigateway/stage:Stage",
    props={
        "stageName": "v1",
        "restApi": UNKNOWN,
        "accessLogSettings": {"destinationArn": UNKNOWN, "format": "$context.requestId"},
        "xrayTracingEnabled": True,
        "clientCertificateId": "abc",
        "arn": UNKNOWN,
    },
    links={"restApi": ("api",)},
)
SETTINGS = Res(
    kind="aws:apigateway/methodSettings:MethodSettings",
    props={
        "stageName": "v1",
        "methodPath": "*/*",
        "settings": {
            "loggingLevel": "INFO",
            "dataTraceEnabled": False,
            "cachingEnabled": True,
            "cacheDataEncrypted": True,
        },
    },
    links={"stageName": ("stage",)},
)
METHOD = Res(
    kind="aws:apigateway/method:Method",
    props={"httpMethod": "POST", "authorization": "NONE", "apiKeyRequired": True},
)
API = Res(
    kind="aws:apigateway/restApi:RestApi",
    props={
        "endpointConfiguration": {"types": "REGIONAL"},
        "disableExecuteApiEndpoint": True,
        "id": UNKNOWN,
    },
)
WAF = Res(
    kind="aws:wafv2/webAclAssociation:WebAclAssociation",
    props={"resourceArn": UNKNOWN},
    links={"resourceArn": ("stage",)},
)
BACKEND = Res(kind="aws:apigateway/integration:Integration", props={"type": "HTTP_PROXY"})
DOMAIN = Res(kind="aws:apigateway/domainName:DomainName", props={"securityPolicy": "TLS_1_2"})


def settings(**values: object) -> dict[str, object]:
    return {"settings": values}


def validator(body: object, parameters: object) -> Res:
    kind = "aws:apigateway/requestValidator:RequestValidator"
    return Res(kind=kind).but(
        {"validateRequestBody": body, "validateRequestParameters": parameters}
    )


CASES = (
    Cases(
        rule="apigw-request-validation",
        base=METHOD.but({"requestValidatorId": UNKNOWN}),
        fine=(validator(True, UNKNOWN), validator(ABSENT, True)),
        violating=(
            ({"requestValidatorId": ABSENT}, "requestValidatorId is not set"),
            (validator(False, ABSENT), "nothing is checked"),
        ),
        undetermined=(validator(False, UNKNOWN),),
        not_applicable=(({"httpMethod": "OPTIONS"}, "preflight carries nothing"),),
    ),
    Cases(
        rule="apigw-domain-tls12",
        base=API.but({"securityPolicy": "SecurityPolicy_TLS13_1_2_2021_06"}),
        violating=(({"securityPolicy": "TLS_1_0"}, "versions before TLS 1.2"),),
        undetermined=({"securityPolicy": UNKNOWN},),
        not_applicable=(({"securityPolicy": ABSENT}, "no policy of its own"),),
    ),
    Cases(
        rule="apigw-integration-tls",
        base=BACKEND.but({"uri": "https://payments.example.com/{proxy}"}),
        fine=({"uri": "${stageVariables.backend}"}, {"uri": ABSENT}),
        violating=(
            ({"uri": "http://payments.example.com"}, "uri is not https"),
            ({"tlsConfig": {"insecureSkipVerification": True}}, "whoever is in between"),
        ),
        undetermined=(
            {"uri": UNKNOWN},
            {"type": UNKNOWN},
            {"tlsConfig": {"insecureSkipVerification": UNKNOWN}},
        ),
        not_applicable=(({"type": "AWS_PROXY"}, "AWS's own API"),),
    ),
    Cases(
        rule="apigw-stage-access-logs",
        base=STAGE,
        violating=(({"accessLogSettings": ABSENT}, "requests leave no trace"),),
    ),
    Cases(
        rule="apigw-execution-logging",
        base={"stage": STAGE, "settings": SETTINGS},
        fine=({"settings": settings(loggingLevel="ERROR")},),
        violating=(
            ({"settings": ABSENT}, "stage logs no errors"),
            ({"settings": settings(loggingLevel="OFF")}, "stage logs no errors"),
            ({"settings": {"methodPath": "health/GET"}}, "stage logs no errors"),
            ({"settings": settings()}, "stage logs no errors"),
        ),
        undetermined=(
            {"settings": Res(kind=SETTINGS.kind, props={**SETTINGS.props, "stageName": UNKNOWN})},
        ),
    ),
    Cases(
        rule="apigw-no-data-trace",
        base=SETTINGS,
        fine=(settings(),),
        violating=((settings(dataTraceEnabled=True), "card data, are logged"),),
        undetermined=(settings(dataTraceEnabled=UNKNOWN),),
    ),
    Cases(
        rule="apigw-cache-encrypted",
        base=SETTINGS,
        violating=(
            (settings(cachingEnabled=True, cacheDataEncrypted=False), "cached in plain text"),
            (settings(cachingEnabled=True), "cacheDataEncrypted is not set"),
        ),
        undetermined=(settings(cachingEnabled=True, cacheDataEncrypted=UNKNOWN),),
        not_applicable=((settings(cachingEnabled=False), "nothing is cached"),),
    ),
    Cases(
        rule="apigw-tracing",
        base=STAGE,
        violating=(({"xrayTracingEnabled": False}, "xrayTracingEnabled is false"),),
        undetermined=({"xrayTracingEnabled": UNKNOWN},),
    ),
    Cases(
        rule="apigw-client-certificate",
        base={"stage": STAGE, "backend": BACKEND},
        violating=(({"stage": {"clientCertificateId": ABSENT}}, "cannot tell who calls"),),
        not_applicable=(
            ({"backend": {"type": "AWS_PROXY"}}, "no REST API calls an HTTP backend"),
            ({"backend": {"connectionType": "VPC_LINK"}}, "over the internet"),
        ),
    ),
    Cases(
        rule="apigw-method-authorized",
        base=METHOD,
        fine=({"authorization": "AWS_IAM", "apiKeyRequired": ABSENT},),
        violating=(({"apiKeyRequired": False}, "everyone may call it"),),
        undetermined=({"authorization": UNKNOWN, "apiKeyRequired": ABSENT},),
        not_applicable=(({"httpMethod": "OPTIONS"}, "preflight"),),
    ),
    Cases(
        rule="apigw-method-authorized",
        base=METHOD.but({"authorization": "AWS_IAM"}),
        violating=(({"authorization": "NONE", "apiKeyRequired": ABSENT}, "everyone"),),
        config={"openRoutes": ["health-*"]},
    ),
    Cases(
        rule="apigw-api-key-generated",
        base=Res(kind="aws:apigateway/apiKey:ApiKey", props={"name": UNKNOWN}),
        violating=(
            ({"value": "0123456789abcdefghij"}, "value is set"),
            ({"value": UNKNOWN}, "value is set"),
        ),
    ),
    Cases(
        rule="apigw-endpoint-type-allowed",
        base=API,
        violating=(
            ({"endpointConfiguration": {"types": "EDGE"}}, "outside the region"),
            ({"endpointConfiguration": ABSENT}, "is not set"),
        ),
        undetermined=({"endpointConfiguration": UNKNOWN},),
    ),
    Cases(
        rule="apigw-stage-has-waf",
        base={"api": API, "stage": STAGE, "waf": WAF},
        fine=({"api": {"endpointConfiguration": {"types": "PRIVATE"}}, "waf": ABSENT},),
        violating=(({"waf": ABSENT}, "stage faces the internet without a web ACL"),),
        undetermined=({"waf": Res(kind=WAF.kind, props=WAF.props)},),
    ),
    Cases(
        rule="apigw-domain-tls12",
        base=DOMAIN,
        fine=({"securityPolicy": "SecurityPolicy_TLS13_1_2_2021_06"},),
        violating=(
            ({"securityPolicy": "TLS_1_0"}, "before TLS 1.2"),
            ({"securityPolicy": ABSENT}, "securityPolicy is not set"),
        ),
        undetermined=({"securityPolicy": UNKNOWN},),
    ),
    Cases(
        rule="apigw-default-endpoint-off",
        base={"api": API, "domain": DOMAIN},
        violating=(
            ({"api": {"disableExecuteApiEndpoint": False}}, "go round the domain's protection"),
            ({"api": {"disableExecuteApiEndpoint": ABSENT}}, "go round"),
        ),
        undetermined=({"api": {"disableExecuteApiEndpoint": UNKNOWN}},),
        not_applicable=(({"domain": ABSENT}, "a domain of its own"),),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()


def test_a_health_method_may_be_open(server: Server) -> None:
    method = METHOD.but({"apiKeyRequired": False})
    assert server.resource(method, "api-get-health").of("apigw-method-authorized") == (
        "not_applicable"
    )
