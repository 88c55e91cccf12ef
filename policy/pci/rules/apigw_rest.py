"""REST APIs: who may call, what is logged, and what never is."""

from fnmatch import fnmatchcase

from pulumi_policy import Severity

from pci import parameters
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.stack import Stack
from pci.subject import Subject
from pci.tls_policies import REST_API as REST_API_TLS
from pci.values import ABSENT, UNKNOWN

REST_API = "aws:apigateway/restApi:RestApi"
STAGE = "aws:apigateway/stage:Stage"
API_KEY = "aws:apigateway/apiKey:ApiKey"
METHOD = "aws:apigateway/method:Method"
METHOD_SETTINGS = "aws:apigateway/methodSettings:MethodSettings"
INTEGRATION = "aws:apigateway/integration:Integration"
DOMAIN_NAME = "aws:apigateway/domainName:DomainName"
HTTP_API = "aws:apigatewayv2/api:Api"
WEB_ACL_ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"

TOPIC = Topic(
    "API Gateway REST",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/apigateway-controls.html",
)
_LEVELS = ("ERROR", "INFO")


@TOPIC.resource_rule(
    "apigw-stage-access-logs",
    "Record every request to a REST API.",
    types=(STAGE,),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.2.1",),
    fix='aws.apigateway.Stage(..., access_log_settings={"destination_arn": group.arn, ...})',
)
def stage_access_logs(stage: Subject) -> None:
    """Who called what, when, and what came of it."""
    stage.require_present("accessLogSettings.destinationArn", "requests leave no trace")


@TOPIC.stack_rule(
    "apigw-execution-logging",
    "Log errors of every stage of a REST API.",
    types=(STAGE, METHOD_SETTINGS),
    ground=Ground.LOGGING,
    severity=Severity.MEDIUM,
    requirements=("10.2.1",),
    fix='aws.apigateway.MethodSettings(..., method_path="*/*", settings={"logging_level": "INFO"})',
)
def execution_logging(stack: Stack) -> None:
    """The level is a setting of methods, of all of them at the path */*."""
    settings = [
        one
        for one in stack.of(METHOD_SETTINGS)
        if one.props.text("settings.loggingLevel") in (*_LEVELS, UNKNOWN)
        and one.props.text("methodPath") in ("*/*", UNKNOWN)
    ]
    for stage in stack.of(STAGE):
        if not any(one.names(stage, "stageName") for one in settings):
            stack.require_companion(stage, settings, "stageName", "logs no errors of its methods")


@TOPIC.resource_rule(
    "apigw-no-data-trace",
    "Write no request or response body to the logs of a REST API.",
    types=(METHOD_SETTINGS,),
    ground=Ground.SECRETS,
    severity=Severity.CRITICAL,
    requirements=("3.3.1", "3.5.1"),
    fix='aws.apigateway.MethodSettings(..., settings={"data_trace_enabled": False})',
)
def no_data_trace(settings: Subject) -> None:
    """Bodies hold card numbers and security codes."""
    settings.forbid_true("settings.dataTraceEnabled", "bodies, so card data, are logged")


@TOPIC.resource_rule(
    "apigw-cache-encrypted",
    "Encrypt what a REST API caches.",
    types=(METHOD_SETTINGS,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1", "3.6.1"),
    fix='aws.apigateway.MethodSettings(..., settings={"cache_data_encrypted": True})',
)
def cache_encrypted(settings: Subject) -> None:
    """Without a cache there is nothing to encrypt."""
    if settings.props.flag("settings.cachingEnabled") in (ABSENT, False):
        settings.not_applicable("nothing is cached")
    settings.require_true("settings.cacheDataEncrypted", "responses are cached in plain text")


@TOPIC.resource_rule(
    "apigw-tracing",
    "Trace requests through a REST API.",
    types=(STAGE,),
    ground=Ground.DETECTION,
    severity=Severity.LOW,
    requirements=("10.2.1",),
    fix="aws.apigateway.Stage(..., xray_tracing_enabled=True)",
)
def tracing(stage: Subject) -> None:
    """A trace shows where a request went and what failed."""
    stage.require_true("xrayTracingEnabled", "a request cannot be followed")


@TOPIC.stack_rule(
    "apigw-client-certificate",
    "Show a client certificate to HTTP backends on the internet.",
    types=(STAGE, INTEGRATION),
    ground=Ground.DEFENCE,
    severity=Severity.LOW,
    requirements=("2.2.7", "4.2.1"),
    fix="aws.apigateway.Stage(..., client_certificate_id=certificate.id)",
)
def client_certificate(stack: Stack) -> None:
    """Functions and private links know their caller without one."""
    backends = [
        integration
        for integration in stack.of(INTEGRATION)
        if integration.props.text("type") in ("HTTP", "HTTP_PROXY")
        and integration.props.text("connectionType") != "VPC_LINK"
    ]
    if not backends:
        stack.not_applicable("no REST API calls an HTTP backend over the internet")
    for stage in stack.of(STAGE):
        if not stage.is_given("clientCertificateId"):
            stage.violated("clientCertificateId is not set: backends cannot tell who calls")


@TOPIC.resource_rule(
    "apigw-method-authorized",
    "Ask for authorisation or an API key on every method.",
    types=(METHOD,),
    ground=Ground.PRINCIPALS,
    severity=Severity.HIGH,
    requirements=("7.2.1", "7.2.2"),
    fix='aws.apigateway.Method(..., authorization="AWS_IAM") or api_key_required=True',
    parameters=(parameters.OPEN_ROUTES,),
)
def method_authorized(method: Subject) -> None:
    """OPTIONS answers browsers before they authenticate; health routes carry no data."""
    if method.props.text("httpMethod") == "OPTIONS":
        method.not_applicable("a browser's preflight carries no credentials")
    if any(fnmatchcase(method.name, one) for one in method.setting(parameters.OPEN_ROUTES)):
        method.not_applicable("the route is configured as open")
    if method.props.flag("apiKeyRequired") is True:
        return
    method.forbid_one_of("authorization", ("none",), "everyone may call it")


@TOPIC.resource_rule(
    "apigw-api-key-generated",
    "Let API Gateway make up the values of API keys.",
    types=(API_KEY,),
    ground=Ground.SECRETS,
    severity=Severity.HIGH,
    requirements=("8.6.2", "8.3.2"),
    fix="Leave value out of aws.apigateway.ApiKey.",
)
def api_key_generated(key: Subject) -> None:
    """A key admits to methods without other authorisation, so it is a credential."""
    key.forbid_present("value", "the key stands in the program or its configuration")


@TOPIC.resource_rule(
    "apigw-endpoint-type-allowed",
    "Publish REST APIs at regional or private endpoints.",
    types=(REST_API,),
    ground=Ground.DEFENCE,
    severity=Severity.MEDIUM,
    requirements=("1.3.1", "1.4.1"),
    fix='aws.apigateway.RestApi(..., endpoint_configuration={"types": "REGIONAL"})',
)
def endpoint_type(api: Subject) -> None:
    """Edge endpoints terminate TLS in locations outside the region; they are the default."""
    api.require_one_of(
        "endpointConfiguration.types", ("REGIONAL", "PRIVATE"), "TLS would end outside the region"
    )


@TOPIC.stack_rule(
    "apigw-stage-has-waf",
    "Protect every stage of a public REST API with a web ACL.",
    types=(STAGE, WEB_ACL_ASSOCIATION, REST_API),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("6.4.2", "6.4.1"),
    fix="aws.wafv2.WebAclAssociation(..., resource_arn=stage.arn, web_acl_arn=acl.arn)",
)
def stage_has_waf(stack: Stack) -> None:
    """A private API is not reachable from the internet."""
    private = [
        api
        for api in stack.of(REST_API)
        if api.props.text("endpointConfiguration.types") == "PRIVATE"
    ]
    associations = stack.of(WEB_ACL_ASSOCIATION)
    for stage in stack.of(STAGE):
        if not any(stage.names(api, "restApi") for api in private):
            stack.require_companion(
                stage, associations, "resourceArn", "faces the internet without a web ACL"
            )


@TOPIC.resource_rule(
    "apigw-domain-tls12",
    "Negotiate TLS 1.2 or newer at REST APIs and their domains.",
    types=(DOMAIN_NAME, REST_API),
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("2.2.7", "4.2.1"),
    fix='aws.apigateway.DomainName(..., security_policy="TLS_1_2")',
)
def domain_tls12(domain: Subject) -> None:
    """A REST API has a policy of its own since November 2025; before, only its domains had."""
    policy = domain.props.text("securityPolicy")
    if policy is UNKNOWN:
        domain.undetermined("securityPolicy")
    elif policy is ABSENT and domain.type == REST_API:
        domain.not_applicable("no policy of its own is set")
    elif policy is ABSENT:
        domain.violated("securityPolicy is not set: AWS decides what is negotiated")
    elif policy not in REST_API_TLS:
        domain.violated("securityPolicy admits versions before TLS 1.2")


@TOPIC.stack_rule(
    "apigw-default-endpoint-off",
    "Turn the default endpoint off where an API has its own domain.",
    types=(REST_API, HTTP_API, DOMAIN_NAME, "aws:apigatewayv2/domainName:DomainName"),
    ground=Ground.DEFENCE,
    severity=Severity.MEDIUM,
    requirements=("1.4.2", "6.4.2"),
    fix="aws.apigateway.RestApi(..., disable_execute_api_endpoint=True)",
)
def default_endpoint_off(stack: Stack) -> None:
    """Without a domain of its own the default endpoint is the API's only address."""
    if not stack.of(DOMAIN_NAME, "aws:apigatewayv2/domainName:DomainName"):
        stack.not_applicable("no API of the stack has a domain of its own")
    for api in stack.of(REST_API, HTTP_API):
        if api.props.flag("disableExecuteApiEndpoint") is UNKNOWN:
            api.undetermined("disableExecuteApiEndpoint")
        else:
            api.require_true(
                "disableExecuteApiEndpoint", "requests can go round the domain's protection"
            )


RULES: tuple[ResourceRule | StackRule, ...] = (
    stage_access_logs,
    execution_logging,
    no_data_trace,
    cache_encrypted,
    tracing,
    client_certificate,
    method_authorized,
    api_key_generated,
    endpoint_type,
    stage_has_waf,
    domain_tls12,
    default_endpoint_off,
)
