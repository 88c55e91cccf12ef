"""A tier exists if and only if its block is there: stacks of a few blocks alone."""

from pathlib import Path

import pytest
import yaml

from tests.support.stacks import FUNCTION, Graph, inputs

ROOT = Path(__file__).parent.parent.parent
BLOCKS = {
    key: None
    for key in yaml.safe_load((ROOT / "Pulumi.dev.yaml").read_text())["config"]
    if key.startswith("payments:")
}
NETWORK = {
    "vpc_id",
    "region",
    "key_arns",
    "public_subnet_ids",
    "private_subnet_ids",
    "database_subnet_ids",
}
TOPICS = {"failed_transactions_topic_arn", "system_errors_topic_arn"}
FUNCTIONS = {
    "functions": {"acquirerUrl": "simulator"},
    "notifications": {"alertEmails": ["a@b.example"]},
}


@pytest.mark.parametrize(
    ("blocks", "outputs"),
    [
        ({}, {"flow_log_group_name"}),
        (
            {
                "network": {"flowLogs": {"destination": "s3"}},
                "objects": {"accessLogDays": 90, "auditBucket": False},
            },
            {"flow_logs_bucket_name"},
        ),
        (
            {**FUNCTIONS, "transactions": {"pointInTimeDays": 7}},
            {
                "flow_log_group_name",
                "function_log_group_names",
                "function_names",
                "transactions_table_name",
                *TOPICS,
            },
        ),
    ],
    ids=["network", "flow logs in S3", "functions and a table"],
)
def test_a_stack_has_the_outputs_of_its_blocks_alone(
    graph: Graph, blocks: dict[str, object], outputs: set[str]
) -> None:
    given = {f"payments:{key}": value for key, value in blocks.items()}
    state = graph("dev", overrides=BLOCKS | given)
    assert set(state.stack_outputs) == NETWORK | outputs


def test_functions_with_a_table_alone_read_no_secret(graph: Graph) -> None:
    blocks = {**FUNCTIONS, "transactions": {"pointInTimeDays": 7}}
    state = graph(
        "dev", overrides=BLOCKS | {f"payments:{key}": value for key, value in blocks.items()}
    )
    functions = state.by_type(FUNCTION)
    assert len(functions) == 3
    for function in functions:
        variables = inputs(function)["environment"]["variables"]
        assert not {name for name in variables if name.endswith("SECRET_ARN")}
