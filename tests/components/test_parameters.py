"""Addresses of the stack as encrypted parameters."""

import json

import pytest

from components.context import Context
from components.parameters import Parameters, ParametersArgs
from offline.graph import State, run
from settings.parameters import ParametersSettings

KEY = "arn:aws:kms:us-west-2:123456789012:key/0000"
PARAMETER = "aws:ssm/parameter:Parameter"


@pytest.fixture(scope="module")
def state(ctx: Context) -> State:
    def program() -> None:
        Parameters(
            "parameters",
            ParametersArgs(
                context=ctx,
                settings=ParametersSettings(),
                key_arn=KEY,
                values={"table_name": "transactions-test", "rds_endpoint": "db.example.com"},
            ),
        )

    return run(program)


def test_names_follow_the_path_and_the_environment(state: State) -> None:
    assert {parameter.inputs["name"] for parameter in state.by_type(PARAMETER)} == {
        "/payment-processing/test/table_name",
        "/payment-processing/test/rds_endpoint",
    }
    assert state.one("payments:index:Parameters").outputs["path"] == "/payment-processing/test"


def test_values_are_encrypted_under_the_customer_key(state: State) -> None:
    for parameter in state.by_type(PARAMETER):
        assert parameter.inputs["type"] == "SecureString"
        assert parameter.inputs["keyId"] == KEY
        assert parameter.inputs["value"]


def test_a_reader_reads_below_the_path_and_nothing_else(state: State) -> None:
    policy = state.one("aws:iam/policy:Policy").inputs
    assert policy["name"] == "policy-parameters-reader-test"
    (statement,) = json.loads(str(policy["policy"]))["Statement"]
    path = "arn:aws:ssm:us-west-2:123456789012:parameter/payment-processing/test"
    assert statement["Resource"] == [path, f"{path}/*"]
    assert {action.partition(":")[2] for action in statement["Action"]} == {
        "GetParameter", "GetParameters", "GetParametersByPath",
    }  # fmt: skip
