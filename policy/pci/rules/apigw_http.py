"""HTTP APIs and their private links: who may call, over what, and what is logged."""

from fnmatch import fnmatchcase

from pulumi_policy import Severity

from pci import parameters
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.subject import Subject
from pci.tls_policies import HTTP_API as HTTP_API_TLS
from pci.values import ABSENT, UNKNOWN

API = "aws:apigatewayv2/api:Api"
API_STAGE = "aws:apigatewayv2/stage:Stage"
ROUTE = "aws:apigatewayv2/route:Route"
DOMAIN_NAME = "aws:apigatewayv2/domainName:DomainName"
INTEGRATION = "aws:apigatewayv2/integration:Integration"
VPC_LINK = "aws:apigatewayv2/vpcLink:VpcLink"
_ANY_ORIGIN = ("*", "http://*", "https://*")

_TOPIC = Topic(
    "API Gateway HTTP",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/apigateway-controls.html",
)


@_TOPIC.resource_rule(
    "apigwv2-stage-access-logs",
    "Record every request to an HTTP API.",
    types=(API_STAGE,),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.2.1", "10.4.2"),
    fix='aws.apigatewayv2.Stage(..., access_log_settings={"destination_arn": group.arn, ...})',
)
def stage_access_logs(stage: Subject) -> None:
    """HTTP APIs have no other log."""
    stage.require_present("accessLogSettings.destinationArn", "requests leave no trace")


@_TOPIC.resource_rule(
    "apigwv2-route-authorized",
    "Ask for authorisation on every route.",
    types=(ROUTE,),
    ground=Ground.PRINCIPALS,
    severity=Severity.HIGH,
    requirements=("7.2.1",),
    fix='aws.apigatewayv2.Route(..., authorization_type="AWS_IAM")',
    parameters=(parameters.OPEN_ROUTES,),
)
def route_authorized(route: Subject) -> None:
    """Unset means NONE: HTTP APIs have no API keys, so everyone may call."""
    if any(fnmatchcase(route.name, pattern) for pattern in route.setting(parameters.OPEN_ROUTES)):
        route.not_applicable("the route is configured as open")
    kind = route.props.text("authorizationType")
    if kind is UNKNOWN:
        route.undetermined("authorizationType")
    elif kind in (ABSENT, "NONE"):
        route.violated("authorizationType is not set, or NONE: everyone may call it")


@_TOPIC.resource_rule(
    "apigwv2-domain-tls12",
    "Negotiate TLS 1.2 or newer at custom domains of HTTP APIs.",
    types=(DOMAIN_NAME,),
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("2.2.7", "4.2.1"),
    fix='aws.apigatewayv2.DomainName(..., domain_name_configuration={"security_policy": '
    '"TLS_1_2", ...})',
)
def domain_tls12(domain: Subject) -> None:
    """TLS_1_2 is the only policy of HTTP APIs that keeps older versions out."""
    domain.require_one_of(
        "domainNameConfiguration.securityPolicy", HTTP_API_TLS, "older versions are negotiated"
    )
    domain.require_present(
        "domainNameConfiguration.certificateArn", "the domain has no certificate"
    )


@_TOPIC.resource_rule(
    "apigwv2-private-integration-tls",
    "Reach private load balancers over TLS.",
    types=(INTEGRATION,),
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("4.2.1",),
    fix='aws.apigatewayv2.Integration(..., tls_config={"server_name_to_verify": host})',
)
def private_integration_tls(integration: Subject) -> None:
    """Without tls_config a VPC link speaks plain HTTP."""
    kind = integration.props.text("connectionType")
    if kind is UNKNOWN:
        integration.undetermined("connectionType")
    elif kind == "VPC_LINK":
        integration.require_present(
            "tlsConfig.serverNameToVerify", "the VPC link speaks plain HTTP"
        )


@_TOPIC.resource_rule(
    "apigwv2-vpc-link-security-groups",
    "Give every VPC link security groups of its own.",
    types=(VPC_LINK,),
    ground=Ground.DEFENCE,
    severity=Severity.MEDIUM,
    requirements=("1.3.1", "1.3.2"),
    fix="aws.apigatewayv2.VpcLink(..., security_group_ids=[link.id])",
)
def link_security_groups(link: Subject) -> None:
    """Without any, a link takes the VPC's default group."""
    link.require_present("securityGroupIds", "the VPC's default group decides what it reaches")


@_TOPIC.resource_rule(
    "apigwv2-cors-not-open",
    "Let no web page of any origin read what an HTTP API answers.",
    types=(API,),
    ground=Ground.DEFENCE,
    severity=Severity.MEDIUM,
    requirements=("6.2.4", "1.4.2"),
    fix='aws.apigatewayv2.Api(..., cors_configuration={"allow_origins": ["https://shop"]})',
)
def cors_not_open(api: Subject) -> None:
    """An API for payments has sites it knows."""
    origins = api.props.texts("corsConfiguration.allowOrigins")
    if any(isinstance(origin, str) and origin in _ANY_ORIGIN for origin in origins):
        api.violated("allowOrigins of corsConfiguration admit every origin")
    elif UNKNOWN in origins:
        api.undetermined("corsConfiguration.allowOrigins")


@_TOPIC.resource_rule(
    "apigwv2-api-inspected",
    "Put a distribution with a web ACL before every HTTP API, or make it a REST API.",
    types=(API,),
    ground=Ground.DEFENCE,
    severity=Severity.HIGH,
    severe_because="6.4.2 asks for what prevents attacks in front of public applications",
    requirements=("6.4.2",),
    fix="aws.apigatewayv2.Api(..., disable_execute_api_endpoint=True) behind CloudFront; then list "
    "the name in inspectedApis.",
    parameters=(parameters.INSPECTED_APIS,),
)
def api_inspected(api: Subject) -> None:
    """WAF takes REST APIs only; what stands before another one shows in none of its properties."""
    if any(fnmatchcase(api.name, one) for one in api.setting(parameters.INSPECTED_APIS)):
        api.require_true(
            "disableExecuteApiEndpoint", "requests can go round what inspects them (6.4.2)"
        )
    else:
        api.violated("the API faces the internet and cannot have a web ACL, as 6.4.2 asks for")


RULES: tuple[ResourceRule | StackRule, ...] = (
    stage_access_logs,
    route_authorized,
    domain_tls12,
    private_integration_tls,
    link_security_groups,
    cors_not_open,
    api_inspected,
)
