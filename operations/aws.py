"""AWS clients, and the code of an AWS error."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias, cast

import boto3  # pyright: ignore[reportMissingTypeStubs] - boto3 ships no types
from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types
from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)

__all__ = ["AWS_ERRORS", "ClientError", "Clients", "clients", "error_code", "told"]

#: `clients(service)` is a client in the stack's region.
Clients: TypeAlias = Callable[[str], Any]
#: What a call to AWS raises: no credentials, no connection, or a refusal.
AWS_ERRORS: Final = (BotoCoreError, ClientError)

#: CloudWatch describes alarms nine times a second at most (service quotas), and a smoke test asks
#: for each alarm: boto3's three attempts are too few where others ask, too.
_CONFIG: Final = Config(
    connect_timeout=5, read_timeout=15, retries={"mode": "standard", "total_max_attempts": 8}
)
#: Nobody is signed in, as the client finds out by itself.
_SIGNED_OUT: Final = (
    CredentialRetrievalError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)
#: The same, as services say it.
_EXPIRED: Final = frozenset(
    {
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "UnrecognizedClientException",
    }
)


def clients(region: str) -> Clients:
    """Clients in a region, one for each service, with the credentials of the environment."""
    session = boto3.Session(region_name=region)

    @cache
    def client(service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients' types at run time
        return session.client(service, config=_CONFIG)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - boto3 ships no types

    return client


def told(error: BotoCoreError | ClientError) -> str:
    """What AWS says, with the way out where nobody is signed in."""
    expired = isinstance(error, ClientError) and error_code(error) in _EXPIRED
    if expired or isinstance(error, _SIGNED_OUT):
        return f"{error}. Sign in, as with aws sso login, or set AWS_PROFILE"
    return str(error)


def error_code(error: ClientError) -> str:
    """The service's code of an error, such as `ThrottlingException`."""
    response = cast("Mapping[str, Mapping[str, str]]", error.response)  # pyright: ignore[reportUnknownMemberType] - botocore ships no types
    return response.get("Error", {}).get("Code", "unknown")
