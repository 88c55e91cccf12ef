"""IAM documents as plain values."""

import json

from components.context import Context
from components.iam import Statement, deny_plaintext, policy_json, trust_policy


def test_a_statement_leaves_out_what_it_does_not_say() -> None:
    statement = Statement(sid="Read", actions=("s3:GetObject",))
    assert statement.document() == {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject"]}


def test_a_document_has_the_same_text_for_the_same_statements() -> None:
    statement = Statement(
        sid="Read",
        actions=("s3:GetObject",),
        resources=("arn:aws:s3:::b/*",),
        principal={"AWS": "*"},
        conditions={"StringEquals": {"aws:SourceAccount": "1"}},
    )
    assert policy_json([statement]) == policy_json([statement])
    document = json.loads(policy_json([statement]))
    assert document["Statement"][0]["Condition"] == {"StringEquals": {"aws:SourceAccount": "1"}}


def test_a_service_assumes_a_role_for_this_account_where_it_says_which(ctx: Context) -> None:
    narrow = json.loads(trust_policy(ctx, "ecs-tasks", from_this_account=True))["Statement"][0]
    assert narrow["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
    assert narrow["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def test_lambda_sends_no_source_account_and_is_not_asked_for_one(ctx: Context) -> None:
    assert "Condition" not in json.loads(trust_policy(ctx, "lambda"))["Statement"][0]


def test_plaintext_requests_are_denied_to_everyone() -> None:
    denied = deny_plaintext(["arn"], actions=["s3:*"]).document()
    assert denied["Effect"] == "Deny"
    assert denied["Principal"] == {"AWS": "*"}
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
