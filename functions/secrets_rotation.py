"""Lambda handler that Secrets Manager calls for every step of a rotation; a deployment waits."""  # noqa: INP001 - the archive's root is no package

import os
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types
from payments.aws import client, error_code
from payments.logs import correlated, logger
from rotation.dispatch import rotate
from rotation.errors import InvalidEventError, RotationError
from rotation.first_login import await_login
from rotation.steps import Step
from rotation.versions import SecretVersions

RESERVED_SECONDS: Final = 5.0
"""Left of the function's time when it stops waiting, to log and to answer."""


class LambdaContext(Protocol):
    """What the handler asks of Lambda."""

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the function may still run."""
        ...


def handler(event: Mapping[str, Any], context: LambdaContext) -> None:
    """Carry out the step that `event` names, or nothing if it is done already.

    A deployment asks with `{"AwaitLogin": ARN}` whether a user's first rotation has ended.

    Raises:
        RotationError: the step did not finish, and why. Secrets Manager tries again; the text and
            the log hold no secret value.
    """

    def seconds_left() -> float:
        return context.get_remaining_time_in_millis() / 1000 - RESERVED_SECONDS

    awaited = event.get("AwaitLogin")
    if isinstance(awaited, str):
        versions = SecretVersions(client("secretsmanager"), awaited, token="")
        _carry_out(
            lambda: await_login(versions.read_current, seconds_left=seconds_left),
            token=awaited.rpartition(":")[2],
            facts={"step": "awaitLogin", "secret_id": awaited},
        )
        return
    step, secret_id, token = _read(event)
    versions = SecretVersions(client("secretsmanager"), secret_id, token, _origin(event))
    _carry_out(
        lambda: rotate(
            step,
            versions,
            client,
            strategy=os.environ.get("ROTATION_STRATEGY", ""),
            seconds_left=seconds_left,
        ),
        token=token,
        facts={"step": step.value, "secret_id": secret_id},
    )


def _carry_out(call: Callable[[], None], *, token: str, facts: Mapping[str, str]) -> None:
    with correlated(token):
        try:
            call()
        except Exception as error:  # noqa: BLE001 - no text of a driver may reach the log
            failure = _presentable(error)
            logger().error("rotation step failed", extra={**facts, "reason": str(failure)})
            raise failure from None
        logger().info("rotation step done", extra=facts)


def _read(event: Mapping[str, Any]) -> tuple[Step, str, str]:
    names = ("Step", "SecretId", "ClientRequestToken")
    missing = [name for name in names if not isinstance(event.get(name), str) or not event[name]]
    if missing:
        raise InvalidEventError(
            f"the event lacks {', '.join(missing)}: only Secrets Manager calls this function"
        )
    if event["Step"] not in set(Step):
        raise InvalidEventError(
            f"{event['Step']!r} is no rotation step: it must be one of {', '.join(Step)}"
        )
    return Step(event["Step"]), event["SecretId"], event["ClientRequestToken"]


def _origin(event: Mapping[str, Any]) -> str | None:
    token: object = event.get("RotationToken")
    return token if isinstance(token, str) else None


def _presentable(error: Exception) -> RotationError:
    """Keep our own texts; of any other error only what cannot repeat a value that was passed."""
    if isinstance(error, RotationError):
        return error
    if isinstance(error, ClientError):
        return RotationError(f"AWS refused a call: {error_code(error)}")
    return RotationError(f"the step stopped at an unexpected {type(error).__name__}")
