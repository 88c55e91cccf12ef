"""The cache: TLS and logins from its creation, nodes in several zones, logs under a key."""

from dataclasses import replace
from typing import cast

import pulumi
import pytest

from components.cache import Cache, CacheArgs
from components.cache_users import READER
from components.context import Context
from offline.graph import Resource, Secret, State, run
from settings.cache import CacheSettings

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
LOGS = "aws:cloudwatch/logGroup:LogGroup"
made: list[Cache] = []


def built(ctx: Context, settings: CacheSettings | None = None, *, deployed: bool = True) -> State:
    chosen = settings or CacheSettings()

    def program() -> None:
        args = CacheArgs(
            context=ctx,
            settings=chosen,
            subnet_ids=["subnet-1", "subnet-2", "subnet-3"],
            security_group_id="sg-1",
            key_arn="arn:cache",
            logs_key_arn="arn:logs",
            users=(READER,) if chosen.has_users else (),
            auth_token=None if chosen.has_users else pulumi.Output.secret("planted"),
        )
        made.append(Cache("cache", args))

    return run(program, deployed=deployed)


@pytest.fixture(scope="module")
def group(ctx: Context) -> Resource:
    return built(ctx).one(GROUP)


def test_storage_and_snapshots_are_under_the_customer_key(group: Resource) -> None:
    assert group.inputs["atRestEncryptionEnabled"] is True
    assert group.inputs["kmsKeyId"] == "arn:cache"


def test_plaintext_connections_are_refused(group: Resource) -> None:
    assert group.inputs["transitEncryptionEnabled"] is True
    assert group.inputs["transitEncryptionMode"] == "required"


def test_users_are_there_from_the_creation_and_nobody_has_a_token(
    ctx: Context, group: Resource
) -> None:
    assert group.inputs["userGroupIds"] == ["user-group-payments-test"]
    assert not {"authToken", "authTokenWo", "authTokenWoVersion"} & group.inputs.keys()
    users = built(ctx).by_type("aws:elasticache/user:User")
    assert [user.name for user in users] == ["cache-user-reader"]


def test_the_token_is_there_from_the_creation_and_not_in_the_state(ctx: Context) -> None:
    group = built(ctx, CacheSettings(access="auth_token")).one(GROUP)
    assert "userGroupIds" not in group.inputs
    assert isinstance(group.inputs["authTokenWo"], Secret)
    assert group.inputs["authTokenWoVersion"] == 1
    assert "authToken" not in group.inputs


def test_nodes_stand_in_different_zones_and_fail_over(ctx: Context) -> None:
    inputs = built(ctx, CacheSettings(nodes=4)).one(GROUP).inputs
    assert inputs["numCacheClusters"] == 4
    assert inputs["preferredCacheClusterAzs"] == [
        "us-west-2a",
        "us-west-2b",
        "us-west-2c",
        "us-west-2a",
    ]
    assert (inputs["automaticFailoverEnabled"], inputs["multiAzEnabled"]) == (True, True)


def test_both_logs_go_to_groups_under_the_logs_key(ctx: Context) -> None:
    state = built(ctx)
    groups = {g.inputs["name"]: g.inputs["kmsKeyId"] for g in state.by_type(LOGS)}
    assert groups == {
        "/aws/elasticache/cache-payments-test/slow-log": "arn:logs",
        "/aws/elasticache/cache-payments-test/engine-log": "arn:logs",
    }
    delivered = cast("list[dict[str, str]]", state.one(GROUP).inputs["logDeliveryConfigurations"])
    assert {(d["logType"], d["destination"], d["logFormat"]) for d in delivered} == {
        (name.rpartition("/")[2], name, "json") for name in groups
    }


def test_a_redis_stack_gets_what_its_document_says(ctx: Context) -> None:
    settings = CacheSettings(
        engine="redis", engine_version="7.0", node_type="cache.t3.micro", nodes=3
    )
    inputs = built(ctx, settings).one(GROUP).inputs
    assert (inputs["engine"], inputs["engineVersion"]) == ("redis", "7.0")
    assert inputs["parameterGroupName"] == "default.redis7"
    assert (inputs["nodeType"], inputs["numCacheClusters"], inputs["port"]) == (
        "cache.t3.micro",
        3,
        6379,
    )
    assert (inputs["snapshotRetentionLimit"], inputs["snapshotWindow"]) == (5, "03:00-05:00")
    assert inputs["maintenanceWindow"] == "mon:05:00-mon:06:00"
    assert inputs["autoMinorVersionUpgrade"] is True


def test_an_ephemeral_cache_leaves_nothing_behind(group: Resource) -> None:
    assert "finalSnapshotIdentifier" not in group.inputs
    assert not group.options.protect


def test_a_retained_cache_is_protected_and_leaves_a_snapshot(retained_ctx: Context) -> None:
    group = built(retained_ctx).one(GROUP)
    assert group.inputs["finalSnapshotIdentifier"] == "cache-final-snapshot-test"
    assert group.options.protect


def test_the_longest_suffix_still_makes_a_name_that_elasticache_takes(ctx: Context) -> None:
    state = built(replace(ctx, env_suffix="a" * 20))
    assert len(str(state.one(GROUP).inputs["replicationGroupId"])) <= 40


def test_every_node_is_watched(ctx: Context) -> None:
    built(ctx, CacheSettings(access="auth_token"))
    alarms = {alarm.purpose: alarm for alarm in made[-1].alarms}
    assert alarms.keys() == {
        f"cache-{node}-{what}" for node in (1, 2) for what in ("cpu", "memory", "evictions")
    }
    assert alarms["cache-2-cpu"].metric.dimensions == {"CacheClusterId": "cache-payments-test-002"}
    assert [widget.title for widget in made[-1].widgets] == [
        "Cache: processor",
        "Cache: memory",
        "Cache: connections",
    ]


def test_what_a_user_is_refused_raises_an_alarm_at_once(ctx: Context) -> None:
    built(ctx)
    alarms = {alarm.purpose: alarm for alarm in made[-1].alarms if "refused" in alarm.purpose}
    assert alarms.keys() == {
        f"cache-{node}-refused-{what}" for node in (1, 2) for what in ("logins", "commands", "keys")
    }
    login = alarms["cache-1-refused-logins"]
    assert login.metric.name == "AuthenticationFailures"
    assert (login.threshold, login.evaluation_periods) == (0, 1)


def test_the_first_preview_registers_the_same_resources(ctx: Context) -> None:
    assert built(ctx, deployed=False).type_counts == built(ctx).type_counts
