import json
from typing import Any

import pytest
from rotation.auth_token import AuthToken
from rotation.errors import LoginRefusedError, MalformedSecretError, UnavailableError
from rotation.steps import Step

from tests.functions.rotation.elasticache import GROUP
from tests.functions.rotation.faults import Faults
from tests.functions.rotation.impostors import impostor
from tests.functions.rotation.worlds import CacheWorld
from tests.support.certificates import write_server_certificate
from tests.support.server_process import DatabaseServer


@pytest.fixture
def cache_world(secrets_manager: Any, faults: Faults, cache_server: DatabaseServer) -> CacheWorld:
    return CacheWorld(secrets_manager, faults, cache_server)


def test_both_tokens_open_the_cache_until_the_rotation_is_finished(
    cache_world: CacheWorld,
) -> None:
    for step in (Step.CREATE, Step.SET, Step.TEST):
        cache_world.step(step)
    pending = cache_world.document("AWSPENDING")
    assert cache_world.accepts(cache_world.original)
    assert cache_world.accepts(pending)

    cache_world.step(Step.FINISH)

    assert cache_world.accepts(pending)
    assert not cache_world.accepts(cache_world.original)


def test_a_change_that_takes_longer_than_the_function_may_goes_on_next_time(
    cache_world: CacheWorld, faults: Faults
) -> None:
    cache_world.elasticache.lag = 3
    left = iter([60.0, 4.9])
    target = AuthToken(
        cache_world.elasticache,
        lambda: next(left),
        ca_file=cache_world.server.ca_file,
        sleep=lambda _seconds: cache_world.elasticache.tick(),
    )
    cache_world.step(Step.CREATE)
    pending, current = (
        target.parse(json.dumps(cache_world.document(label)))
        for label in ("AWSPENDING", "AWSCURRENT")
    )

    with pytest.raises(UnavailableError, match=f"{GROUP} is not yet accepting the pending token"):
        target.apply(pending, current, list, lambda: None)
    faults.calls.clear()
    cache_world.step(Step.SET)

    assert faults.changes() == []
    assert cache_world.accepts(cache_world.document("AWSPENDING"))


def test_a_group_that_takes_no_change_is_tried_again_later(cache_world: CacheWorld) -> None:
    cache_world.step(Step.CREATE)
    describe = cache_world.elasticache.describe_replication_groups

    def begin_another_change(**arguments: str) -> Any:
        answer = describe(**arguments)
        cache_world.elasticache.modify_replication_group(
            ReplicationGroupId=GROUP,
            AuthToken="another-token-of-somebody",
            AuthTokenUpdateStrategy="ROTATE",
            ApplyImmediately=True,
        )
        return answer

    cache_world.elasticache.describe_replication_groups = begin_another_change
    with pytest.raises(
        UnavailableError, match=r"cache did not take ROTATE .* \(InvalidReplicationGroupState\)"
    ):
        cache_world.step(Step.SET)

    assert cache_world.application_logs_in()


def test_a_cache_that_refuses_the_current_token_is_left_alone(
    cache_world: CacheWorld, faults: Faults
) -> None:
    wrong = json.dumps({**cache_world.original, "password": "planted-wrong"})
    cache_world.secrets.put_secret_value(SecretId=cache_world.name, SecretString=wrong)
    cache_world.token = cache_world.start()
    cache_world.step(Step.CREATE)
    faults.calls.clear()

    with pytest.raises(LoginRefusedError, match="refuses the token"):
        cache_world.step(Step.SET)

    assert faults.changes() == []


def test_a_pending_token_for_another_group_is_refused_field_by_field(
    cache_world: CacheWorld,
) -> None:
    pending = {**cache_world.original, "replication_group_id": "other", "username": "u"}
    cache_world.versions().write_pending(json.dumps(pending))

    with pytest.raises(MalformedSecretError) as caught:
        cache_world.step(Step.SET)

    assert caught.value.problems == (
        "replication_group_id must be that of AWSCURRENT",
        "username must be that of AWSCURRENT",
    )


def test_a_first_rotation_has_no_previous_token_to_withdraw(
    cache_world: CacheWorld, faults: Faults
) -> None:
    target = cache_world.target()
    current = target.parse(json.dumps(cache_world.original))

    with faults.watching():
        target.settle(current, None)
        target.settle(current, current)

    assert faults.calls == []


def test_certificates_that_do_not_fit_are_refused(
    cache_world: CacheWorld, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = write_server_certificate(tmp_path_factory.mktemp("other")).ca_file
    target = cache_world.target()
    current = target.parse(json.dumps(cache_world.original))
    elsewhere = target.parse(json.dumps({**cache_world.original, "host": "127.0.0.1"}))

    with pytest.raises(UnavailableError, match=r"not valid for '127\.0\.0\.1'"):
        target.prove(elsewhere, current)
    stranger = AuthToken(cache_world.elasticache, lambda: 0.0, ca_file=other)
    with pytest.raises(UnavailableError, match="CERTIFICATE_VERIFY_FAILED"):
        stranger.prove(current, current)


def test_a_cache_without_tls_is_never_told_the_token(cache_world: CacheWorld) -> None:
    target = cache_world.target()
    current = target.parse(json.dumps(cache_world.original))
    with impostor(b"", b"+OK\r\n") as server:
        plain = target.parse(json.dumps({**cache_world.original, "port": server.port}))
        with pytest.raises(UnavailableError, match=f"localhost:{server.port} was not reached"):
            target.prove(plain, current)

    assert cache_world.password.encode() not in server.heard
    assert b"AUTH" not in server.heard
