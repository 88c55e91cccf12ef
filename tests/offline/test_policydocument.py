import json
from typing import Any

import pulumi_aws as aws
import pytest

from offline import graph
from offline.account import Account
from offline.errors import ProgramError
from offline.policydocument import policy_document

READ = {"sid": "Read", "actions": ["s3:GetObject"], "resources": ["*"]}


def document(**arguments: Any) -> Any:
    made = policy_document(arguments, Account("us-west-2"))
    assert json.loads(made["json"]) == json.loads(made["minifiedJson"])
    return json.loads(made["json"])


def test_a_statement_is_written_as_iam_reads_it() -> None:
    statement = {
        "sid": "Use",
        "effect": "Deny",
        "notActions": ["kms:Decrypt", "kms:Encrypt"],
        "notResources": ["arn:aws:s3:::b/&{aws:username}"],
        "principals": [
            {"type": "AWS", "identifiers": ["a"]},
            {"type": "AWS", "identifiers": ["b"]},
            {"type": "Service", "identifiers": ["sns.amazonaws.com"]},
        ],
        "conditions": [
            {"test": "StringEquals", "variable": "aws:SourceAccount", "values": ["1"]},
            {"test": "StringEquals", "variable": "aws:SourceArn", "values": ["x", "y"]},
        ],
    }
    assert document(statements=[statement], policyId="P") == {
        "Version": "2012-10-17",
        "Id": "P",
        "Statement": [
            {
                "Sid": "Use",
                "Effect": "Deny",
                "NotAction": ["kms:Decrypt", "kms:Encrypt"],
                "NotResource": "arn:aws:s3:::b/${aws:username}",
                "Principal": {"AWS": ["a", "b"], "Service": "sns.amazonaws.com"},
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": "1", "aws:SourceArn": ["x", "y"]}
                },
            }
        ],
    }


def test_everybody_is_a_star() -> None:
    everybody = [{"type": "*", "identifiers": ["*"]}]
    (statement,) = document(statements=[{"notPrincipals": everybody}])["Statement"]
    assert statement == {"Effect": "Allow", "NotPrincipal": "*"}


def test_a_statement_replaces_the_source_that_has_its_id() -> None:
    source = json.dumps({"Statement": {"Sid": "Read", "Effect": "Deny"}})
    (statement,) = document(sourcePolicyDocuments=[source], statements=[READ])["Statement"]
    assert statement["Effect"] == "Allow"


def test_an_override_replaces_the_statement_and_those_without_an_id_stay() -> None:
    override = json.dumps({"Statement": [{"Sid": "Read", "Effect": "Deny"}, {"Effect": "Deny"}]})
    nameless = {"actions": ["s3:PutObject"]}
    found = document(statements=[READ, nameless, nameless], overrideJson=override)["Statement"]
    assert [each["Effect"] for each in found] == ["Deny", "Allow", "Allow", "Deny"]


def test_a_source_that_is_not_json_is_refused() -> None:
    with pytest.raises(ProgramError, match="given a document that is not JSON"):
        document(sourceJson="{")


def test_a_program_may_write_its_policies_with_it() -> None:
    def program() -> None:
        made = aws.iam.get_policy_document(
            statements=[{"actions": ["sts:AssumeRole"], "effect": "Allow"}]
        )
        aws.iam.Role("role", assume_role_policy=made.json)

    role = graph.run(program).one("aws:iam/role:Role")
    assert json.loads(role.inputs["assumeRolePolicy"])["Statement"] == [
        {"Effect": "Allow", "Action": "sts:AssumeRole"}
    ]
