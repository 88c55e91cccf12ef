from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from moto import mock_aws

from operations import cli, outputs
from operations.account import same_account
from operations.aws import clients
from operations.errors import OperationError

ELSEWHERE = {
    "stack": "dev",
    "region": "us-east-1",
    "key_arns.logs": "arn:aws:kms:us-east-1:111122223333:key/k",
    "database_arn": "arn:aws:rds:us-east-1:111122223333:cluster:rds-payments-dev",
}


@mock_aws
def test_the_account_of_a_stack_is_that_of_its_keys() -> None:
    asked = clients("us-east-1")
    same_account({"key_arns.logs": "arn:aws:kms:us-east-1:123456789012:key/k"}, asked)
    with pytest.raises(OperationError, match=r"account 111122223333, .* 123456789012: set AWS_PR"):
        same_account(ELSEWHERE, asked)


def test_without_keys_nobody_is_asked() -> None:
    def asked(service: str) -> Any:
        raise AssertionError(service)

    same_account({"stack": "dev", "region": "us-east-1"}, asked)


@mock_aws
@pytest.mark.parametrize(
    "command", ["smoke dev", "shift dev", "green dev 10", "gameday dev --yes-fail-over dev"]
)
def test_no_command_touches_what_has_the_same_name_elsewhere(
    command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(outputs, "fetch", lambda *_: ELSEWHERE)
    outputs.write(ELSEWHERE, tmp_path)
    result = CliRunner().invoke(cli.main, command.split())
    assert result.exit_code == 2
    assert "the stack is in account 111122223333" in result.stderr
