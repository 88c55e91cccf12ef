"""How payment code logs in to the cache: as its role, or with a password from a secret."""

from collections.abc import Mapping
from typing import Any, Final

from botocore.auth import SigV4QueryAuth  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types
from botocore.awsrequest import AWSRequest  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types
from botocore.exceptions import NoCredentialsError  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types
from redis.credentials import CredentialProvider

from payments.aws import answering, session
from payments.environment import CacheUser
from payments.secret import KeptSecret, SecretsClient

TOKEN_SECONDS: Final = 900
"""The longest that ElastiCache accepts a token. It opens a connection, which then lives on for up
to 12 hours (ElastiCache guide, authenticating with IAM)."""


class RoleCredentials(CredentialProvider):
    """Signs a token whenever a connection is opened; nothing is called, nothing is kept.

    The token is a signed request, without its scheme, to connect to the cache as the user.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
    """

    def __init__(self, user: CacheUser) -> None:
        self._user = user
        self._session: Any = session()

    def get_credentials(self) -> tuple[str, str]:
        """Return the user's name and a new token.

        Raises:
            UnavailableError: the role's own credentials cannot be read.
        """
        with answering("The role that logs in to the cache"):
            credentials = self._session.get_credentials()
            if credentials is None:
                raise NoCredentialsError
            signer: Any = SigV4QueryAuth(
                credentials.get_frozen_credentials(),
                "elasticache",
                self._session.get_config_variable("region"),
                expires=TOKEN_SECONDS,
            )
        request: Any = AWSRequest(
            method="GET",
            url=f"https://{self._user.cache}/",
            params={"Action": "connect", "User": self._user.name},
        )
        signer.add_auth(request)
        return self._user.name, request.url.removeprefix("https://")


class SecretCredentials(CredentialProvider):
    """Reads the secret whenever a connection is opened, so that a rotation is never missed."""

    def __init__(self, client: SecretsClient, secret_arn: str) -> None:
        self._secret = KeptSecret(client, secret_arn, what="the cache", read=_credentials)
        self._last: tuple[str] | tuple[str, str] | None = None

    def get_credentials(self) -> tuple[str] | tuple[str, str]:
        """Return the password, with the user name when the secret has one.

        Raises:
            UnavailableError: Secrets Manager did not answer, or the secret has no password.
        """
        self._last = self._secret.current(refused=self._last)
        return self._last


def _credentials(document: Mapping[str, Any]) -> tuple[str] | tuple[str, str]:
    password, username = str(document["password"]), document.get("username")
    return (str(username), password) if username else (password,)
