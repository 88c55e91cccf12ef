"""REST APIs: the way to their backends, and what passes."""

from pulumi_policy import Severity

from pci.ground import Ground
from pci.rule import ResourceRule, StackRule
from pci.rules.apigw_rest import INTEGRATION, METHOD, TOPIC
from pci.subject import Subject
from pci.values import UNKNOWN

VALIDATOR = "aws:apigateway/requestValidator:RequestValidator"
_CHECKS = ("validateRequestBody", "validateRequestParameters")


@TOPIC.resource_rule(
    "apigw-integration-tls",
    "Reach HTTP backends over verified TLS.",
    types=(INTEGRATION,),
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("4.2.1",),
    fix='aws.apigateway.Integration(..., uri="https://...")',
)
def integration_tls(integration: Subject) -> None:
    """A network load balancer passes TCP on as it comes, so what the URI says counts."""
    kind = integration.props.text("type")
    if kind is UNKNOWN:
        integration.undetermined("type")
        return
    if kind not in ("HTTP", "HTTP_PROXY"):
        integration.not_applicable("AWS's own API is called over TLS")
    integration.forbid_true(
        "tlsConfig.insecureSkipVerification", "whoever is in between can answer instead"
    )
    uri = integration.props.text("uri")
    if uri is UNKNOWN:
        integration.undetermined("uri")
    elif isinstance(uri, str) and not uri.lower().startswith(("https://", "${")):
        integration.violated("uri is not https: requests travel in plain text")


@TOPIC.resource_rule(
    "apigw-request-validation",
    "Validate requests before code sees them.",
    types=(METHOD, VALIDATOR),
    ground=Ground.DEFENCE,
    severity=Severity.HIGH,
    severe_because="only the code's own parsing is left between an attack and card data",
    requirements=("6.2.4",),
    fix="aws.apigateway.Method(..., request_validator_id=validator.id)",
)
def request_validation(method: Subject) -> None:
    """A preflight has neither body nor parameters of its own."""
    if method.type == VALIDATOR:
        _require_some_check(method)
        return
    if method.props.text("httpMethod") == "OPTIONS":
        method.not_applicable("a browser's preflight carries nothing to validate")
    method.require_present("requestValidatorId", "malformed requests reach the code")


def _require_some_check(validator: Subject) -> None:
    flags = [validator.props.flag(path) for path in _CHECKS]
    if True not in flags and UNKNOWN in flags:
        validator.undetermined(" and ".join(_CHECKS))
    elif True not in flags:
        validator.violated(f"neither {' nor '.join(_CHECKS)} is true: nothing is checked")


RULES: tuple[ResourceRule | StackRule, ...] = (integration_tls, request_validation)
