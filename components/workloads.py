"""The functions and services of a stack, derived from its settings alone."""

from collections.abc import Iterator

from components import grants
from components.context import Context
from components.iam import Statement
from components.key_domains import Domain
from components.workload import Group, Outside, Workload
from settings.containers import ContainersSettings
from settings.functions import FunctionsSettings
from settings.stack import Settings

#: The secret of the user that payment code logs in to the database as, when users alternate.
APPLICATION_DATABASE = "application-database"


def database_login(settings: Settings) -> str:
    """Which secret payment code logs in to the database with; the master's is `database`."""
    alternating = settings.secrets is not None and settings.secrets.rotation_strategy != "single"
    return APPLICATION_DATABASE if alternating else "database"


def secret_arns(ctx: Context, settings: Settings) -> dict[str, str]:
    """The ARN patterns of the stack's secrets, by what they are for."""
    arns: dict[str, str] = {}
    if settings.database is not None and settings.secrets is not None:
        arns["database"] = {
            "existing": ctx.secret_arn(f"rds-aurora-credentials-{ctx.env_suffix}"),
            "create": ctx.secret_arn(ctx.name("secret", "database")),
            "rds_managed": grants.managed_database_secret(ctx),
        }[settings.secrets.mode]
        if database_login(settings) == APPLICATION_DATABASE:
            name = ctx.name("secret", APPLICATION_DATABASE)
            arns[APPLICATION_DATABASE] = ctx.secret_arn(name)
    if settings.cache is not None:
        arns["cache"] = ctx.secret_arn(ctx.name("secret", "cache"))
    if settings.containers is not None:
        arns["application"] = ctx.secret_arn(ctx.name("secret", "application"))
    return arns


def workloads(ctx: Context, settings: Settings) -> Iterator[Workload]:
    """The functions and services of a stack."""
    secrets = secret_arns(ctx, settings)
    read = _read(settings, secrets)
    if settings.functions is not None:
        yield from _functions(ctx, settings, settings.functions, read)
    if settings.containers is not None:
        yield _service(ctx, settings, settings.containers, read)
    if _rotated(settings, secrets):
        yield _rotation(ctx, settings, _rotated(settings, secrets))


def _functions(
    ctx: Context, settings: Settings, functions: FunctionsSettings, secrets: dict[str, str]
) -> Iterator[Workload]:
    stores = _stores(settings)
    reading = [grants.read_secrets(secrets.values())] if secrets else []
    history = [grants.read_table(ctx)] if settings.transactions is not None else []
    # Where no task mounts the shared files, the one function off the path of a payment does.
    mounts = settings.files is not None and settings.containers is None
    files = frozenset({Group.FILES}) if mounts else frozenset[Group]()
    yield Workload(
        name="payment-validation",
        group=Group.FUNCTIONS,
        reaches=stores,
        statements=(*reading, *history),
        key_domains=frozenset({Domain.CARD_TOKEN}),
    )
    yield Workload(
        name="fraud-detection",
        group=Group.FUNCTIONS,
        reaches=stores | files,
        statements=(*reading, *history),
    )
    yield Workload(
        name="transaction-processing",
        group=Group.FUNCTIONS,
        reaches=stores,
        statements=(*reading, *_processing(ctx, settings, functions.acquirer_secret)),
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


def _service(
    ctx: Context, settings: Settings, containers: ContainersSettings, secrets: dict[str, str]
) -> Workload:
    """The Fargate service; ECS pulls its image and writes its logs through the task's network."""
    files = {Group.FILES} if settings.files is not None else set[Group]()
    stream = [grants.write_stream(ctx)] if settings.stream is not None else []
    return Workload(
        name="payment-service",
        group=Group.TASKS,
        reaches=_stores(settings) | files,
        statements=(grants.read_secrets(secrets.values()), *stream),
        runtime_services=frozenset({"logs"} if containers.foreign_image else {"ecr", "logs"}),
        outside=Outside.REGISTRY if containers.foreign_image else None,
    )


def _read(settings: Settings, secrets: dict[str, str]) -> dict[str, str]:
    """The secrets that payment code reads: never the master's, when it has users of its own."""
    login = database_login(settings)
    return {name: arn for name, arn in secrets.items() if name in {login, "cache", "application"}}


def _rotated(settings: Settings, secrets: dict[str, str]) -> dict[str, str]:
    """The secrets that the rotation function rotates; RDS rotates its managed ones itself."""
    managed = _managed(settings)
    return {name: arn for name, arn in secrets.items() if not (name == "database" and managed)}


def _managed(settings: Settings) -> bool:
    return settings.secrets is not None and settings.secrets.mode == "rds_managed"


def _rotation(ctx: Context, settings: Settings, rotated: dict[str, str]) -> Workload:
    """Logs in with old and new credentials, so it reaches the servers themselves."""
    servers = {Group.DATABASE: settings.database, Group.CACHE: settings.cache}
    cache = [grants.rotate_cache_token(ctx)] if settings.cache is not None else []
    # The master creates and changes the alternating users; one that RDS does not manage is among
    # the secrets that the function rotates.
    master = (
        [grants.read_master_secret(ctx)]
        if APPLICATION_DATABASE in rotated and _managed(settings)
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
