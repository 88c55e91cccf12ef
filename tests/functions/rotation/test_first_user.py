"""A user that does not exist yet is created by its first rotation, whatever breaks on the way."""

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pg8000.native
import pytest
from payments.database import opener
from payments.environment import DatabaseSettings
from payments.store.migrate import migrate
from payments.store.sessions import Session
from rotation.errors import MalformedSecretError
from rotation.steps import Step

from tests.functions.rotation.faults import Fault, Faults, breaking_points
from tests.functions.rotation.logins import mysql_login, postgres_login
from tests.functions.rotation.test_faults import before, breaks, undisturbed
from tests.functions.rotation.worlds import DatabaseWorld, MysqlAlternating, PostgresAlternating
from tests.support.server_process import DatabaseServer

_numbers = itertools.count(1)


class _New(DatabaseWorld):
    """A database of its own, whose secret names a user that nobody has created."""

    def __init__(self, secrets: Any, faults: Faults, server: DatabaseServer) -> None:
        owner = replace(server, dbname=f"my_shop%{next(_numbers)}")
        super().__init__(secrets, faults, self.own_database(owner))

    def own_database(self, server: DatabaseServer) -> DatabaseServer: ...

    def create_user(self, username: str, password: str) -> None:
        """Leave it to the rotation."""

    def _fields(self, secrets: Any) -> dict[str, Any]:
        fields = super()._fields(secrets)
        return {name: value for name, value in fields.items() if name != "password"}

    def accepts(self, document: Mapping[str, Any]) -> bool:
        return "password" in document and super().accepts(document)

    def rewrite(self, token: str, document: Mapping[str, Any]) -> None:
        self._secret.versions[token]["secret_string"] = json.dumps(document)

    def payments(self) -> Session:
        """A session of the payment code, with what AWSCURRENT holds."""
        document, server = self.document("AWSCURRENT"), self.server
        settings = DatabaseSettings(
            engine=document["engine"],
            host=server.host,
            port=server.port,
            name=server.dbname,
            secret_arn="unused",
        )
        return opener(settings.engine)(
            settings,
            username=document["username"],
            password=document["password"],
            tls=server.tls(),
        )


class NewPostgres(_New, PostgresAlternating):
    def own_database(self, server: DatabaseServer) -> DatabaseServer:
        """An administrator with no more rights than RDS gives: owner, and may create roles."""
        name, database = f"master{next(_numbers)}", pg8000.native.identifier(server.dbname)
        with postgres_login(replace(server, dbname="payments")) as admin:
            admin.run(
                f"CREATE ROLE {name} LOGIN CREATEROLE PASSWORD "
                f"{pg8000.native.literal(server.password)}"
            )
            admin.run(f"CREATE DATABASE {database} OWNER {name}")
        return replace(server, username=name)


class NewMysql(_New, MysqlAlternating):
    def own_database(self, server: DatabaseServer) -> DatabaseServer:
        with mysql_login(replace(server, dbname="payments")) as admin, admin.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE `{server.dbname}`")
        return server


SERVERS = {NewPostgres: "postgres", NewMysql: "mariadb"}


@pytest.fixture(params=SERVERS, ids=lambda kind: kind.__name__)
def new_user(
    request: pytest.FixtureRequest, secrets_manager: Any, faults: Faults
) -> Callable[[], _New]:
    server = request.getfixturevalue(SERVERS[request.param])
    return lambda: request.param(secrets_manager, faults, server)


def test_the_first_rotation_creates_the_user_and_logs_in_as_the_other(
    new_user: Callable[[], _New],
) -> None:
    world = new_user()
    assert not world.application_logs_in()

    world.rotate()

    assert world.application_logs_in()
    current = world.document("AWSCURRENT")
    assert current["username"] == f"{world.username}_clone"
    assert current["comment"] == "kept"
    assert world.document("AWSPREVIOUS") == world.original


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name.lower())
def test_a_first_rotation_that_breaks_at_any_call_converges_when_it_is_tried_again(
    new_user: Callable[[], _New], faults: Faults, fault: Fault
) -> None:
    world, calls = undisturbed(new_user, faults, Step.SET)
    check_first_rotation(world, calls)

    world = before(new_user(), Step.SET)
    for call in breaking_points(calls, fault):
        breaks(world, faults, Step.SET, call, fault)
        assert world.document("AWSCURRENT") == world.original
        if faults.changes():
            check_first_rotation(world, faults.calls)
            world = before(new_user(), Step.SET)


def check_first_rotation(world: DatabaseWorld, calls: list[str]) -> None:
    world.rotate()

    assert world.holders("AWSCURRENT") == [world.token], calls
    assert world.application_logs_in(), calls


def test_both_users_own_the_schema_that_either_of_them_migrates(
    new_user: Callable[[], _New],
) -> None:
    world = new_user()
    world.rotate()
    first = world.payments()
    assert migrate(first) > 0
    first.close()
    world.token = world.start()
    world.rotate()

    second = world.payments()

    assert world.document("AWSCURRENT")["username"] == world.username
    assert migrate(second) == 0
    assert list(second.read("SELECT COUNT(*) FROM payments", {})) in ([[0]], [(0,)])
    second.define("CREATE TABLE later (id INTEGER)")
    second.close()


def test_a_user_may_use_the_tables_that_the_administrator_made_before(
    secrets_manager: Any, faults: Faults, postgres: DatabaseServer
) -> None:
    world = NewPostgres(secrets_manager, faults, postgres)
    with postgres_login(world.server) as master:
        master.run('CREATE TABLE "it\'s old" (id INTEGER)')
        master.run("CREATE SCHEMA closed")
        master.run("CREATE TABLE closed.ledger (id INTEGER)")

    world.rotate()

    current = world.document("AWSCURRENT")
    with postgres_login(world.server, current["username"], current["password"]) as application:
        application.run('INSERT INTO "it\'s old" VALUES (1)')
        with pytest.raises(pg8000.native.DatabaseError, match="42501"):
            application.run("SELECT * FROM closed.ledger")


def test_a_mysql_user_gets_no_right_to_a_database_of_a_similar_name(
    secrets_manager: Any, faults: Faults, mariadb: DatabaseServer
) -> None:
    world = NewMysql(secrets_manager, faults, mariadb)
    similar = world.server.dbname.replace("_", "x").replace("%", "zz")
    with mysql_login(mariadb) as admin, admin.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{similar}`")

    world.rotate()

    assert world.application_logs_in()
    current = world.document("AWSCURRENT")
    with pytest.raises(Exception, match="1044"):
        mysql_login(replace(world.server, dbname=similar), current["username"], current["password"])


def test_a_user_that_is_there_without_its_secret_is_taken_over(
    new_user: Callable[[], _New],
) -> None:
    world = new_user()
    world.rotate()
    stranger = world.document("AWSCURRENT")
    world.rewrite(world.token, world.original)
    world.token = world.start()

    world.rotate()

    assert world.application_logs_in()
    assert not world.accepts(stranger)


def test_only_the_first_version_may_lack_a_password(new_user: Callable[[], _New]) -> None:
    world = new_user()
    pending = {**world.original, "username": f"{world.username}_clone"}
    world.versions().write_pending(json.dumps(pending))

    with pytest.raises(MalformedSecretError, match="AWSPENDING is malformed: password must be"):
        world.step(Step.SET)
