"""The stores that functions and tasks share."""

import pulumi

from components.function_environment import CacheFacts, DatabaseFacts, Stores, TableFacts
from components.shared_files import SharedFiles
from components.tiers import Tiers


def stores(tiers: Tiers) -> Stores[pulumi.Input[str]]:
    """Where payment code keeps payments, counts and events."""
    ctx = tiers.context
    return Stores(
        database=_database(tiers),
        cache=_cache(tiers),
        table=_table(tiers),
        stream=ctx.name("stream", "transactions") if tiers.stream else None,
        failures_topic_arn=ctx.arn("sns", ctx.name("topic", "failed-transactions")),
    )


def _table(tiers: Tiers) -> TableFacts | None:
    ctx, settings = tiers.context, tiers.settings.transactions
    if settings is None:
        return None
    return TableFacts(name=ctx.table_name, status_shards=settings.shards(ctx.sizing))


def _database(tiers: Tiers) -> DatabaseFacts[pulumi.Input[str]] | None:
    built, settings = tiers.database, tiers.settings.database
    if built is None or settings is None:
        return None
    return DatabaseFacts(
        engine=settings.engine,
        host=built.host,
        port=built.port,
        name=settings.name,
        secret_arn=built.login_secret_arn,
    )


def _cache(tiers: Tiers) -> CacheFacts[pulumi.Input[str]] | None:
    built = tiers.cache
    if built is None:
        return None
    return CacheFacts(
        host=built.host,
        port=built.port,
        name=built.replication_group_id,
        secret_arn=tiers.secrets.arns.get("cache") if tiers.secrets else None,
    )


def shared_files(tiers: Tiers) -> SharedFiles | None:
    """The file system that functions or tasks mount, if the stack has one."""
    files = tiers.files
    if files is None:
        return None
    return SharedFiles(
        file_system_id=files.file_system_id,
        access_point_id=files.access_point_id,
        access_point_arn=files.access_point_arn,
    )
