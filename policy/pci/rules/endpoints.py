"""VPC endpoints: AWS services reached without leaving the VPC."""

from collections.abc import Iterator, Sequence

from pulumi_policy import Severity

from pci import parameters
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.rules.network import VPC
from pci.stack import Node, Stack
from pci.subject import Subject
from pci.values import UNKNOWN

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
ENDPOINT_POLICY = "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy"
ENDPOINT_SERVICE = "aws:ec2/vpcEndpointService:VpcEndpointService"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ROLE = "aws:iam/role:Role"
FUNCTION = "aws:lambda/function:Function"
TASK = "aws:ecs/taskDefinition:TaskDefinition"

_TOPIC = Topic(
    "VPC endpoints",
    "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html",
)
#: Endpoint services that are not called like the IAM prefix of their actions.
_SERVICES = {
    "ecr": ("ecr.api", "ecr.dkr"),
    "kinesis": ("kinesis-streams",),
    "cloudwatch": ("monitoring",),
}
#: Asked of IAM by the server that a client logs in to; the client itself calls no service.
_LOGINS = frozenset({"elasticache:connect", "rds-db:connect"})
#: Lambda itself, not the function in its network, writes logs and sends dead letters.
_SENT_BY_LAMBDA = frozenset({"logs", "sqs"})


@_TOPIC.stack_rule(
    "vpc-endpoints-present",
    "Reach the AWS services of workloads in a VPC through its endpoints.",
    types=(ENDPOINT, VPC),
    ground=Ground.DEFENCE,
    severity=Severity.HIGH,
    severe_because="only an endpoint's policy keeps stolen credentials from "
    "carrying data to another account",
    requirements=("1.3.2", "1.4.1"),
    fix='aws.ec2.VpcEndpoint(..., service_name="com.amazonaws.us-west-2.secretsmanager")',
    parameters=(parameters.ENDPOINT_SERVICES_IGNORED,),
)
def endpoints_present(stack: Stack) -> None:
    """The services are those that the roles of functions and tasks in the VPC may call."""
    roles = list(_workload_roles(stack))
    if not roles:
        stack.not_applicable("no function or task of the stack runs in a VPC")
    endpoints = stack.of(ENDPOINT)
    ignored = stack.setting(parameters.ENDPOINT_SERVICES_IGNORED)
    needed = sorted(_services(stack, roles, frozenset(ignored)))
    for vpc in stack.of(VPC):
        own = [endpoint for endpoint in endpoints if endpoint.names(vpc, "vpcId")]
        names = [endpoint.props.text("serviceName") for endpoint in own]
        present = {
            name.split(".", 3)[-1]
            for name in names
            if name is not UNKNOWN and isinstance(name, str)
        }
        missing = [service for service in needed if service not in present]
        if missing and UNKNOWN in names:
            vpc.undetermined("serviceName of the endpoints")
        elif missing:
            vpc.violated(f"{vpc.name} has no endpoint for {', '.join(missing)}")


@_TOPIC.resource_rule(
    "vpc-endpoint-policy-scoped",
    "Narrow what may pass a VPC endpoint.",
    types=(ENDPOINT, ENDPOINT_POLICY),
    ground=Ground.PRINCIPALS,
    severity=Severity.HIGH,
    requirements=("1.3.1", "7.3.1"),
    fix="aws.ec2.VpcEndpoint(..., policy=document) with a condition on aws:PrincipalAccount "
    "or aws:ResourceAccount",
)
def policy_scoped(endpoint: Subject) -> None:
    """Who comes, or whose resource it is, has to be asked (AWS, "Building a data perimeter").

    Otherwise credentials of any account carry data to a resource of any account.
    """
    if endpoint.props.text("vpcEndpointType") in (
        "GatewayLoadBalancer",
        "Resource",
        "ServiceNetwork",
    ):
        endpoint.not_applicable("endpoints of this type take no policy")
    endpoint.require_present("policy", "any credential could carry data out through the endpoint")
    for statement in endpoint.statements("policy"):
        own = any(condition.limits_resources for condition in statement.conditions)
        if statement.is_public and statement.on_everything and not own:
            endpoint.violated(
                f"statement {statement.number} of policy lets everyone at everybody's resources"
            )


@_TOPIC.resource_rule(
    "vpc-endpoint-service-manual-acceptance",
    "Accept by hand who connects to an endpoint service.",
    types=(ENDPOINT_SERVICE,),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("1.4.2",),
    fix="aws.ec2.VpcEndpointService(..., acceptance_required=True)",
)
def manual_acceptance(service: Subject) -> None:
    """Every principal that the service allows can connect from a network nobody here knows."""
    service.require_true("acceptanceRequired", "whoever is allowed connects unseen")


@_TOPIC.resource_rule(
    "vpc-endpoint-private",
    "Let the ordinary names of services lead to interface endpoints.",
    types=(ENDPOINT,),
    ground=Ground.EXPOSURE,
    severity=Severity.MEDIUM,
    requirements=("1.3.1", "1.4.1"),
    fix="aws.ec2.VpcEndpoint(..., private_dns_enabled=True)",
)
def endpoint_private(endpoint: Subject) -> None:
    """Otherwise programs keep talking to the public address, past the endpoint and its policy."""
    if endpoint.props.text("vpcEndpointType") not in ("Interface", UNKNOWN):
        endpoint.not_applicable("only interface endpoints have private names")
    endpoint.require_true("privateDnsEnabled", "programs would go on using the public address")


def _services(
    stack: Stack, roles: Sequence[tuple[Node, frozenset[str]]], ignored: frozenset[str]
) -> Iterator[str]:
    """Endpoint services behind the actions of the roles of workloads in the VPC."""
    prefixes: set[str] = set()
    for policy in stack.of(ROLE_POLICY):
        for role, unused in roles:
            if policy.names(role, "role"):
                prefixes |= _prefixes(policy) - unused
    for prefix in prefixes - ignored:
        yield from _SERVICES.get(prefix, (prefix,))


def _workload_roles(stack: Stack) -> Iterator[tuple[Node, frozenset[str]]]:
    """Each role with the prefixes it does not use from within the VPC."""
    roles = stack.of(ROLE)
    for function in stack.of(FUNCTION):
        if function.is_given("vpcConfig"):
            yield from ((role, _SENT_BY_LAMBDA) for role in roles if function.names(role, "role"))
    for task in stack.of(TASK):
        for role in roles:
            if task.names(role, "executionRoleArn") or task.names(role, "taskRoleArn"):
                yield role, frozenset()


def _prefixes(policy: Node) -> set[str]:
    return {
        action.split(":", 1)[0]
        for statement in policy.statements("policy")
        if statement.allows
        for action in statement.actions
        if ":" in action and action.lower() not in _LOGINS
    }


RULES: tuple[ResourceRule | StackRule, ...] = (
    endpoints_present,
    policy_scoped,
    manual_acceptance,
    endpoint_private,
)
