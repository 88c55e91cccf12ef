"""AWS clients, and the code of an AWS error."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, cast

import boto3  # pyright: ignore[reportMissingTypeStubs] - boto3 ships no types
from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types
from botocore.exceptions import BotoCoreError, ClientError  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types

#: `clients(service)` is a client in the stack's region.
Clients: TypeAlias = Callable[[str], Any]
#: What a call to AWS raises: no credentials, no connection, or a refusal.
AWS_ERRORS: Final = (BotoCoreError, ClientError)

_CONFIG: Final = Config(connect_timeout=5, read_timeout=15, retries={"mode": "standard"})


def clients(region: str) -> Clients:
    """Clients in a region, with the credentials of the environment."""
    session = boto3.Session(region_name=region)
    return lambda service: session.client(service, config=_CONFIG)  # pyright: ignore[reportUnknownMemberType, reportUnknownLambdaType] - boto3 ships no types


def error_code(error: ClientError) -> str:
    """The service's code of an error, such as `ThrottlingException`."""
    response = cast("Mapping[str, Mapping[str, str]]", error.response)  # pyright: ignore[reportUnknownMemberType] - botocore ships no types
    return response.get("Error", {}).get("Code", "unknown")
