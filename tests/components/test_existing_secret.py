"""Reading a secret that somebody made before, and saying clearly why it cannot be used."""

import json
from types import SimpleNamespace

import pulumi
import pulumi_aws as aws
import pytest

from components.existing_secret import ExistingSecret, read_existing
from offline.graph import Secret, revealed, run

NAME = "rds-aurora-credentials-test"
ARN = f"arn:aws:secretsmanager:us-west-2:123456789012:secret:{NAME}-abc123"


def answer(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    secret, version = SimpleNamespace(arn=ARN), SimpleNamespace(secret_string=text)
    monkeypatch.setattr(aws.secretsmanager, "get_secret", lambda **_: secret)
    monkeypatch.setattr(aws.secretsmanager, "get_secret_version", lambda **_: version)


def read() -> ExistingSecret:
    return read_existing(NAME, region="us-west-2")


def test_the_password_arrives_as_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, json.dumps({"username": "dbadmin", "password": "planted"}))
    state = run(lambda: pulumi.export("password", read().password), deployed=True)
    assert revealed(state.stack_outputs["password"]) == "planted"
    assert isinstance(state.stack_outputs["password"], Secret)


def test_the_secret_says_whom_it_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, json.dumps({"username": "dbadmin", "password": "planted"}))
    read_by_program: list[ExistingSecret] = []
    run(lambda: read_by_program.append(read()))
    assert read_by_program[0].username == "dbadmin"


def test_a_missing_secret_is_named_with_its_region_and_the_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(**_: object) -> None:
        raise RuntimeError("couldn't find resource")

    monkeypatch.setattr(aws.secretsmanager, "get_secret", missing)
    with pytest.raises(ValueError, match=NAME) as caught:
        read()
    text = str(caught.value)
    assert "cannot be read in us-west-2: couldn't find resource" in text
    assert "or set mode: create" in text


@pytest.mark.parametrize(
    "text",
    [
        "planted-plain",
        "[1]",
        '{"user": "planted"}',
        '{"password": "planted"}',
        '{"username": "", "password": "planted"}',
        '{"username": "planted", "password": ""}',
        '{"username": "planted", "password": 7}',
    ],
)
def test_a_malformed_secret_is_named_and_never_shown(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    answer(monkeypatch, text)
    with pytest.raises(
        ValueError, match="is not a JSON document with username and password"
    ) as caught:
        read()
    assert NAME in str(caught.value)
    assert "planted" not in str(caught.value)
