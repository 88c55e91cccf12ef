import json
from pathlib import Path
from typing import Any

import pg8000.native
import pytest
from rotation import postgres as postgres_module
from rotation.document import DatabaseSecret, parse_database_secret
from rotation.errors import LoginRefusedError, UnavailableError
from rotation.postgres import PostgresEngine

from tests.functions.rotation.faults import Faults
from tests.functions.rotation.impostors import impostor
from tests.functions.rotation.logins import postgres_login
from tests.functions.rotation.worlds import PostgresAlternating, PostgresSingle
from tests.support.certificates import write_server_certificate
from tests.support.server_process import DatabaseServer


def administrator(server: DatabaseServer, **changes: Any) -> DatabaseSecret:
    fields = {name: getattr(server, name) for name in ("host", "port", "dbname", "username")}
    document = {"engine": "postgres", "ssl": True, "password": server.password, **fields, **changes}
    return parse_database_secret(json.dumps(document))


def test_a_certificate_of_another_authority_is_refused(
    postgres: DatabaseServer, tmp_path: Path
) -> None:
    other = PostgresEngine(write_server_certificate(tmp_path).ca_file)

    with (
        pytest.raises(UnavailableError, match=f"localhost:{postgres.port} .*CERTIFICATE_VERIFY"),
        other.connect(administrator(postgres)),
    ):
        pass


def test_a_certificate_for_another_host_name_is_refused(postgres: DatabaseServer) -> None:
    with (
        pytest.raises(UnavailableError, match=r"127\.0\.0\.1:.*not valid for '127\.0\.0\.1'"),
        PostgresEngine(postgres.ca_file).connect(administrator(postgres, host="127.0.0.1")),
    ):
        pass


def test_a_server_without_tls_is_told_nothing(postgres: DatabaseServer) -> None:
    with (
        impostor(b"", b"N") as server,
        pytest.raises(UnavailableError, match="InterfaceError"),
        PostgresEngine(postgres.ca_file).connect(administrator(postgres, port=server.port)),
    ):
        pass

    assert server.heard == (8).to_bytes(4) + (80877103).to_bytes(4)  # SSLRequest, nothing more


def end_every_connection(server: DatabaseServer) -> None:
    with postgres_login(server) as admin:
        admin.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_connection_that_the_server_ended_can_be_left(postgres: DatabaseServer) -> None:
    with PostgresEngine(postgres.ca_file).connect(administrator(postgres)) as session:
        end_every_connection(postgres)
        for _ in range(2):
            with pytest.raises(UnavailableError, match="was not reached"):
                session.set_own_password(postgres.password)


def test_a_server_that_is_not_there_is_unavailable_and_not_a_wrong_password(
    postgres: DatabaseServer,
) -> None:
    with (
        pytest.raises(UnavailableError, match=r"localhost:1 was not reached: .*refused"),
        PostgresEngine(postgres.ca_file).connect(administrator(postgres, port=1)),
    ):
        pass


def test_a_missing_database_is_not_a_wrong_password(postgres: DatabaseServer) -> None:
    with (
        pytest.raises(UnavailableError, match="SQLSTATE 3D000"),
        PostgresEngine(postgres.ca_file).connect(administrator(postgres, dbname="nowhere")),
    ):
        pass


def test_no_statement_that_reaches_the_server_holds_a_password(
    secrets_manager: Any, postgres: DatabaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = PostgresSingle(secrets_manager, Faults(), postgres)
    said: list[str] = []
    run = pg8000.native.Connection.run

    def listen(connection: Any, sql: str, **parameters: Any) -> Any:
        said.append(f"{sql} {parameters}")
        return run(connection, sql, **parameters)

    monkeypatch.setattr(pg8000.native.Connection, "run", listen)
    world.rotate()

    assert any(statement.startswith("ALTER ROLE") for statement in said)
    assert not [text for text in said for password in world.passwords() if password in text]


def test_the_second_user_acts_as_the_first_and_owns_nothing_itself(
    secrets_manager: Any, postgres: DatabaseServer
) -> None:
    world = PostgresAlternating(secrets_manager, Faults(), postgres, "owner")
    with postgres_login(postgres) as admin:
        admin.run("GRANT CREATE ON SCHEMA public TO owner")
    world.rotate()
    second = world.document("AWSCURRENT")
    assert second["username"] == "owner_clone"

    with postgres_login(postgres, second["username"], second["password"]) as connection:
        connection.run("CREATE TABLE made_by_second (id int)")
        owners = connection.run("SELECT tableowner FROM pg_tables WHERE tablename LIKE 'made%'")

    assert owners == [["owner"]]


def test_a_rotation_waits_for_the_one_before_it_but_not_for_ever(
    secrets_manager: Any, postgres: DatabaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_module, "LOCK_TIMEOUT_SECONDS", 0.05)
    world = PostgresSingle(secrets_manager, Faults(), postgres)
    engine = PostgresEngine(postgres.ca_file)
    first, second = (
        parse_database_secret(json.dumps(world.original)).renewed(password=password)
        for password in (str(world.original["password"]), "x")
    )
    with (
        engine.connect(first) as holder,
        holder.locked("it"),
        engine.connect(first) as waiter,
        pytest.raises(UnavailableError, match="SQLSTATE 55P03"),
        waiter.locked("it"),
    ):
        pass
    with pytest.raises(LoginRefusedError, match="28P01"), engine.connect(second):
        pass
