"""The Redis connection: verified TLS, and the secret's current password at every connect."""

import ssl
from collections.abc import Mapping
from typing import Any, Final

import redis
from redis.backoff import NoBackoff
from redis.credentials import CredentialProvider
from redis.retry import Retry

from payments.environment import CacheSettings
from payments.secret import KeptSecret, SecretsClient
from payments.tls import CA_BUNDLE

TIMEOUT_SECONDS: Final = 1.0
"""To connect, and for each answer: the cache is asked twice in a payment."""


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
