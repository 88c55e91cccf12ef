import json
from pathlib import Path
from typing import Any

import pymysql
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymysql.constants import CLIENT
from rotation import mysql as mysql_module
from rotation.document import DatabaseSecret, parse_database_secret
from rotation.errors import RotationError, UnavailableError
from rotation.mysql import MysqlEngine, MysqlSession

from tests.functions.rotation.faults import Faults
from tests.functions.rotation.impostors import impostor
from tests.functions.rotation.logins import mysql_login
from tests.functions.rotation.worlds import AWKWARD, MysqlAlternating, MysqlSingle
from tests.support.certificates import write_server_certificate
from tests.support.server_process import DatabaseServer

NO_TLS = 0xFFFF & ~CLIENT.SSL
GREETING = (
    b"\x0a8.0.39\0" + (1).to_bytes(4, "little") + b"a" * 8 + b"\0"
    + NO_TLS.to_bytes(2, "little") + b"\x2d\x02\0" + (0).to_bytes(2, "little")
    + b"\x15" + b"\0" * 10 + b"b" * 12 + b"\0" + b"mysql_native_password\0"
)  # fmt: skip


def administrator(server: DatabaseServer, **changes: Any) -> DatabaseSecret:
    fields = {name: getattr(server, name) for name in ("host", "port", "dbname", "username")}
    document = {"engine": "mysql", "ssl": True, "password": server.password, **fields, **changes}
    return parse_database_secret(json.dumps(document))


def grants(server: DatabaseServer, username: str, host: str) -> set[str]:
    with mysql_login(server) as admin, admin.cursor() as cursor:
        cursor.execute("SHOW GRANTS FOR %s@%s", (username, host))
        return {row[0].partition(" TO ")[0] for row in cursor.fetchall()}


def test_a_certificate_of_another_authority_is_refused(
    mariadb: DatabaseServer, tmp_path: Path
) -> None:
    other = MysqlEngine(write_server_certificate(tmp_path).ca_file)

    with (
        pytest.raises(UnavailableError, match=f"localhost:{mariadb.port} .*CERTIFICATE_VERIFY"),
        other.connect(administrator(mariadb)),
    ):
        pass


def test_a_password_beyond_latin_1_opens_the_server(mariadb: DatabaseServer) -> None:
    password = "pässword-€"
    with mysql_login(mariadb) as admin, admin.cursor() as cursor:
        cursor.execute("CREATE USER euro@'%%' IDENTIFIED BY %s", (password,))
        cursor.execute("GRANT SELECT ON payments.* TO euro@'%'")

    with MysqlEngine(mariadb.ca_file).connect(
        administrator(mariadb, username="euro", password=password)
    ):
        pass


def test_a_second_user_made_by_hand_has_to_use_tls_after_its_rotation(
    secrets_manager: Any, faults: Faults, mariadb: DatabaseServer
) -> None:
    world = MysqlAlternating(secrets_manager, faults, mariadb, "handmade")
    world.create_user("handmade_clone", "planted")

    world.rotate()

    with mysql_login(mariadb) as admin, admin.cursor() as cursor:
        cursor.execute("SELECT ssl_type FROM mysql.user WHERE user = 'handmade_clone'")
        assert cursor.fetchall() == (("ANY",),)


def test_a_certificate_for_another_host_name_is_refused(mariadb: DatabaseServer) -> None:
    with (
        pytest.raises(UnavailableError, match=r"not valid for '127\.0\.0\.1'"),
        MysqlEngine(mariadb.ca_file).connect(administrator(mariadb, host="127.0.0.1")),
    ):
        pass


def test_a_server_without_tls_is_told_no_name_and_no_password(mariadb: DatabaseServer) -> None:
    packet = len(GREETING).to_bytes(3, "little") + b"\0" + GREETING
    with (
        impostor(packet, b"") as server,
        pytest.raises(UnavailableError, match=f"localhost:{server.port} failed"),
        MysqlEngine(mariadb.ca_file).connect(administrator(mariadb, port=server.port)),
    ):
        pass

    assert server.heard == b""


def test_a_missing_database_is_not_a_wrong_password(mariadb: DatabaseServer) -> None:
    with (
        pytest.raises(UnavailableError, match="error 1049"),
        MysqlEngine(mariadb.ca_file).connect(administrator(mariadb, dbname="nowhere")),
    ):
        pass


def test_an_error_that_repeats_a_statement_is_shown_without_its_text(
    mariadb: DatabaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kw: object) -> None:
        raise pymysql.err.ProgrammingError(1064, "syntax to use near 'planted-password'")

    with MysqlEngine(mariadb.ca_file).connect(administrator(mariadb)) as session:
        monkeypatch.setattr(pymysql.cursors.Cursor, "execute", refuse)
        with pytest.raises(UnavailableError, match="error 1064") as caught:
            session.set_own_password("planted-password")

    assert "planted" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_mysql_itself_is_told_in_its_own_words(
    mariadb: DatabaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # MariaDB understands MySQL's statement too, from a user with the CREATE USER privilege.
    with mysql_login(mariadb) as admin, admin.cursor() as cursor:
        cursor.execute("CREATE USER own@'%' IDENTIFIED BY 'before'")
        cursor.execute("GRANT CREATE USER ON *.* TO own@'%'")
        cursor.execute("GRANT SELECT ON payments.* TO own@'%'")
    run = MysqlSession._run

    def as_mysql(session: MysqlSession, statement: str, *arguments: Any) -> Any:
        rows = run(session, statement, *arguments)
        return [("8.0.39", *row[1:]) for row in rows]

    monkeypatch.setattr(MysqlSession, "_run", as_mysql)
    engine = MysqlEngine(mariadb.ca_file)
    with engine.connect(administrator(mariadb, username="own", password="before")) as session:
        session.set_own_password("after")

    mysql_login(mariadb, "own", "after").close()


@pytest.fixture(scope="module")
def quoted_user(mariadb: DatabaseServer) -> DatabaseSecret:
    with mysql_login(mariadb) as admin, admin.cursor() as cursor:
        cursor.execute("CREATE USER quoted@'%' IDENTIFIED BY 'first'")
        cursor.execute("GRANT SELECT ON payments.* TO quoted@'%'")
    return administrator(mariadb, username="quoted", password="first")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(password=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_whatever_characters_a_password_has_it_is_set_and_nothing_else_is_said(
    mariadb: DatabaseServer, quoted_user: DatabaseSecret, password: str
) -> None:
    with MysqlEngine(mariadb.ca_file).connect(administrator(mariadb)) as session:
        session.set_alternate(quoted_user.username, "quoted_clone", password)

    mysql_login(mariadb, "quoted_clone", password).close()


def test_the_second_user_gets_every_grant_on_every_host_and_tls_is_required(
    secrets_manager: Any, mariadb: DatabaseServer
) -> None:
    with mysql_login(mariadb) as admin, admin.cursor() as cursor:
        cursor.execute("CREATE USER `two`@`127.%%` IDENTIFIED BY %s", (AWKWARD,))
        for statement in (
            "GRANT UPDATE ON `pay\\_%`.* TO `two`@`127.%` WITH GRANT OPTION",
            "CREATE ROLE reader",
            "GRANT reader TO `two`@`127.%`",
            "SET DEFAULT ROLE reader FOR `two`@`127.%`",
        ):
            cursor.execute(statement)
    world = MysqlAlternating(secrets_manager, Faults(), mariadb, "two")
    world.rotate()

    for host in ("%", "127.%"):
        original = grants(mariadb, "two", host)
        assert len(original) > 1
        assert original - {"SET DEFAULT ROLE `reader` FOR `two`@`127.%`"} == grants(
            mariadb, "two_clone", host
        )
    with mysql_login(mariadb) as admin, admin.cursor() as cursor:
        cursor.execute("SHOW GRANTS FOR `two_clone`@`127.%`")
        lines = [row[0] for row in cursor.fetchall()]
    assert any(line.endswith("WITH GRANT OPTION") for line in lines)
    assert any(" REQUIRE SSL" in line for line in lines)


def test_a_user_that_does_not_exist_cannot_lend_its_grants(mariadb: DatabaseServer) -> None:
    with (
        pytest.raises(RotationError, match="no user 'nobody' to copy grants from"),
        MysqlEngine(mariadb.ca_file).connect(administrator(mariadb)) as session,
    ):
        session.set_alternate("nobody", "nobody_clone", "p")


def test_a_rotation_waits_for_the_one_before_it_but_not_for_ever(
    secrets_manager: Any, mariadb: DatabaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mysql_module, "LOCK_TIMEOUT_SECONDS", 0)
    world = MysqlSingle(secrets_manager, Faults(), mariadb)
    engine = MysqlEngine(mariadb.ca_file)
    secret = parse_database_secret(json.dumps(world.original))
    with (
        engine.connect(secret) as holder,
        holder.locked("rotation of it"),
        engine.connect(secret) as waiter,
        pytest.raises(UnavailableError, match="another rotation of it has held its lock"),
        waiter.locked("rotation of it"),
    ):
        pass
