from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from operations import outputs
from operations.aws import clients
from operations.errors import OperationError
from operations.smoke import run


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A project whose stack has a key and a topic."""
    with mock_aws():
        asked = clients("us-east-1")
        key: Any = asked("kms").create_key()["KeyMetadata"]
        asked("kms").enable_key_rotation(KeyId=key["KeyId"])
        topic = asked("sns").create_topic(Name="errors", Attributes={"KmsMasterKeyId": key["Arn"]})
        found = {
            "stack": "dev",
            "region": "us-east-1",
            "key_arns.sns": key["Arn"],
            "system_errors_topic_arn": topic["TopicArn"],
        }
        outputs.write(found, tmp_path)
        yield tmp_path


def changed(folder: Path, **values: str) -> None:
    outputs.write(outputs.load("dev", folder) | values, folder)


def smoke(folder: Path) -> tuple[int, str]:
    out = StringIO()
    status = run.run("dev", grace_minutes=30, folder=folder, out=out)
    return status, out.getvalue()


def test_a_stack_as_it_should_be_ends_well(folder: Path) -> None:
    status, table = smoke(folder)
    assert status == 0
    assert "✓  notifications  errors" in table
    assert "key, unconfirmed subscriptions" in table
    assert table.endswith("dev: 5 of 5 facts hold\n")


def test_what_is_wrong_is_marked_and_ends_with_one(folder: Path) -> None:
    changed(folder, **{"key_arns.logs": outputs.load("dev", folder)["key_arns.sns"]})
    changed(folder, flow_log_group_name="/flows")
    status, table = smoke(folder)
    assert status == 1
    assert "✗  logs" in table
    assert "exists is False, expected True" in table


def test_what_aws_does_not_know_is_named_with_its_answer(folder: Path) -> None:
    changed(folder, transactions_table_name="gone")
    status, table = smoke(folder)
    assert status == 1
    assert "answer of AWS is 'ResourceNotFoundException'" in table


def test_credentials_of_another_account_are_refused(folder: Path) -> None:
    changed(folder, **{"key_arns.sns": "arn:aws:kms:us-east-1:111122223333:key/k"})
    with pytest.raises(OperationError, match=r"account 111122223333, .* 123456789012: set AWS_PR"):
        smoke(folder)


def test_outputs_that_name_nothing_prove_nothing(folder: Path) -> None:
    outputs.write({"stack": "dev", "region": "us-east-1"}, folder)
    with pytest.raises(OperationError, match=r"outputs of 'dev' name nothing to look at: make out"):
        smoke(folder)
