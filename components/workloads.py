"""The functions and services of a stack, derived from its settings alone."""

from collections.abc import Iterator

from components import grants
from components.cache_users import COUNTER, READER, SESSIONS, CacheUser
from components.context import Context
from components.iam import Statement
from components.key_domains import Domain
from components.workload import Group, Outside, Workload
from settings.cache import with_token
from settings.containers import ContainersSettings
from settings.database import DatabaseSettings
from settings.functions import FunctionsSettings
from settings.secrets import SecretsSettings
from settings.stack import Settings

#: The secret of the user that payment code logs in to the database as, when users alternate.
APPLICATION_DATABASE = "application-database"


def database_login(settings: Settings) -> str:
    """Which secret payment code logs in to the database with; the master's is `database`."""
    alternating = settings.secrets is not None and settings.secrets.rotation_strategy != "single"
    return APPLICATION_DATABASE if alternating else "database"


def read_login(ctx: Context, settings: Settings) -> Statement:
    """Read the secret that payment code logs in to the database with."""
    login, managed = database_login(settings), _managed(settings)
    if login == "database" and managed is not None:
        return grants.read_master_secret(ctx, aurora=managed.aurora)
    return grants.read_secrets([_secret_arns(ctx, settings)[login]])


def existing_secret(ctx: Context, secrets: SecretsSettings) -> str:
    """The name of the database's secret that somebody made before."""
    return secrets.existing_name or f"rds-aurora-credentials-{ctx.env_suffix}"


def _managed(settings: Settings) -> DatabaseSettings | None:
    """The database whose master secret RDS makes and rotates."""
    managed = settings.secrets is not None and settings.secrets.mode == "rds_managed"
    return settings.database if managed else None


def _secret_arns(ctx: Context, settings: Settings) -> dict[str, str]:
    """The ARN patterns of the secrets that the stack rotates, by what they are for."""
    arns: dict[str, str] = {}
    if settings.database is not None and settings.secrets is not None:
        if settings.secrets.mode == "existing":
            arns["database"] = ctx.secret_arn(existing_secret(ctx, settings.secrets))
        if settings.secrets.mode == "create":
            arns["database"] = ctx.secret_arn(ctx.name("secret", "database"))
        if database_login(settings) == APPLICATION_DATABASE:
            name = ctx.name("secret", APPLICATION_DATABASE)
            arns[APPLICATION_DATABASE] = ctx.secret_arn(name)
    if with_token(settings.cache) is not None:
        arns["cache"] = ctx.secret_arn(ctx.name("secret", "cache"))
    if settings.containers is not None:
        arns["application"] = ctx.secret_arn(ctx.name("secret", "application"))
    return arns


def workloads(ctx: Context, settings: Settings) -> Iterator[Workload]:
    """The functions and services of a stack."""
    rotated = _secret_arns(ctx, settings)
    if settings.database is not None and settings.database.joins:
        # A replica of the primary region's secret, which is rotated there.
        rotated.pop("database", None)
    if settings.functions is not None:
        yield from _functions(ctx, settings, settings.functions)
    if settings.containers is not None:
        yield _service(ctx, settings, settings.containers)
    if rotated:
        yield _rotation(ctx, settings, rotated)


def _functions(
    ctx: Context, settings: Settings, functions: FunctionsSettings
) -> Iterator[Workload]:
    stores, reading = _stores(settings), tuple(_reading(ctx, settings))
    history = [grants.read_table(ctx)] if settings.transactions is not None else []
    # Where no task mounts the shared files, the one function off the path of a payment does.
    mounts = settings.files is not None and settings.containers is None
    files = frozenset({Group.FILES}) if mounts else frozenset[Group]()
    reader, counter = _cache_user(settings, READER), _cache_user(settings, COUNTER)
    past = (*reading, *history, *_cache_login(ctx, reader))
    yield Workload(
        name="payment-validation",
        group=Group.FUNCTIONS,
        reaches=stores,
        statements=past,
        key_domains=frozenset({Domain.CARD_TOKEN}),
        cache_user=reader,
    )
    yield Workload(
        name="fraud-detection",
        group=Group.FUNCTIONS,
        reaches=stores | files,
        statements=past,
        cache_user=reader,
    )
    yield Workload(
        name="transaction-processing",
        group=Group.FUNCTIONS,
        reaches=stores,
        statements=(
            *reading,
            *_processing(ctx, settings, functions.acquirer_secret),
            *_cache_login(ctx, counter),
        ),
        cache_user=counter,
        key_domains=frozenset({Domain.PAN, Domain.CARD_TOKEN}),
        outside=None if functions.acquirer_url == "simulator" else Outside.ACQUIRER,
    )


def _processing(ctx: Context, settings: Settings, acquirer: str | None) -> Iterator[Statement]:
    if acquirer is not None:
        yield grants.read_acquirer_token(ctx, acquirer)
    if settings.transactions is not None:
        yield grants.use_table(ctx)
    if settings.stream is not None:
        yield grants.write_stream(ctx)
    yield grants.publish_failures(ctx)


def _service(ctx: Context, settings: Settings, containers: ContainersSettings) -> Workload:
    """The Fargate service; ECS pulls its image and writes its logs through the task's network."""
    files = {Group.FILES} if settings.files is not None else set[Group]()
    stream = [grants.write_stream(ctx)] if settings.stream is not None else []
    sessions = _cache_user(settings, SESSIONS)
    return Workload(
        name="payment-service",
        group=Group.TASKS,
        reaches=_stores(settings) | files,
        statements=(*_reading(ctx, settings), *stream, *_cache_login(ctx, sessions)),
        cache_user=sessions,
        runtime_services=frozenset({"logs"} if containers.foreign_image else {"ecr", "logs"}),
        outside=Outside.REGISTRY if containers.foreign_image else None,
    )


def _reading(ctx: Context, settings: Settings) -> Iterator[Statement]:
    """The secrets that payment code reads: never the master's, when it has users of its own."""
    login, managed = database_login(settings), _managed(settings)
    read = {login, "cache", "application"}
    arns = [arn for name, arn in _secret_arns(ctx, settings).items() if name in read]
    if arns:
        yield grants.read_secrets(arns)
    if login == "database" and managed is not None:
        yield grants.read_master_secret(ctx, aurora=managed.aurora)


def _cache_user(settings: Settings, user: CacheUser) -> CacheUser | None:
    """The user of a cache that has users; a token is the same for all."""
    return user if settings.cache is not None and settings.cache.has_users else None


def _cache_login(ctx: Context, user: CacheUser | None) -> Iterator[Statement]:
    if user is not None:
        yield grants.log_in_to_cache(ctx, user.name(ctx))


def _rotation(ctx: Context, settings: Settings, rotated: dict[str, str]) -> Workload:
    """Logs in with old and new credentials, so it reaches the servers themselves."""
    servers = {Group.DATABASE: settings.database, Group.CACHE: with_token(settings.cache)}
    cache = [grants.rotate_cache_token(ctx)] if with_token(settings.cache) is not None else []
    # The master creates and changes the alternating users; one that RDS does not manage is among
    # the secrets that the function rotates.
    managed = _managed(settings)
    master = (
        [grants.read_master_secret(ctx, aurora=managed.aurora)]
        if APPLICATION_DATABASE in rotated and managed is not None
        else []
    )
    return Workload(
        name="secrets-rotation",
        group=Group.ROTATION,
        reaches=frozenset(group for group, tier in servers.items() if tier is not None),
        statements=(grants.rotate_secrets(rotated.values()), *master, *cache),
    )


def _stores(settings: Settings) -> frozenset[Group]:
    """The servers that payment code keeps its state in; a proxy stands before its database."""
    found = {Group.CACHE} if settings.cache is not None else set[Group]()
    if settings.database is not None:
        found.add(Group.DATABASE_PROXY if settings.database.proxy else Group.DATABASE)
    return frozenset(found)
