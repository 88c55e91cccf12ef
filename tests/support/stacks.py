"""How tests read the resources of a whole stack."""

from collections.abc import Callable, Iterator
from json import loads
from typing import Any

from offline.graph import Resource, State

#: `graph(stack, deployed=True, overrides=None)`, as the fixture of that name.
Graph = Callable[..., State]

STACKS = ("dev", "prod", "fintech", "containers", "serverless", "web")

GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
FUNCTION = "aws:lambda/function:Function"
KEY = "aws:kms/key:Key"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ROUTE = "aws:ec2/route:Route"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"
INSTANCE = "aws:rds/instance:Instance"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
FILES = "aws:efs/fileSystem:FileSystem"
TABLE = "aws:dynamodb/table:Table"
STREAM = "aws:kinesis/stream:Stream"
BUCKET = "aws:s3/bucket:Bucket"
SECRET = "aws:secretsmanager/secret:Secret"
TOPIC = "aws:sns/topic:Topic"
QUEUE = "aws:sqs/queue:Queue"
VAULT = "aws:backup/vault:Vault"
REPOSITORY = "aws:ecr/repository:Repository"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
TRAIL = "aws:cloudtrail/trail:Trail"


def inputs(resource: Resource) -> dict[str, Any]:
    """What the program gave, for tests to index as they like."""
    return dict(resource.inputs)


def origins(state: State, resource: Resource, name: str) -> set[str]:
    """The logical names of the resources that a property comes from."""
    return {state.by_urn[urn].name for urn in resource.property_dependencies.get(name, ())}


def groups(state: State, resource: Resource, name: str) -> set[str]:
    """The security groups behind a property."""
    return {
        state.by_urn[urn].name
        for urn in resource.property_dependencies.get(name, ())
        if state.by_urn[urn].type == GROUP
    }


def connections(state: State, rules: str) -> set[tuple[str, str, int]]:
    """`(client, server, port)` of every rule of a type that names another group."""
    found = set[tuple[str, str, int]]()
    for rule in state.by_type(rules):
        other = origins(state, rule, "referencedSecurityGroupId")
        if other:
            own = origins(state, rule, "securityGroupId")
            ends = (own, other) if rules == EGRESS else (other, own)
            (client,), (server,) = ends
            found.add((client, server, int(inputs(rule)["fromPort"])))
    return found


def statements(document: object) -> list[dict[str, Any]]:
    """The statements of a policy document."""
    found: list[dict[str, Any]] = loads(str(document))["Statement"]
    return found


def listed(value: object) -> list[str]:
    """An action or resource of a statement, which may be one text or several."""
    return [value] if isinstance(value, str) else list(value)  # pyright: ignore[reportArgumentType] - a document of any shape


def role_statements(state: State, role: str) -> Iterator[dict[str, Any]]:
    """What a role is allowed, by its physical name."""
    for policy in state.by_type(ROLE_POLICY):
        if inputs(policy)["role"] == role:
            yield from (s for s in statements(inputs(policy)["policy"]) if s["Effect"] == "Allow")


def key_users(key: Resource) -> set[str]:
    """The ARNs of the roles that a key's policy names as its users."""
    return {
        role
        for statement in statements(inputs(key)["policy"])
        for role in listed(
            statement.get("Condition", {}).get("ArnEquals", {}).get("aws:PrincipalArn", [])
        )
    }
