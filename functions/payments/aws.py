"""AWS clients with timeouts that fit inside a payment, and their errors as problems."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, cast

import boto3  # pyright: ignore[reportMissingTypeStubs] - boto3 ships no types
from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types
from botocore.exceptions import BotoCoreError, ClientError  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types

from payments.problem import UnavailableError

CONNECT_TIMEOUT_SECONDS: Final = 1
READ_TIMEOUT_SECONDS: Final = 3
ATTEMPTS: Final = 3

_CONFIG: Final = Config(
    connect_timeout=CONNECT_TIMEOUT_SECONDS,
    read_timeout=READ_TIMEOUT_SECONDS,
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
)


@cache
def client(service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients' types at run time
    """Return the one client of `service`; clients are thread-safe and slow to make."""
    return boto3.client(service, config=_CONFIG)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - boto3 ships no types


def error_code(error: ClientError) -> str:
    """Return the service's code of an error, such as `ThrottlingException`."""
    response = cast("Mapping[str, Mapping[str, str]]", error.response)  # pyright: ignore[reportUnknownMemberType] - botocore ships no types
    return response.get("Error", {}).get("Code", "unknown")


@contextmanager
def answering(what: str) -> Generator[None]:
    """Turn an AWS error inside into `UnavailableError` with the error's code, not its text.

    AWS error texts repeat parameters, and a parameter may be card data; so the cause is cut off.

    Raises:
        UnavailableError: the service refused, throttled or did not answer.
    """
    try:
        yield
    except ClientError as error:
        raise UnavailableError(what, error_code(error)) from None
    except BotoCoreError as error:
        raise UnavailableError(what, type(error).__name__) from None
