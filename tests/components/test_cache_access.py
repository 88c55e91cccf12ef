"""The user group of a cache: users who log in as roles, and no user for everybody else."""

from dataclasses import replace

import pulumi
import pytest

from components.cache_access import user_group
from components.cache_users import COUNTER, READER
from components.context import Context
from offline.graph import State, run
from settings.cache import Engine

USER = "aws:elasticache/user:User"
GROUP = "aws:elasticache/userGroup:UserGroup"


def built(ctx: Context, engine: Engine) -> State:
    def program() -> None:
        parent = pulumi.ComponentResource("payments:index:Cache", "cache")
        user_group(ctx, "cache", users=(READER, COUNTER), engine=engine, parent=parent)

    return run(program)


@pytest.mark.parametrize("engine", ["valkey", "redis"])
def test_each_user_logs_in_as_a_role_under_one_name(ctx: Context, engine: Engine) -> None:
    state = built(ctx, engine)
    for purpose in ("reader", "counter"):
        user = state.one(USER, f"cache-user-{purpose}").inputs
        assert user["authenticationMode"] == {"type": "iam"}
        assert user["userId"] == user["userName"] == f"user-{purpose}-test"
        assert user["engine"] == engine
        assert not {"passwords", "passwordsWo", "noPasswordRequired"} & user.keys()


def test_a_group_for_valkey_has_its_users_alone(ctx: Context) -> None:
    group = built(ctx, "valkey").one(GROUP).inputs
    assert group["userIds"] == ["user-reader-test", "user-counter-test"]
    assert group["engine"] == "valkey"


def test_a_group_for_redis_has_a_default_user_that_is_off(ctx: Context) -> None:
    state = built(ctx, "redis")
    nobody = state.one(USER, "cache-user-default").inputs
    assert (nobody["userName"], nobody["accessString"]) == ("default", "off -@all")
    assert "user-default-test" in str(state.one(GROUP).inputs["userIds"])


def test_the_longest_suffix_still_makes_ids_that_elasticache_takes(ctx: Context) -> None:
    state = built(replace(ctx, env_suffix="a" * 20), "redis")
    ids = [user.inputs["userId"] for user in state.by_type(USER)]
    assert all(len(str(each)) <= 40 for each in [*ids, state.one(GROUP).inputs["userGroupId"]])
