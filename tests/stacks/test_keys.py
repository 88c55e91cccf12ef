"""What is encrypted under which key, and whether the key lets its users."""

from fnmatch import fnmatchcase

import pytest

from offline.graph import Resource, State
from tests.support.stacks import (
    CACHE,
    CLUSTER,
    FILES,
    FUNCTION,
    INSTANCE,
    KEY,
    MEMBER,
    QUEUE,
    REPOSITORY,
    ROLE,
    SECRET,
    STACKS,
    STREAM,
    TABLE,
    TOPIC,
    TRAIL,
    VAULT,
    Graph,
    inputs,
    key_users,
    listed,
    origins,
    role_statements,
    statements,
)

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
BUCKET_ENCRYPTION = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
)
#: Whatever keeps data → the property that names its key.
KEPT = {
    BUCKET_ENCRYPTION: "rules",
    CACHE: "kmsKeyId",
    CLUSTER: "kmsKeyId",
    FILES: "kmsKeyId",
    FUNCTION: "kmsKeyArn",
    INSTANCE: "kmsKeyId",
    LOG_GROUP: "kmsKeyId",
    MEMBER: "performanceInsightsKmsKeyId",
    QUEUE: "kmsMasterKeyId",
    REPOSITORY: "encryptionConfigurations",
    SECRET: "kmsKeyId",
    STREAM: "kmsKeyId",
    TABLE: "serverSideEncryption",
    TOPIC: "kmsMasterKeyId",
    TRAIL: "kmsKeyId",
    VAULT: "kmsKeyArn",
    "aws:ecs/cluster:Cluster": "configuration",
    "aws:ssm/parameter:Parameter": "keyId",
}
#: Log delivery writes to buckets with SSE-S3 alone (S3 and Elastic Load Balancing guides).
WITHOUT_KEY = {"objects-access-logs-encryption", "objects-load-balancer-logs-encryption"}
#: IAM prefix → what its actions reach.
REACHED = {
    "dynamodb": TABLE,
    "kinesis": STREAM,
    "secretsmanager": SECRET,
    "sns": TOPIC,
    "sqs": QUEUE,
}
#: Secrets that somebody else makes: by agreement, or RDS.
FOREIGN = ("secret:rds-aurora-credentials-", "secret:acquirer-token-", "secret:rds!")
USES = {"kms:Decrypt", "kms:GenerateDataKey*"}


def key_of(state: State, resource: Resource) -> Resource:
    (key,) = (
        state.by_urn[urn]
        for urn in resource.property_dependencies[KEPT[resource.type]]
        if state.by_urn[urn].type == KEY
    )
    return key


def used_through(key: Resource, service: str) -> bool:
    """Whether callers of the account may use a key through a service of the region."""
    return any(
        statement["Effect"] == "Allow"
        and set(listed(statement["Action"])) >= USES
        and statement["Principal"] == {"AWS": "*"}
        and f"{service}.{region_of(key)}.amazonaws.com"
        in listed(statement["Condition"]["StringEquals"].get("kms:ViaService", []))
        for statement in statements(inputs(key)["policy"])
    )


def region_of(key: Resource) -> str:
    return str(key.outputs["arn"]).split(":")[3]


def targets(state: State) -> list[tuple[str, str, str]]:
    """`(role, service, resource pattern)` of everything that roles may do to stores."""
    return [
        (role.name, action.partition(":")[0], pattern)
        for role in state.by_type(ROLE)
        for statement in role_statements(state, str(inputs(role)["name"]))
        for action in listed(statement["Action"])
        for pattern in listed(statement["Resource"])
        if action.partition(":")[0] in REACHED and pattern != "*" and "/index/" not in pattern
    ]


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("deployed", [True, False])
def test_whatever_keeps_data_keeps_it_under_a_customer_key(
    graph: Graph, stack: str, *, deployed: bool
) -> None:
    state = graph(stack, deployed=deployed)
    for resource in state.by_type(*KEPT):
        keys = origins(state, resource, KEPT[resource.type])
        without = resource.name in WITHOUT_KEY
        assert any(name.startswith("encryption-") for name in keys) is not without, resource.name


@pytest.mark.parametrize("stack", STACKS)
def test_every_symmetric_key_rotates_each_year(graph: Graph, stack: str) -> None:
    for key in graph(stack).by_type(KEY):
        if inputs(key)["customerMasterKeySpec"] == "SYMMETRIC_DEFAULT":
            assert inputs(key)["enableKeyRotation"] is True
            assert inputs(key)["rotationPeriodInDays"] == 365


@pytest.mark.parametrize("stack", STACKS)
def test_what_roles_may_reach_exists_and_its_key_lets_them(graph: Graph, stack: str) -> None:
    state = graph(stack)
    assert targets(state)
    for role, service, pattern in targets(state):
        found = [
            resource
            for resource in state.by_type(REACHED[service])
            if fnmatchcase(str(resource.outputs["arn"]), pattern)
        ]
        foreign = any(name in pattern for name in FOREIGN)
        assert bool(found) is not foreign, (role, pattern)
        for resource in found:
            assert used_through(key_of(state, resource), service), (role, pattern)


@pytest.mark.parametrize("stack", STACKS)
def test_the_secrets_key_lets_rds_keep_its_secret_there(graph: Graph, stack: str) -> None:
    state = graph(stack)
    for cluster in state.by_type(CLUSTER):
        if inputs(cluster).get("manageMasterUserPassword"):
            key = state.one(KEY, "encryption-secrets")
            assert key.name in origins(state, cluster, "masterUserSecretKmsKeyId")
            assert used_through(key, "secretsmanager")


@pytest.mark.parametrize("stack", STACKS)
def test_the_logs_key_serves_every_log_group_of_the_stack(graph: Graph, stack: str) -> None:
    state = graph(stack)
    patterns = [
        pattern
        for statement in statements(inputs(state.one(KEY, "encryption-logs"))["policy"])
        for condition in statement.get("Condition", {}).values()
        for pattern in listed(condition.get("kms:EncryptionContext:aws:logs:arn", []))
    ]
    for group in state.by_type(LOG_GROUP):
        arn = str(group.outputs["arn"]).removesuffix(":*")
        assert any(fnmatchcase(arn, pattern) for pattern in patterns), arn


@pytest.mark.parametrize("stack", ["dev", "prod", "fintech", "serverless"])
def test_card_data_keys_admit_exactly_the_functions_that_are_told_of_them(
    graph: Graph, stack: str
) -> None:
    state = graph(stack)
    variables = {"encryption-pan": "CARD_ENCRYPTION_KEY", "encryption-card-token": "CARD_TOKEN_KEY"}
    for name, variable in variables.items():
        told = {
            str(inputs(function)["role"])
            for function in state.by_type(FUNCTION)
            if variable in inputs(function)["environment"]["variables"]
        }
        assert told
        assert key_users(state.one(KEY, name)) == told
