"""What single and alternating users refuse, and what they say."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from rotation import postgres as postgres_module
from rotation.alternating_users import AlternatingUsers
from rotation.errors import LoginRefusedError, MalformedSecretError, UnavailableError
from rotation.steps import Step

from tests.functions.rotation.faults import Faults
from tests.functions.rotation.worlds import (
    DatabaseWorld,
    MysqlAlternating,
    PostgresAlternating,
    PostgresSingle,
)
from tests.support.server_process import DatabaseServer


def rewrite_pending(world: DatabaseWorld, **changes: Any) -> None:
    """Write AWSPENDING by hand, as somebody might."""
    pending = {**world.original, "password": "planted-password", **changes}
    world.versions().write_pending(json.dumps(pending))


def test_a_pending_version_for_another_place_is_refused_field_by_field(
    new_database_world: Callable[[], DatabaseWorld],
) -> None:
    world = new_database_world()
    rewrite_pending(world, host="evil.example.com", port=1, dbname="other", masterarn="arn:other")

    with pytest.raises(MalformedSecretError) as caught:
        world.step(Step.SET)

    assert caught.value.problems == tuple(
        f"{name} must be that of AWSCURRENT" for name in ("host", "port", "dbname", "masterarn")
    )
    assert str(caught.value).startswith("AWSPENDING is malformed")
    assert world.application_logs_in()


def test_a_pending_version_of_the_wrong_user_is_refused(
    new_database_world: Callable[[], DatabaseWorld],
) -> None:
    world = new_database_world()
    rewrite_pending(world, username="somebody")

    with pytest.raises(MalformedSecretError, match="AWSPENDING is malformed: username must be"):
        world.step(Step.SET)


def test_alternating_users_do_nothing_when_the_server_refuses_the_current_user(
    secrets_manager: Any, faults: Faults, mariadb: DatabaseServer
) -> None:
    world = MysqlAlternating(secrets_manager, faults, mariadb)
    wrong = json.dumps({**world.original, "password": "planted-wrong"})
    secrets_manager.put_secret_value(SecretId=world.name, SecretString=wrong)
    world.token = world.start()
    world.step(Step.CREATE)
    faults.calls.clear()

    with pytest.raises(LoginRefusedError, match="localhost refuses AWSCURRENT of user"):
        world.step(Step.SET)

    assert faults.changes() == []


def test_the_password_of_an_unlabelled_version_is_found_when_it_is_the_servers(
    secrets_manager: Any, faults: Faults, postgres: DatabaseServer
) -> None:
    world = PostgresSingle(secrets_manager, faults, postgres)
    wrong = json.dumps({**world.original, "password": "wrong"})
    other = json.dumps({**world.original, "username": "another", "password": "x"})
    for text in (other, "no document", wrong):
        world.secrets.put_secret_value(SecretId=world.name, SecretString=text)
    world.token = world.start()

    world.rotate()

    assert world.application_logs_in()


def test_an_old_version_lends_its_password_and_not_its_server(
    secrets_manager: Any, faults: Faults, postgres: DatabaseServer
) -> None:
    world = PostgresSingle(secrets_manager, faults, postgres)
    world.create_user("lent", "planted")
    lent = {**world.original, "username": "lent"}
    elsewhere = {**lent, "password": "planted", "host": "evil.example.com", "port": 1}
    for document in (elsewhere, {**lent, "password": "wrong"}, {**lent, "password": "wrong too"}):
        world.secrets.put_secret_value(SecretId=world.name, SecretString=json.dumps(document))
    world.token = world.start()

    world.rotate()

    assert world.application_logs_in()


def test_the_previous_password_is_found_when_the_server_was_restored_to_it(
    secrets_manager: Any, faults: Faults, postgres: DatabaseServer
) -> None:
    world = PostgresSingle(secrets_manager, faults, postgres)
    world.rotate()
    with world.engine_under_test().connect(world.target().parse(world.text("AWSCURRENT"))) as login:
        login.set_own_password(world.original["password"])
    world.token = world.start()

    world.rotate()

    assert world.application_logs_in()


def test_a_server_that_accepts_no_version_says_how_to_repair_it(
    secrets_manager: Any, faults: Faults, postgres: DatabaseServer
) -> None:
    world = PostgresSingle(secrets_manager, faults, postgres)
    # An old version of another user has this password, and is not tried.
    world.create_user("repair", world.original["password"])
    current = json.dumps({**world.original, "username": "repair", "password": "planted"})
    world.secrets.put_secret_value(SecretId=world.name, SecretString=current)
    world.token = world.start()
    world.step(Step.CREATE)
    faults.calls.clear()

    with pytest.raises(LoginRefusedError, match=r"localhost accepts no version .* 'repair'"):
        world.step(Step.SET)

    assert faults.changes() == []


def test_alternating_users_need_an_administrator_and_room_in_the_name(
    postgres: DatabaseServer, secrets_manager: Any, faults: Faults
) -> None:
    world = PostgresSingle(secrets_manager, faults, postgres)
    target = AlternatingUsers(world.engine_under_test(), lambda _arn: None)

    with pytest.raises(MalformedSecretError) as caught:
        target.parse(json.dumps({**world.original, "username": "u" * 60}))

    assert caught.value.problems == (
        "masterarn must name the administrator's secret",
        "username must leave room for _clone within 63 characters",
    )


def test_a_malformed_administrator_is_told_apart_from_the_users_secret(
    secrets_manager: Any, faults: Faults, postgres: DatabaseServer
) -> None:
    world = PostgresAlternating(secrets_manager, faults, postgres)
    secrets_manager.put_secret_value(
        SecretId=world.original["masterarn"], SecretString='{"password": "planted"}'
    )
    world.step(Step.CREATE)

    with pytest.raises(MalformedSecretError, match="the secret at masterarn is malformed") as error:
        world.step(Step.SET)

    assert error.value.problems == ("username must be a text that is not empty",)
    assert world.application_logs_in()


def test_both_users_are_changed_under_one_lock(
    secrets_manager: Any,
    faults: Faults,
    postgres: DatabaseServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgres_module, "LOCK_TIMEOUT_SECONDS", 0.05)
    world = PostgresAlternating(secrets_manager, faults, postgres, "locked")
    world.rotate()
    world.token = world.start()
    world.step(Step.CREATE)

    other = world.target().parse(json.dumps(world.original))
    with (
        world.engine_under_test().connect(other) as holder,
        holder.locked("rotation of locked"),
        pytest.raises(UnavailableError, match="SQLSTATE 55P03"),
    ):
        world.step(Step.SET)


def test_the_third_rotation_renews_the_first_user(
    secrets_manager: Any, faults: Faults, postgres: DatabaseServer
) -> None:
    world = PostgresAlternating(secrets_manager, faults, postgres, "third")
    names = []
    for _ in range(3):
        world.rotate()
        names.append(world.document("AWSCURRENT")["username"])
        world.token = world.start()

    assert names == ["third_clone", "third", "third_clone"]
    assert not world.accepts(world.original)
