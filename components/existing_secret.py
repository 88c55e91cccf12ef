"""A secret that somebody made before: read, never created (its owner is not this stack)."""

import json
from dataclasses import dataclass
from typing import cast

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True, slots=True)
class ExistingSecret:
    """The database's credentials as they were found.

    Attributes:
        arn: the secret's ARN.
        username: the master user it is for.
        password: the master password, a Pulumi secret.
    """

    arn: str
    username: str
    password: pulumi.Output[str]


def read_existing(name: str, *, region: str) -> ExistingSecret:
    """Read the current version of secret `name`.

    Raises:
        ValueError: the secret is missing, may not be read, or has no username or password; never
            its content.
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
    username, password = _credential(name, version.secret_string)
    return ExistingSecret(secret.arn, username, pulumi.Output.secret(password))


def _credential(name: str, text: str) -> tuple[str, str]:
    try:
        document: object = json.loads(text)
    except ValueError:
        document = None
    fields = cast("dict[str, object]", document) if isinstance(document, dict) else {}
    username, password = fields.get("username"), fields.get("password")
    if isinstance(username, str) and username and isinstance(password, str) and password:
        return username, password
    raise ValueError(
        f"secret {name!r} is not a JSON document with username and password; the rotation also "
        "needs engine, host, port, dbname and ssl"
    )
