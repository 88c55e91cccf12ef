"""Secrets, database, cache, files, transactions, stream and the rotation of credentials."""

import pulumi

from components.cache import CacheArgs
from components.database import DatabaseArgs
from components.files import FilesArgs
from components.key_domains import Domain
from components.rotation import RotationArgs
from components.secret_documents import (
    Document,
    application_user_document,
    cache_document,
    database_document,
)
from components.secrets import SecretsArgs
from components.stream import StreamArgs
from components.tiers import Tiers, needed
from components.transactions import TransactionsArgs
from components.workload import Group
from components.workloads import APPLICATION_DATABASE, read_login
from settings.cache import CacheSettings, with_token
from settings.database import DatabaseSettings
from settings.files import FilesSettings
from settings.secrets import SecretsSettings
from settings.stream import StreamSettings
from settings.transactions import TransactionsSettings


def secrets(tiers: Tiers, settings: SecretsSettings) -> SecretsArgs:
    """Secrets for the tiers that log in somewhere."""
    return SecretsArgs(
        context=tiers.context.of_tier("secrets"),
        settings=settings,
        key_arn=tiers.key(Domain.SECRETS),
        database=tiers.settings.database is not None,
        cache=with_token(tiers.settings.cache) is not None,
        application=tiers.settings.containers is not None,
    )


def database(tiers: Tiers, settings: DatabaseSettings) -> DatabaseArgs:
    """The database in its own tier, with the password of its secret."""
    held = needed(tiers.secrets, "secrets")
    return DatabaseArgs(
        context=tiers.context.of_tier("database"),
        settings=settings,
        subnet_ids=tiers.network.database_subnet_ids,
        security_group_id=tiers.group(Group.DATABASE),
        proxy_security_group_id=tiers.firewall.group_ids.get(Group.DATABASE_PROXY),
        key_arn=tiers.key(Domain.DATABASE),
        secrets_key_arn=tiers.key(Domain.SECRETS),
        logs_key_arn=tiers.key(Domain.LOGS),
        topic_arn=tiers.topics.system_errors_arn,
        username=held.database_username,
        password=None if settings.joins else held.database_password,
        secret_arn=held.arns.get("database"),
        read_login=read_login(tiers.context, tiers.settings),
        login_secret_arn=held.arns.get(APPLICATION_DATABASE),
    )


def cache(tiers: Tiers, settings: CacheSettings) -> CacheArgs:
    """The cache in the data tier, with users of the workloads that reach it, or a token."""
    token = None if settings.has_users else needed(tiers.secrets, "secrets").cache_token
    return CacheArgs(
        context=tiers.context.of_tier("cache"),
        settings=settings,
        subnet_ids=tiers.network.database_subnet_ids,
        security_group_id=tiers.group(Group.CACHE),
        key_arn=tiers.key(Domain.CACHE),
        logs_key_arn=tiers.key(Domain.LOGS),
        users=tiers.topology.cache_users,
        auth_token=token,
    )


def files(tiers: Tiers, settings: FilesSettings) -> FilesArgs:
    """Shared files, mounted from the private tier."""
    return FilesArgs(
        context=tiers.context.of_tier("files"),
        settings=settings,
        key_arn=tiers.key(Domain.FILES),
        subnet_ids=tiers.network.private_subnet_ids,
        security_group_id=tiers.group(Group.FILES),
        client_role_arns=tiers.topology.file_clients(tiers.context),
    )


def transactions(tiers: Tiers, settings: TransactionsSettings) -> TransactionsArgs:
    """The table of payments."""
    return TransactionsArgs(
        context=tiers.context.of_tier("transactions"),
        settings=settings,
        key_arn=tiers.key(Domain.TRANSACTIONS),
    )


def stream(tiers: Tiers, settings: StreamSettings) -> StreamArgs:
    """The stream of payment events."""
    return StreamArgs(
        context=tiers.context.of_tier("stream"), settings=settings, key_arn=tiers.key(Domain.STREAM)
    )


def rotation(tiers: Tiers, settings: SecretsSettings) -> RotationArgs:
    """First versions, the rotation function and schedules of every secret of the stack."""
    held, managed = needed(tiers.secrets, "secrets"), settings.mode == "rds_managed"
    return RotationArgs(
        context=tiers.context.of_tier("rotation"),
        settings=settings,
        workload=tiers.topology.workloads.get("secrets-rotation"),
        subnet_ids=tiers.network.private_subnet_ids,
        security_group_id=tiers.firewall.group_ids.get(Group.ROTATION),
        key_arn=tiers.key(Domain.FUNCTIONS),
        logs_key_arn=tiers.key(Domain.LOGS),
        queue_key_arn=tiers.key(Domain.NOTIFICATIONS),
        secrets=_rotated(tiers, held.arns),
        documents=_documents(tiers, settings),
        servers=[tier for tier in (tiers.database, tiers.cache) if tier is not None],
        managed_secret_arn=tiers.database.secret_arn if tiers.database and managed else None,
    )


def _rotated(tiers: Tiers, arns: dict[str, pulumi.Output[str]]) -> dict[str, pulumi.Output[str]]:
    """The secrets that this stack rotates: a copied database's is the primary region's."""
    found = tiers.settings.database
    kept = {"database"} if found is not None and found.joins else set[str]()
    return {purpose: arn for purpose, arn in arns.items() if purpose not in kept}


def _documents(tiers: Tiers, settings: SecretsSettings) -> dict[str, Document]:
    """The first versions that need an address; an existing secret has one already."""
    held, found = needed(tiers.secrets, "secrets"), dict[str, Document]()
    if tiers.database and tiers.settings.database and settings.mode == "create":
        found["database"] = database_document(
            tiers.settings.database,
            host=tiers.database.writer_endpoint,
            password=_generated(held.database_password),
        )
    if tiers.database and tiers.settings.database and APPLICATION_DATABASE in held.arns:
        found[APPLICATION_DATABASE] = application_user_document(
            tiers.settings.database,
            host=tiers.database.writer_endpoint,
            master_arn=tiers.database.secret_arn,
        )
    if tiers.cache and (shared := with_token(tiers.settings.cache)):
        found["cache"] = cache_document(
            tiers.context,
            shared,
            host=tiers.cache.host,
            token=_generated(held.cache_token),
        )
    return found


def _generated(value: pulumi.Output[str] | None) -> pulumi.Output[str]:
    return needed(value, "secrets")
