"""Which target a secret's engine and the function's strategy ask for."""

from collections.abc import Callable
from typing import Any, Final, Literal

from rotation.alternating_users import AlternatingUsers
from rotation.application import Application
from rotation.document import DatabaseSecret, engine_of, names_master
from rotation.errors import RotationError
from rotation.single_user import SingleUser
from rotation.steps import Step, Target, run
from rotation.versions import SecretVersions

STRATEGIES: Final = ("single", "alternating")


def rotate(
    step: Step,
    versions: SecretVersions,
    client: Callable[[str], Any],
    *,
    strategy: str,
    seconds_left: Callable[[], float],
) -> None:
    """Carry out one step on the secret that `versions` reads.

    Args:
        step: which one.
        versions: the secret and the rotation.
        client: makes the client of an AWS service.
        strategy: `single` or `alternating`, for users of a database. An administrator, whose
            secret names no other one, is a single user either way.
        seconds_left: how long the step may still wait for a service.

    Raises:
        RotationError: the step did not finish.
    """
    current = versions.read_current()
    engine = engine_of(current)
    # Each driver is imported where it is needed: together they take longer than boto3 to import,
    # and a rotation needs one at most.
    if engine == "application":
        run(step, versions, Application())
    elif engine == "redis":
        from rotation.auth_token import AuthToken  # noqa: PLC0415 - see above

        run(step, versions, AuthToken(client("elasticache"), seconds_left))
    else:
        run(step, versions, _database(engine, strategy, versions, current))


def _database(
    engine: Literal["postgres", "mysql"], strategy: str, versions: SecretVersions, current: str
) -> Target[DatabaseSecret]:
    if engine == "postgres":
        from rotation.postgres import PostgresEngine as Engine  # noqa: PLC0415 - see above
    else:
        from rotation.mysql import MysqlEngine as Engine  # noqa: PLC0415 - see above
    if strategy not in STRATEGIES:
        raise RotationError(
            f"ROTATION_STRATEGY is {strategy!r}: set it to one of {', '.join(STRATEGIES)}"
        )
    if strategy == "alternating" and names_master(current):
        return AlternatingUsers(Engine(), versions.read_other_secret)
    return SingleUser(Engine())
