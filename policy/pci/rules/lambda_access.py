"""Who may invoke functions."""

from collections.abc import Iterator

from pulumi_policy import Severity

from pci.conditions import Condition
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.subject import Subject
from pci.values import ABSENT, UNKNOWN

PERMISSION = "aws:lambda/permission:Permission"
RESOURCE_POLICY = "aws:lambda/resourcePolicy:ResourcePolicy"
LAYER_PERMISSION = "aws:lambda/layerVersionPermission:LayerVersionPermission"
FUNCTION_URL = "aws:lambda/functionUrl:FunctionUrl"

_TOPIC = Topic(
    "Lambda", "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html"
)
#: Properties of a permission → what they become a condition on.
_CONDITIONS = {
    "principalOrgId": "aws:principalorgid",
    "organizationId": "aws:principalorgid",
    "sourceAccount": "aws:sourceaccount",
    "sourceArn": "aws:sourcearn",
}
_S3 = "s3.amazonaws.com"


@_TOPIC.resource_rule(
    "lambda-permission-not-public",
    "Let no permission invoke a function for everyone.",
    types=(PERMISSION, RESOURCE_POLICY, LAYER_PERMISSION),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("7.2.1", "1.4.2", "7.3.1"),
    fix='aws.lambda_.Permission(..., principal="apigateway.amazonaws.com", source_arn=api_arn)',
)
def permission_not_public(permission: Subject) -> None:
    """The principal * is fine for the accounts of one organisation."""
    permission.forbid_public("policy", "no condition narrows who may invoke the function")
    permission.forbid_one_of(
        "functionUrlAuthType", ("none",), "everyone may call the function's URL"
    )
    principal = permission.props.text("principal")
    if principal is UNKNOWN:
        permission.undetermined("principal")
    elif principal == "*" and not any(_narrowing(permission)):
        permission.violated("principal is *: everyone may invoke the function")


@_TOPIC.resource_rule(
    "lambda-permission-source-scoped",
    "Say for which resource, or account, a service may invoke a function.",
    types=(PERMISSION,),
    ground=Ground.PRINCIPALS,
    severity=Severity.HIGH,
    requirements=("7.2.2", "7.3.1"),
    fix='aws.lambda_.Permission(..., principal="events.amazonaws.com", source_arn=rule.arn)',
)
def permission_source_scoped(permission: Subject) -> None:
    """A service acts for every account; Alexa is told by its token, an organisation by its id."""
    principal = permission.props.text("principal")
    if principal is UNKNOWN:
        permission.undetermined("principal")
        return
    if not isinstance(principal, str) or ".amazon" not in principal:
        permission.not_applicable("the principal is no service")
    if permission.props.has("eventSourceToken"):
        return
    if principal == _S3 and not permission.props.has("sourceAccount"):
        permission.violated(
            "sourceAccount is not set: the ARN of a bucket names no account, and its name can be "
            "taken by another one"
        )
    elif not any(_narrowing(permission)):
        permission.violated("sourceArn and sourceAccount are not set: the service acts for anybody")


@_TOPIC.resource_rule(
    "lambda-url-authenticated",
    "Ask callers of a function's URL for their identity.",
    types=(FUNCTION_URL,),
    ground=Ground.EXPOSURE,
    severity=Severity.CRITICAL,
    requirements=("1.4.2", "7.2.1"),
    fix='aws.lambda_.FunctionUrl(..., authorization_type="AWS_IAM")',
)
def url_authenticated(url: Subject) -> None:
    """Such a URL is on the internet; a page of any origin must not call it either."""
    url.require_one_of("authorizationType", ("AWS_IAM",), "everyone may call the function")
    for origin in url.props.texts("cors.allowOrigins"):
        if origin is UNKNOWN:
            url.undetermined("cors.allowOrigins")
        elif origin == "*":
            url.violated("cors.allowOrigins contain *: every web page may call the function")


def _narrowing(permission: Subject) -> Iterator[bool]:
    """Whether each condition of a permission narrows its callers; one given, not known, does."""
    for path, key in _CONDITIONS.items():
        value = permission.props.text(path)
        if value is UNKNOWN:
            yield True
        elif value is not ABSENT:
            yield Condition("arnlike", key, (value,)).limits_callers


RULES: tuple[ResourceRule | StackRule, ...] = (
    permission_not_public,
    permission_source_scoped,
    url_authenticated,
)
