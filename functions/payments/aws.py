"""AWS clients with timeouts that fit inside a payment, and their errors as problems.

They are botocore's, which are what boto3 hands out: its resources and transfers, which nothing here
uses, would cost every start of a function a tenth of the time.
"""

import logging
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, cast

import botocore.session  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types
from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types
from botocore.exceptions import BotoCoreError, ClientError  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types

from payments.problem import UnavailableError

CONNECT_TIMEOUT_SECONDS: Final = 1
READ_TIMEOUT_SECONDS: Final = 3
ATTEMPTS: Final = 3

_TALKATIVE: Final = ("botocore", "urllib3")
"""Libraries that log whole requests and answers at DEBUG."""

_CONFIG: Final = Config(
    connect_timeout=CONNECT_TIMEOUT_SECONDS,
    read_timeout=READ_TIMEOUT_SECONDS,
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
)


@cache
def session() -> Any:  # noqa: ANN401 - botocore ships no types
    """Return the process's session: region, and the role's credentials, which it renews.

    Its calls are logged at INFO and above whatever the function's level is: KMS gets card numbers
    and Secrets Manager answers with passwords, in an encoding that the masks cannot see through.
    """
    for library in _TALKATIVE:
        logging.getLogger(library).setLevel(logging.INFO)
    return botocore.session.get_session()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - botocore ships no types


@cache
def client(service: str) -> Any:  # noqa: ANN401 - botocore makes its clients' types at run time
    """Return the one client of `service`; clients are thread-safe and slow to make."""
    return session().create_client(service, config=_CONFIG)


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
