"""The connection to Redis or Valkey: verified TLS, and a fresh login at every connect."""

import ssl
from typing import Any, Final

import redis
from redis.backoff import NoBackoff
from redis.credentials import CredentialProvider
from redis.retry import Retry

from payments.cache_login import RoleCredentials, SecretCredentials
from payments.environment import CacheSettings
from payments.secret import SecretsClient
from payments.tls import CA_BUNDLE

TIMEOUT_SECONDS: Final = 1.0
"""To connect, and for each answer: the cache is asked twice in a payment."""


def connect(
    settings: CacheSettings, secrets: SecretsClient | None, *, ca_file: str = str(CA_BUNDLE)
) -> redis.Redis:
    """Return a pooled client; connections are opened when they are first needed.

    `secrets` reads `settings.secret_arn`; a cache without a user or a secret asks for no login.
    """
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
        credential_provider=_login(settings, secrets),
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        # One more try covers a connection that a failover closed; waiting is the caller's choice.
        retry=Retry(NoBackoff(), 1),
        # redis-py would say what it is, and with RESP3 ask to be told of maintenance (CLIENT
        # SETINFO, CLIENT MAINT_NOTIFICATIONS), which users of the cache may not.
        driver_info=None,
        protocol=2,
        **tls,
    )


def _login(settings: CacheSettings, secrets: SecretsClient | None) -> CredentialProvider | None:
    if settings.user is not None:
        return RoleCredentials(settings.user)
    if secrets is not None and settings.secret_arn is not None:
        return SecretCredentials(secrets, settings.secret_arn)
    return None
