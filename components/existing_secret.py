"""A secret that somebody made before: read, never created (its owner is not this stack)."""

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True, slots=True)
class ExistingSecret:
    """The database's credentials as they were found.

    Attributes:
        arn: the secret's ARN.
        password: the master password, a Pulumi secret.
    """

    arn: str
    password: pulumi.Output[str]


def read_existing(name: str, *, region: str) -> ExistingSecret:
    """Read the current version of secret `name`.

    Raises:
        ValueError: the secret is missing, may not be read, or has no password; never its content.
    """
    try:
        secret = aws.secretsmanager.get_secret(name=name)
        version = aws.secretsmanager.get_secret_version(secret_id=name)
    except Exception as error:
        # An invoke fails with a bare Exception that carries the provider's text.
        raise ValueError(
            f"secrets.mode is 'existing' and secret {name!r} cannot be read in {region}: {error}. "
            "Create it first as JSON with username and password, or set mode: create"
        ) from error
    return ExistingSecret(secret.arn, pulumi.Output.secret(_password(name, version.secret_string)))


def _password(name: str, text: str) -> str:
    try:
        document: object = json.loads(text)
    except ValueError:
        document = None
    password = document.get("password") if isinstance(document, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - JSON from outside
    if not isinstance(password, str) or not password:
        raise ValueError(
            f"secret {name!r} is not a JSON document with a password field; the rotation needs "
            "engine, host, port, dbname, username and password"
        )
    return password
