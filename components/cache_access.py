"""The user group of a cache: its users, who log in as roles, and nobody else."""

from collections.abc import Iterable

import pulumi
import pulumi_aws as aws

from components.cache_users import NOBODY, CacheUser
from components.context import Context
from settings.cache import Engine


def user_group(
    ctx: Context, name: str, *, users: Iterable[CacheUser], engine: Engine, parent: pulumi.Resource
) -> pulumi.Output[str]:
    """The id of a group with these users.

    Args:
        ctx: names and tags.
        name: prefix of the resources' names in the program.
        users: who logs in; each shows a token that its role has signed, so there is no password.
        engine: the cache's; a group is of one engine.
        parent: the component that owns them.
    """
    members = [_user(ctx, f"{name}-user-{user.purpose}", user, engine, parent) for user in users]
    if engine == "redis":
        members.append(_nobody(ctx, f"{name}-user-default", parent))
    group_id = ctx.name("user-group")
    return aws.elasticache.UserGroup(
        f"{name}-user-group",
        user_group_id=group_id,
        engine=engine,
        user_ids=[member.user_id for member in members],
        tags=ctx.tagged(group_id),
        opts=pulumi.ResourceOptions(parent=parent),
    ).user_group_id


def _user(
    ctx: Context, name: str, user: CacheUser, engine: Engine, parent: pulumi.Resource
) -> aws.elasticache.User:
    user_name = user.name(ctx)
    return aws.elasticache.User(
        name,
        user_id=user_name,
        user_name=user_name,
        engine=engine,
        access_string=user.access,
        authentication_mode=aws.elasticache.UserAuthenticationModeArgs(type="iam"),
        tags=ctx.tagged(user_name),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _nobody(ctx: Context, name: str, parent: pulumi.Resource) -> aws.elasticache.User:
    """In place of the user that AWS adds, whom every client is until it logs in.

    A group for Redis must have a user of this name; in one for Valkey AWS switches it off.
    Off, it needs no password, and without a password there is none to keep.
    """
    user_id = ctx.name("user", "default")
    return aws.elasticache.User(
        name,
        user_id=user_id,
        user_name="default",
        engine="redis",
        access_string=NOBODY,
        no_password_required=True,
        tags=ctx.tagged(user_id),
        opts=pulumi.ResourceOptions(parent=parent),
    )
