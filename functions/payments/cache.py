"""The Redis connection: verified TLS, and the secret's current password at every connect."""

import json
import ssl
from collections.abc import Mapping
from typing import Any, Final, Protocol

import redis
from redis.backoff import NoBackoff
from redis.credentials import CredentialProvider
from redis.retry import Retry

from payments.aws import answering
from payments.environment import CacheSettings
from payments.problem import UnavailableError
from payments.tls import CA_BUNDLE

TIMEOUT_SECONDS: Final = 1.0
"""To connect, and for each answer: the cache is asked twice in a payment."""


class SecretsClient(Protocol):
    """The one Secrets Manager call that reads a password."""

    def get_secret_value(self, **request: object) -> Mapping[str, Any]:
        """Answer with the secret's current version."""
        ...


class SecretCredentials(CredentialProvider):
    """Reads the secret whenever a connection is opened, so that a rotation is never missed."""

    def __init__(self, client: SecretsClient, secret_arn: str) -> None:
        self._client = client
        self._secret_arn = secret_arn

    def get_credentials(self) -> tuple[str] | tuple[str, str]:
        """Return the password, with the user name when the secret has one.

        Raises:
            UnavailableError: Secrets Manager did not answer, or the secret has no password.
        """
        with answering("The cache's secret"):
            answer = self._client.get_secret_value(SecretId=self._secret_arn)
        try:
            document = json.loads(answer["SecretString"])
            password, username = str(document["password"]), document.get("username")
        except (KeyError, TypeError, ValueError):
            # The cause is cut off: it holds the secret.
            what = f"The secret {self._secret_arn}"
            raise UnavailableError(what, "it is no JSON object with a password") from None
        return (str(username), password) if username else (password,)


def connect(
    settings: CacheSettings, secrets: SecretsClient | None, *, ca_file: str = str(CA_BUNDLE)
) -> redis.Redis:
    """Return a pooled client; connections are opened when they are first needed.

    `secrets` reads `settings.secret_arn`; a cache without a secret asks for no password.
    """
    secret_arn = settings.secret_arn
    credentials = SecretCredentials(secrets, secret_arn) if secrets and secret_arn else None
    tls: dict[str, Any] = {}
    if settings.tls:
        tls = {
            "ssl": True,
            "ssl_ca_certs": ca_file,
            "ssl_min_version": ssl.TLSVersion.TLSv1_2,
            # As in `tls.verified_context`: neither the chain nor the name is checked any less.
            "ssl_exclude_verify_flags": [ssl.VerifyFlags.VERIFY_X509_STRICT],
        }
    return redis.Redis(
        host=settings.host,
        port=settings.port,
        credential_provider=credentials,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        # One more try covers a connection that a failover closed; waiting is the caller's choice.
        retry=Retry(NoBackoff(), 1),
        **tls,
    )
