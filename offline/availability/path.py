"""The services that a payment needs, one after the other, found in a stack's graph."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Final

from offline.availability import levels
from offline.availability.levels import Level
from offline.graph import Resource, State, Value, revealed

#: Minutes in an average month.
MONTH_MINUTES: Final = 365.25 / 12 * 24 * 60

_API: Final = ("aws:apigateway/restApi:RestApi", "aws:apigatewayv2/api:Api")
_WAF: Final = "aws:wafv2/webAclAssociation:WebAclAssociation"
_FUNCTION: Final = "aws:lambda/function:Function"
_SERVICE: Final = "aws:ecs/service:Service"
_BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
_ENDPOINT: Final = "aws:ec2/vpcEndpoint:VpcEndpoint"
_NAT: Final = "aws:ec2/natGateway:NatGateway"
_MEMBER: Final = "aws:rds/clusterInstance:ClusterInstance"
_INSTANCE: Final = "aws:rds/instance:Instance"
_CACHE: Final = "aws:elasticache/replicationGroup:ReplicationGroup"
_FILES: Final = "aws:efs/fileSystem:FileSystem"


@dataclass(frozen=True, slots=True)
class Link:
    """A service that has to answer, and why or how much of it there is."""

    level: Level
    detail: str


@dataclass(frozen=True, slots=True)
class Path:
    """What answers a request.

    Attributes:
        name: the request.
        links: the services that all have to answer.
        beside: what takes part and cannot stop an answer, with the reason.
    """

    name: str
    links: tuple[Link, ...]
    beside: tuple[str, ...]

    @property
    def percent(self) -> float:
        """How often all of them answer, if they fail independently of each other."""
        return 100 * prod(link.level.percent / 100 for link in self.links)

    @property
    def minutes(self) -> float:
        """Minutes of an average month without an answer."""
        return (1 - self.percent / 100) * MONTH_MINUTES

    @property
    def weakest(self) -> tuple[Link, ...]:
        """The links with the lowest level."""
        lowest = min(link.level.percent for link in self.links)
        return tuple(link for link in self.links if link.level.percent == lowest)


def paths(state: State) -> Iterator[Path]:
    """The paths of a stack: payments that the functions process, the service's requests."""
    for function in state.by_type(_FUNCTION):
        if "transaction-processing" in function.name:
            variables = revealed(function.inputs)["environment"]["variables"]
            links = (*_entry(state), Link(levels.LAMBDA, ""), *_processing(state, variables))
            yield Path("POST /process", links, tuple(_beside(variables)))
    if services := state.by_type(_SERVICE):
        links = (*_entry(state), *_balanced(state, services), *_mounted(state))
        beside = ("Secrets Manager: read when a task starts",)
        yield Path("the payment service", links, beside)


def _entry(state: State) -> Iterator[Link]:
    if state.by_type(_WAF):
        yield Link(levels.WAF, "decides before the request is let in")
    if state.by_type(*_API):
        yield Link(levels.API_GATEWAY, "")


def _processing(state: State, variables: dict[str, str]) -> Iterator[Link]:
    """What the handler calls before it answers; see functions/payments/processing.py."""
    endpoints = [each for each in state.by_type(_ENDPOINT) if "subnetIds" in each.inputs]
    zones = max(len(each.inputs["subnetIds"]) for each in endpoints)
    yield Link(levels.KMS, "card token and ciphertext")
    outside = variables["ACQUIRER_URL"].startswith("https:")
    table = "TRANSACTIONS_TABLE" in variables
    if "CACHE_HOST" in variables:
        yield from _cache(state, "velocity; without it no score and no answer")
    if table:
        yield Link(levels.DYNAMODB, "the store of payments")
    else:
        yield from _database(state, "the store of payments")
    if outside or not table or "CACHE_SECRET_ARN" in variables:
        yield Link(levels.SECRETS, "credentials of what is called, kept between requests")
    yield Link(levels.ENDPOINTS, f"to KMS and Secrets Manager, in {zones} zones")
    if outside:
        yield _nat(state)


def _nat(state: State) -> Link:
    # A request leaves through the gateway of its zone: more of them share the loss, and end none.
    count = len(state.by_type(_NAT))
    lost = "every request" if count == 1 else f"one in {count} requests"
    return Link(levels.NAT, f"to the acquirer; when one fails, {lost}")


def _cache(state: State, what: str) -> Iterator[Link]:
    for group in state.by_type(_CACHE):
        level = levels.CACHE if group.inputs.get("multiAzEnabled") else levels.ONE_CACHE
        yield Link(level, f"{what}; {group.inputs.get('numCacheClusters')} nodes")


def _database(state: State, what: str) -> Iterator[Link]:
    members = state.by_type(_MEMBER)
    if members:
        level = levels.AURORA if len(members) > 1 else levels.ONE_AURORA
        yield Link(level, f"{what}; {len(members)} servers")
    for server in state.by_type(_INSTANCE):
        yield Link(levels.RDS if server.inputs.get("multiAz") else levels.ONE_RDS, what)


def _balanced(state: State, services: tuple[Resource, ...]) -> Iterator[Link]:
    for balancer in state.by_type(_BALANCER):
        zones = len(balancer.inputs["subnets"])
        yield Link(levels.LOAD_BALANCER, f"in {zones} zones")
    tasks: Value = sum(revealed(each.inputs).get("desiredCount") or 0 for each in services)
    yield Link(levels.FARGATE if tasks > 1 else levels.ONE_TASK, f"{tasks} tasks")


def _mounted(state: State) -> Iterator[Link]:
    """The image is not part of the project: whatever it can reach counts as needed."""
    yield from _database(state, "the service's database")
    yield from _cache(state, "the service's sessions")
    if state.by_type(_FILES):
        yield Link(levels.FILES, "mounted by every task")


def _beside(variables: dict[str, str]) -> Iterator[str]:
    if "STREAM_NAME" in variables:
        yield "Kinesis: an event that cannot be published stays due"
    yield "SNS: a notice that cannot be published stays due"
    if "TRANSACTIONS_TABLE" in variables and "DATABASE_HOST" in variables:
        yield "the SQL database: payments are in the table"
