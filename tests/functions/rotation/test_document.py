import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rotation.document import (
    engine_of,
    parse_application_secret,
    parse_cache_secret,
    parse_database_secret,
    parse_master_secret,
)
from rotation.errors import MalformedSecretError

DATABASE = {
    "engine": "postgres",
    "host": "db.example.com",
    "port": 5432,
    "dbname": "payments",
    "username": "app",
    "password": "planted-password",
    "ssl": True,
}
CACHE = {
    "engine": "redis",
    "replication_group_id": "cache",
    "host": "cache.example.com",
    "port": 6379,
    "password": "planted-password",
    "ssl": True,
}
PARSERS = [parse_database_secret, parse_cache_secret, parse_application_secret, engine_of]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def problems(text: str | None, parse: Any = parse_database_secret) -> tuple[str, ...]:
    with pytest.raises(MalformedSecretError) as caught:
        parse(text)
    assert "planted" not in str(caught.value)
    return caught.value.problems


def test_a_database_secret_is_read_with_its_unknown_fields() -> None:
    text = json.dumps({**DATABASE, "port": "5432", "masterarn": "arn:aws:x", "note": [1]})

    secret = parse_database_secret(text)

    assert (secret.host, secret.port, secret.dbname) == ("db.example.com", 5432, "payments")
    assert secret.masterarn == "arn:aws:x"
    assert secret.to_json() == text


def test_only_a_first_version_may_lack_its_password() -> None:
    text = json.dumps({name: DATABASE[name] for name in DATABASE if name != "password"})

    assert problems(text) == ("password must be a text that is not empty",)
    assert not parse_database_secret(text, may_be_new=True).created


def test_a_renewed_secret_differs_in_nothing_but_the_credential() -> None:
    renewed = parse_database_secret(json.dumps(DATABASE)).renewed(password="n", username="u")

    assert json.loads(renewed.to_json()) == {**DATABASE, "password": "n", "username": "u"}
    assert (renewed.password, renewed.username) == ("n", "u")


@pytest.mark.parametrize(
    "secret",
    [
        parse_database_secret(json.dumps(DATABASE)),
        parse_cache_secret(json.dumps(CACHE)),
        parse_application_secret(json.dumps({"engine": "application", "k": "planted"})),
    ],
)
def test_no_secret_value_is_in_the_representation_of_a_document(secret: Any) -> None:
    assert "planted" not in repr(secret)


def test_every_problem_of_a_database_secret_is_reported_at_once_and_no_value() -> None:
    text = json.dumps(
        {
            "engine": "postgres",
            "host": "",
            "port": 70000,
            "username": ["planted"],
            "password": "planted\0",
            "masterarn": None,
            "ssl": "planted",
        }
    )

    assert problems(text) == (
        "ssl must be true: rotation never connects without TLS",
        "host must be a text that is not empty",
        "port must be a whole number from 1 to 65535",
        "dbname must be a text that is not empty",
        "username must be a text that is not empty",
        "password must be a text that is not empty",
        "masterarn must be a text that is not empty",
    )


def test_every_problem_of_a_cache_secret_is_reported_at_once() -> None:
    assert problems('{"engine": "redis"}', parse_cache_secret) == (
        "ssl must be true: rotation never connects without TLS",
        "host must be a text that is not empty",
        "port must be a whole number from 1 to 65535",
        "replication_group_id must be a text that is not empty",
        "password must be a text that is not empty",
    )


def test_an_application_secret_holds_texts_and_at_least_one() -> None:
    assert problems('{"engine": "application"}', parse_application_secret) == (
        "document must have a field to generate besides engine",
    )
    assert problems('{"engine": "application", "a": 1, "b": ""}', parse_application_secret) == (
        "a must be a text that is not empty",
        "b must be a text that is not empty",
    )


@pytest.mark.parametrize("ssl", [False, None, 1, "false", "no", "True"])
def test_a_secret_that_does_not_ask_for_tls_is_refused(ssl: object) -> None:
    assert problems(json.dumps({**DATABASE, "ssl": ssl})) == (
        "ssl must be true: rotation never connects without TLS",
    )


@pytest.mark.parametrize("port", [0, -1, 65536, True, 5432.0, "x", "\u0665", "", None, "9" * 5000])
def test_a_port_that_is_none_is_refused(port: object) -> None:
    assert problems(json.dumps({**DATABASE, "port": port})) == (
        "port must be a whole number from 1 to 65535",
    )


@pytest.mark.parametrize(
    ("name", "engine"),
    [
        ("aurora-postgresql", "postgres"),
        ("aurora-mysql", "mysql"),
        ("mariadb", "mysql"),
        ("valkey", "redis"),
        ("application", "application"),
    ],
)
def test_the_names_that_rds_gives_its_engines_are_understood(name: str, engine: str) -> None:
    assert engine_of(json.dumps({"engine": name})) == engine


@pytest.mark.parametrize("engine", ["oracle", "", None, ["postgres"], 1])
def test_an_engine_that_cannot_be_rotated_is_refused_with_those_that_can(engine: object) -> None:
    [problem] = problems(json.dumps({"engine": engine}), engine_of)
    assert problem.startswith("engine must be one of postgres, aurora-postgresql, mysql")


@pytest.mark.parametrize("text", [None, "", "planted", "[]", '"planted"', "{", "[" * 100_000])
@pytest.mark.parametrize("parse", PARSERS)
def test_what_is_no_json_object_is_refused(parse: Any, text: str | None) -> None:
    assert problems(text, parse) == ("SecretString must be a JSON object",)


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from([*DATABASE, *CACHE, "masterarn"]), JSON).map(json.dumps))
def test_whatever_a_secret_holds_it_is_read_or_refused(text: str) -> None:
    for parse in PARSERS:
        with suppress(MalformedSecretError):
            assert parse(text)


def test_an_administrator_that_rds_manages_takes_its_server_from_the_user() -> None:
    user = parse_database_secret(json.dumps(DATABASE))

    master = parse_master_secret('{"username": "root", "password": "r"}', user)

    assert (master.host, master.dbname, master.username) == ("db.example.com", "payments", "root")


def test_an_administrator_of_another_server_is_refused() -> None:
    user = parse_database_secret(json.dumps(DATABASE))

    with pytest.raises(MalformedSecretError) as caught:
        parse_master_secret('{"host": "other", "username": "root"}', user)

    assert caught.value.problems == (
        "host must be the host of the secret that names this masterarn",
        "password must be a text that is not empty",
    )
