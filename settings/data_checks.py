"""What network, secrets, database and cache say against each other and the rest of the stack."""

from collections.abc import Iterator

from settings.cache import with_token
from settings.problem import Problem, missing_block
from settings.secrets import APPLICATION_USER
from settings.stack import Settings


def secrets_present(settings: Settings) -> Iterator[Problem]:
    """What a database, a shared token and tasks log in or sign with is a secret (PCI DSS 8.3.2)."""
    if settings.secrets is None:
        yield from missing_block(
            "secrets",
            needed_by={
                "cache": with_token(settings.cache),
                "containers": settings.containers,
                "database": settings.database,
            },
            reason="it holds the credentials of",
            fix="secrets: {mode: create}",
        )


def secrets_needed(settings: Settings) -> Iterator[Problem]:
    """Secrets without anybody who logs in somewhere would be a rotation of nothing."""
    tiers = (with_token(settings.cache), settings.containers, settings.database)
    if settings.secrets is not None and all(tier is None for tier in tiers):
        yield Problem(
            path="secrets",
            rule="holds nothing: the stack has no database, no containers, and no cache with "
            "access: auth_token",
            fix="remove the block",
        )


def secrets_recovery(settings: Settings) -> Iterator[Problem]:
    """An ephemeral stack must be able to come back under the same names at once."""
    secrets = settings.secrets
    if secrets is None or secrets.recovery_window_days is None:
        return
    if settings.protection == "ephemeral":
        yield Problem(
            path="secrets.recoveryWindowDays",
            found=str(secrets.recovery_window_days),
            rule="keeps deleted secrets, while protection: ephemeral deletes everything at once",
            fix="leave it out, or protection: retained",
        )


def secrets_to_read(settings: Settings) -> Iterator[Problem]:
    """An existing secret is the database's."""
    secrets = settings.secrets
    if secrets is not None and settings.database is None and secrets.mode != "create":
        yield Problem(
            path="secrets.mode",
            found=repr(secrets.mode),
            rule="is about the database's credentials, and the stack has no database",
            fix="create",
        )


def alternating_users(settings: Settings) -> Iterator[Problem]:
    """Alternating users are users of the database, and none of them is its master."""
    secrets, database = settings.secrets, settings.database
    if secrets is None or secrets.rotation_strategy == "single":
        return
    if database is None:
        yield Problem(
            path="secrets.rotationStrategy",
            found=repr(secrets.rotation_strategy),
            rule="is about the database's users, and the stack has no database",
            fix="single",
        )
    elif database.username == APPLICATION_USER:
        yield Problem(
            path="database.username",
            found=repr(database.username),
            rule="is the user that the payment code gets with secrets.rotationStrategy = "
            "'alternating'; the master must be another one",
            fix="dbadmin",
        )


def flow_log_bucket(settings: Settings) -> Iterator[Problem]:
    """Flow logs in S3 need the bucket that the objects tier owns."""
    destination = settings.network.flow_logs.destination
    if destination != "cloudwatch" and settings.objects is None:
        yield Problem(
            path="network.flowLogs.destination",
            found=repr(destination),
            rule="needs a bucket, and the stack has no objects block that makes one",
            fix="cloudwatch, or an objects block",
        )
