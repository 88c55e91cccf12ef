"""Logging in to the cache as a role: the token is AWS's own signature, and never shown."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import botocore.session
import pytest
from botocore.model import ServiceId
from botocore.signers import RequestSigner
from payments import aws, cache_login
from payments.cache import connect
from payments.cache_login import RoleCredentials
from payments.counters.cache import CacheCounters
from payments.environment import CacheSettings, CacheUser
from payments.problem import UnavailableError

from tests.support.database_servers import redis_server
from tests.support.server_process import DatabaseServer

USER = CacheUser(name="user-reader-test", cache="cache-payments-test")


@pytest.fixture(autouse=True)
def _role(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A role's credentials, as Lambda hands them to a function."""
    aws.session.cache_clear()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ASIA-test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "planted-key")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "planted-session")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    yield
    aws.session.cache_clear()


@pytest.fixture(scope="module")
def server() -> Iterator[DatabaseServer]:
    with redis_server() as running:
        yield running


def presigned() -> str:
    """The token by botocore's own signer of URLs."""
    session: Any = botocore.session.get_session()
    signer = RequestSigner(
        ServiceId("elasticache"),
        "us-west-2",
        "elasticache",
        "v4",
        session.get_credentials(),
        session.get_component("event_emitter"),
    )
    url = f"https://{USER.cache}/?Action=connect&User={USER.name}"
    request = {"method": "GET", "url": url, "body": {}, "headers": {}, "context": {}}
    signed: Any = signer.generate_presigned_url(
        request, operation_name="connect", expires_in=900, region_name="us-west-2"
    )
    return signed.removeprefix("https://")


def settings_of(server: DatabaseServer, user: CacheUser = USER) -> CacheSettings:
    return CacheSettings(host=server.host, port=server.port, secret_arn=None, tls=True, user=user)


def test_the_token_is_a_request_that_the_role_has_signed() -> None:
    before = presigned()
    name, token = RoleCredentials(USER).get_credentials()
    assert name == "user-reader-test"
    assert token in {before, presigned()}
    address, _, query = token.partition("?")
    assert address == "cache-payments-test/"
    fields = parse_qs(query)
    assert fields["Action"] == ["connect"]
    assert fields["User"] == ["user-reader-test"]
    assert fields["X-Amz-Expires"] == ["900"]
    assert "/us-west-2/elasticache/aws4_request" in fields["X-Amz-Credential"][0]


def admit_any_password(server: DatabaseServer) -> None:
    """Stand in for IAM: the user gets in whatever it shows, and may read counters."""
    import redis  # noqa: PLC0415 - only here

    with redis.Redis(
        host=server.host,
        port=server.port,
        password=server.password,
        ssl=True,
        ssl_ca_certs=str(server.ca_file),
    ) as administrator:
        rules = ["reset", "on", "nopass", "~payments:*", "+evalsha", "+script|load", "+hgetall"]
        administrator.execute_command("ACL", "SETUSER", USER.name, *rules)


def test_every_connection_is_opened_with_a_token_of_its_own(
    server: DatabaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    admit_any_password(server)
    shown: list[str] = []
    real = RoleCredentials.get_credentials

    def recorded(self: RoleCredentials) -> tuple[str, str]:
        shown.append(real(self)[1])
        return USER.name, shown[-1]

    monkeypatch.setattr(RoleCredentials, "get_credentials", recorded)
    with connect(settings_of(server), None, ca_file=str(server.ca_file)) as client:
        counters = CacheCounters(lambda: client)
        assert counters.read(["a"], now=0) == [{}]
        client.connection_pool.disconnect()
        assert counters.read(["a"], now=0) == [{}]
    assert len(shown) == 2
    assert all("X-Amz-Signature=" in token for token in shown)


def test_a_refused_token_is_not_shown(server: DatabaseServer) -> None:
    stranger = CacheUser(name="user-unknown-test", cache=USER.cache)
    client = connect(settings_of(server, stranger), None, ca_file=str(server.ca_file))
    with pytest.raises(UnavailableError, match="The cache did not answer") as refused:
        CacheCounters(lambda: client).read(["a"], now=0)
    assert "X-Amz" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_role_without_credentials_is_a_problem_that_may_pass(
    server: DatabaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Anonymous:
        def get_credentials(self) -> None:
            return None

    monkeypatch.setattr(cache_login, "session", Anonymous)
    client = connect(settings_of(server), None, ca_file=str(server.ca_file))
    with pytest.raises(UnavailableError, match=r"The role .* \(NoCredentialsError\)"):
        CacheCounters(lambda: client).read(["a"], now=0)
