"""The JSON documents of the secrets, as the rotation and the payment code read them."""

import pulumi

from components.context import Context
from settings.cache import CacheSettings
from settings.database import DatabaseSettings
from settings.secrets import APPLICATION_USER

#: Field → value; a value may be what a resource computes.
Document = dict[str, pulumi.Input[str | int | bool]]


def database_document(
    settings: DatabaseSettings, *, host: pulumi.Input[str], password: pulumi.Input[str]
) -> Document:
    """The master user's credentials; `ssl` keeps AWS's own tools from plaintext, too."""
    return {
        "engine": settings.engine,
        "host": host,
        "port": settings.port,
        "dbname": settings.name,
        "username": settings.username,
        "password": password,
        "ssl": True,
    }


def application_user_document(
    settings: DatabaseSettings, *, host: pulumi.Input[str], master_arn: pulumi.Input[str]
) -> Document:
    """A user without a password: the first rotation creates it, through the master."""
    return {
        "engine": settings.engine,
        "host": host,
        "port": settings.port,
        "dbname": settings.name,
        "username": APPLICATION_USER,
        "ssl": True,
        "masterarn": master_arn,
    }


def cache_document(
    ctx: Context, settings: CacheSettings, *, host: pulumi.Input[str], token: pulumi.Input[str]
) -> Document:
    """The AUTH token, and which replication group it opens."""
    return {
        "engine": "redis",
        "replication_group_id": ctx.name("cache"),
        "host": host,
        "port": settings.port,
        "password": token,
        "ssl": True,
    }
