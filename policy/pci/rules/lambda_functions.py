"""Functions: keys, secrets, network, runtime, logs and tracing."""

import re
from datetime import UTC, datetime

from pulumi_policy import Severity

from pci.credentials import is_credential
from pci.ground import Ground
from pci.lambda_runtimes import PATCHED_UNTIL, is_patched
from pci.rule import ResourceRule, StackRule, Topic
from pci.rules.logs import LOG_GROUP
from pci.stack import Node, Stack
from pci.subject import Subject
from pci.values import UNKNOWN, Missing

FUNCTION = "aws:lambda/function:Function"

_TOPIC = Topic(
    "Lambda", "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html"
)
#: What Lambda accepts as the name of a variable; anything else is not shown.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,63}")


@_TOPIC.resource_rule(
    "lambda-env-customer-managed-key",
    "Encrypt the environment of functions under a customer managed key.",
    types=(FUNCTION,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1", "3.6.1"),
    fix="aws.lambda_.Function(..., kms_key_arn=key.arn)",
)
def env_customer_key(function: Subject) -> None:
    """A function without variables has nothing to encrypt."""
    if function.props.has("environment.variables"):
        function.require_customer_key("kmsKeyArn", "every reader of the function sees them")


@_TOPIC.resource_rule(
    "lambda-env-no-secrets",
    "Keep credentials out of the environment of functions.",
    types=(FUNCTION,),
    ground=Ground.SECRETS,
    severity=Severity.CRITICAL,
    requirements=("8.6.2", "8.3.2"),
    fix='environment={"variables": {"DATABASE_SECRET_ARN": secret.arn}}, read when it is needed',
)
def env_no_secrets(function: Subject) -> None:
    """Everyone who may describe the function reads them."""
    variables = function.props.at("environment.variables")
    if variables is UNKNOWN:
        function.undetermined("environment.variables")
    for name, value in variables.items() if isinstance(variables, dict) else ():
        shown = name if _NAME.fullmatch(name) else "a variable"
        found = is_credential(name, value)
        if found is UNKNOWN:
            function.undetermined(f"environment.variables.{shown}")
        elif found:
            function.violated(f"{shown} looks like a credential in plain text")


@_TOPIC.resource_rule(
    "lambda-in-vpc",
    "Run every function in a VPC.",
    types=(FUNCTION,),
    ground=Ground.DEFENCE,
    severity=Severity.HIGH,
    severe_because="no network control stands between the function and the internet (1.4.1)",
    requirements=("1.3.1", "1.4.1"),
    fix='aws.lambda_.Function(..., vpc_config={"subnet_ids": [...], "security_group_ids": [...]})',
)
def in_vpc(function: Subject) -> None:
    """Outside, no security group says what the function may reach."""
    for path in ("subnetIds", "securityGroupIds"):
        function.require_present(f"vpcConfig.{path}", "nothing limits what the function reaches")


@_TOPIC.resource_rule(
    "lambda-runtime-supported",
    "Use runtimes that Lambda patches.",
    types=(FUNCTION,),
    ground=Ground.PATCHING,
    severity=Severity.HIGH,
    severe_because="a retired runtime never gets the patch that 6.3.3 asks for",
    requirements=("12.3.4", "6.3.3"),
    fix='aws.lambda_.Function(..., runtime="python3.13")',
)
def runtime_supported(function: Subject) -> None:
    """The table of runtimes carries the day it was taken."""
    if function.props.text("packageType") == "Image":
        function.not_applicable("a container image brings its own runtime")
    runtime = function.props.text("runtime")
    if runtime is UNKNOWN:
        function.undetermined("runtime")
    elif isinstance(runtime, Missing) or runtime not in PATCHED_UNTIL:
        function.violated("runtime is none that Lambda patches")
    elif not is_patched(runtime, datetime.now(UTC).date()):
        function.violated(f"runtime {runtime} was patched until {PATCHED_UNTIL[runtime]}")


@_TOPIC.stack_rule(
    "lambda-log-group-managed",
    "Declare the log group of every function.",
    types=(FUNCTION, LOG_GROUP),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.2.1", "10.5.1"),
    fix='aws.cloudwatch.LogGroup(..., name="/aws/lambda/<function name>", kms_key_id=key.arn, '
    "retention_in_days=365)",
)
def log_group_managed(stack: Stack) -> None:
    """Lambda makes a missing group itself: without a key, and for ever."""
    groups = stack.of(LOG_GROUP)
    for function in stack.of(FUNCTION):
        wanted = _log_group(function)
        if any(_is_group_of(function, wanted, group) for group in groups):
            continue
        # A name from elsewhere can turn out to be the one; a name AWS makes up cannot.
        named_elsewhere = wanted is UNKNOWN and any(map(function.refers, ("loggingConfig", "name")))
        if named_elsewhere or any(_may_be_any(group) for group in groups):
            function.undetermined("loggingConfig.logGroup")
        else:
            function.violated(f"{function.name} has no log group in the stack")


def _log_group(function: Node) -> str | Missing:
    """The name of the group that a function logs to."""
    if function.is_given("loggingConfig") and function.props.has("loggingConfig.logGroup"):
        return function.props.text("loggingConfig.logGroup")
    name = function.props.text("name")
    return f"/aws/lambda/{name}" if isinstance(name, str) else UNKNOWN


def _is_group_of(function: Node, wanted: str | Missing, group: Node) -> bool:
    # Either may be named after the other.
    return (
        function.names(group, "loggingConfig.logGroup")
        or group.names(function, "name")
        or (isinstance(wanted, str) and group.props.text("name") == wanted)
    )


def _may_be_any(group: Node) -> bool:
    return group.props.text("name") is UNKNOWN and group.refers("name")


@_TOPIC.resource_rule(
    "lambda-tracing-active",
    "Trace every function.",
    types=(FUNCTION,),
    ground=Ground.LOGGING,
    severity=Severity.LOW,
    requirements=("10.2.1",),
    fix='aws.lambda_.Function(..., tracing_config={"mode": "Active"})',
)
def tracing_active(function: Subject) -> None:
    """Otherwise only requests that a caller already traces are followed."""
    function.require_one_of("tracingConfig.mode", ("Active",), "requests cannot be followed")


RULES: tuple[ResourceRule | StackRule, ...] = (
    env_customer_key,
    env_no_secrets,
    in_vpc,
    runtime_supported,
    log_group_managed,
    tracing_active,
)
