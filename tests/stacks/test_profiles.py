"""The two protection profiles, on every type of resource that keeps something."""

import re
from typing import Any

import pytest

from offline.graph import Resource, State
from tests.support.stacks import (
    BALANCER,
    BUCKET,
    CACHE,
    CLUSTER,
    FILES,
    INSTANCE,
    KEY,
    MEMBER,
    REPOSITORY,
    SECRET,
    STACKS,
    STREAM,
    TABLE,
    TRAIL,
    VAULT,
    Graph,
    inputs,
)

#: Type → what `ephemeral` gives it, so that a deletion needs nobody.
EPHEMERAL: dict[str, dict[str, Any]] = {
    BALANCER: {"enableDeletionProtection": False},
    BUCKET: {"forceDestroy": True, "objectLockEnabled": False},
    CACHE: {},
    CLUSTER: {
        "deletionProtection": False,
        "skipFinalSnapshot": True,
        "deleteAutomatedBackups": True,
    },
    FILES: {},
    INSTANCE: {
        "deletionProtection": False,
        "skipFinalSnapshot": True,
        "deleteAutomatedBackups": True,
    },
    KEY: {},
    MEMBER: {},
    REPOSITORY: {"forceDelete": True},
    SECRET: {"recoveryWindowInDays": 0},
    STREAM: {"enforceConsumerDeletion": True},
    TABLE: {"deletionProtectionEnabled": False},
    TRAIL: {},
    VAULT: {"forceDestroy": True},
}
#: Type → what `retained` gives it, besides Pulumi's own `protect`.
RETAINED: dict[str, dict[str, Any]] = {
    BALANCER: {"enableDeletionProtection": True},
    BUCKET: {"forceDestroy": False},
    CACHE: {},
    CLUSTER: {
        "deletionProtection": True,
        "skipFinalSnapshot": False,
        "deleteAutomatedBackups": False,
    },
    FILES: {},
    INSTANCE: {
        "deletionProtection": True,
        "skipFinalSnapshot": False,
        "deleteAutomatedBackups": False,
    },
    KEY: {},
    MEMBER: {},
    REPOSITORY: {"forceDelete": False},
    SECRET: {},
    STREAM: {"enforceConsumerDeletion": False},
    TABLE: {"deletionProtectionEnabled": True},
    TRAIL: {},
    VAULT: {"forceDestroy": False},
}
RETAINED_STACKS = {"prod", "serverless"}
#: A load balancer keeps nothing; AWS alone refuses its deletion.
UNPROTECTED = {BALANCER}
SNAPSHOTS = (CLUSTER, INSTANCE, CACHE)
#: Buckets whose records nobody may change before their time (PCI DSS 10.3.2).
WRITE_ONCE = ("objects-audit", "objects-flow-logs", "audit-files")
LOCKS = (
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
)
#: Types that keep something wherever they occur, by what AWS calls them.
KEEPS = re.compile(
    r"aws:(rds/(cluster|clusterInstance|instance)|elasticache/(replicationGroup|cluster|"
    r"serverlessCache)|efs/fileSystem|s3/bucket|dynamodb/table|kinesis/stream|secretsmanager/secret|"
    r"backup/vault|ecr/repository|kms/key|cloudtrail/trail|lb/loadBalancer|opensearch/domain|"
    r"docdb/cluster|memorydb/cluster|ebs/volume|fsx/\w+):\w+"
)


def switched(graph: Graph, stack: str, profile: str) -> State:
    if (stack in RETAINED_STACKS) == (profile == "retained"):
        return graph(stack)
    overrides: dict[str, object] = {"payments:protection": profile}
    if profile == "ephemeral" and stack == "serverless":
        # A recovery window contradicts a profile that deletes at once, and is refused.
        overrides["payments:secrets"] = {"mode": "create"}
    return graph(stack, overrides=overrides)


def stateful(state: State) -> list[Resource]:
    return [resource for resource in state.resources if resource.type in EPHEMERAL]


@pytest.mark.parametrize("stack", STACKS)
def test_every_type_that_keeps_something_is_in_both_profiles(graph: Graph, stack: str) -> None:
    found = {token for token in graph(stack).type_counts if KEEPS.fullmatch(token)}
    assert found <= EPHEMERAL.keys()
    assert EPHEMERAL.keys() == RETAINED.keys()


@pytest.mark.parametrize("stack", STACKS)
def test_an_ephemeral_stack_is_destroyed_without_manual_steps(graph: Graph, stack: str) -> None:
    state = switched(graph, stack, "ephemeral")
    for resource in stateful(state):
        expected = EPHEMERAL[resource.type]
        assert {key: inputs(resource).get(key) for key in expected} == expected, resource.name
    assert not [resource.name for resource in state.resources if resource.options.protect]
    assert not [each.name for each in state.resources if "finalSnapshotIdentifier" in each.inputs]
    assert not state.by_type(*LOCKS)


@pytest.mark.parametrize("stack", STACKS)
def test_a_retained_stack_refuses_to_lose_data(graph: Graph, stack: str) -> None:
    state = switched(graph, stack, "retained")
    for resource in stateful(state):
        expected = RETAINED[resource.type]
        assert {key: inputs(resource).get(key) for key in expected} == expected, resource.name
        assert resource.options.protect is (resource.type not in UNPROTECTED), resource.name
    for secret in state.by_type(SECRET):
        assert 7 <= inputs(secret)["recoveryWindowInDays"] <= 30


@pytest.mark.parametrize("stack", STACKS)
def test_a_retained_stack_leaves_final_snapshots(graph: Graph, stack: str) -> None:
    for resource in switched(graph, stack, "retained").by_type(*SNAPSHOTS):
        assert str(inputs(resource)["finalSnapshotIdentifier"]).endswith(stack)


@pytest.mark.parametrize("stack", STACKS)
def test_a_retained_stack_keeps_audit_records_write_once(graph: Graph, stack: str) -> None:
    state = switched(graph, stack, "retained")
    for bucket in state.by_type(BUCKET):
        assert inputs(bucket)["objectLockEnabled"] is (bucket.name in WRITE_ONCE), bucket.name
    locked = {lock.name for lock in state.by_type(LOCKS[0])}
    kept = {bucket.name for bucket in state.by_type(BUCKET) if bucket.name in WRITE_ONCE}
    assert locked == {f"{name}-object-lock" for name in kept}


@pytest.mark.parametrize("stack", STACKS)
def test_deleted_keys_can_be_restored_for_at_least_seven_days(graph: Graph, stack: str) -> None:
    for profile in ("ephemeral", "retained"):
        for key in switched(graph, stack, profile).by_type(KEY):
            assert 7 <= inputs(key)["deletionWindowInDays"] <= 30


def test_capacity_is_a_setting(graph: Graph) -> None:
    database = {"kind": "aurora_mysql", "minAcu": 1, "maxAcu": 4}
    cluster = graph("web", overrides={"payments:database": database}).one(CLUSTER)
    assert inputs(cluster)["serverlessv2ScalingConfiguration"] == {
        "minCapacity": 1,
        "maxCapacity": 4,
    }
