"""Who may use the key of a data domain."""

import json
from typing import Any

import pytest

from components.context import Context
from components.key_domains import Domain, purpose
from components.key_policy import key_policy

ROLE = "arn:aws:iam::123456789012:role/role-transaction-processing-test"


def statements(ctx: Context, domain: Domain, *users: str) -> dict[str, dict[str, Any]]:
    document = json.loads(key_policy(ctx, domain, users))
    return {statement["Sid"]: statement for statement in document["Statement"]}


@pytest.mark.parametrize("domain", Domain)
def test_the_account_manages_every_key_but_reads_nothing_with_it(
    ctx: Context, domain: Domain
) -> None:
    administration = statements(ctx, domain)["Administration"]
    assert administration["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}
    assert {"kms:PutKeyPolicy", "kms:RotateKeyOnDemand"} <= set(administration["Action"])
    assert not {"kms:Decrypt", "kms:*", "kms:GenerateDataKey"} & set(administration["Action"])


@pytest.mark.parametrize("domain", Domain)
def test_everyone_else_is_narrowed_to_this_account(ctx: Context, domain: Domain) -> None:
    for sid, statement in statements(ctx, domain, ROLE).items():
        # EventBridge names neither account nor source when it publishes to an encrypted topic.
        if sid in {"Administration", "UseByNamelessService"}:
            continue
        text = json.dumps(statement["Condition"])
        assert "123456789012" in text


@pytest.mark.parametrize("domain", Domain)
def test_no_statement_allows_every_action(ctx: Context, domain: Domain) -> None:
    actions = {a for s in statements(ctx, domain, ROLE).values() for a in s["Action"]}
    assert not {"kms:*", "*"} & actions
    assert purpose(domain)


def test_the_database_key_is_used_through_rds_alone(ctx: Context) -> None:
    use = statements(ctx, Domain.DATABASE)["UseThroughService"]
    assert use["Condition"]["StringEquals"]["kms:ViaService"] == ["rds.us-west-2.amazonaws.com"]
    grants = statements(ctx, Domain.DATABASE)["GrantsOfService"]
    assert grants["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}


def test_the_logs_key_serves_log_groups_of_this_account_and_region(ctx: Context) -> None:
    logs = statements(ctx, Domain.LOGS)["LogGroups"]
    assert logs["Principal"] == {"Service": "logs.us-west-2.amazonaws.com"}
    assert logs["Condition"]["ArnLike"] == {
        "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-west-2:123456789012:log-group:*"
    }


def test_alarms_may_publish_to_encrypted_topics(ctx: Context) -> None:
    services = statements(ctx, Domain.NOTIFICATIONS)["UseByService"]["Principal"]["Service"]
    assert "cloudwatch.amazonaws.com" in services


@pytest.mark.parametrize(
    ("domain", "sid", "service", "source", "actions"),
    [
        (
            Domain.AUDIT,
            "Trail",
            "cloudtrail",
            "arn:aws:cloudtrail:us-west-2:123456789012:trail/trail-payments-test",
            ["kms:DescribeKey", "kms:GenerateDataKey*"],
        ),
        (
            Domain.OBJECTS,
            "Distributions",
            "cloudfront",
            "arn:aws:cloudfront::123456789012:distribution/*",
            ["kms:Decrypt"],
        ),
    ],
)
def test_the_trail_writes_and_distributions_read_by_name(
    ctx: Context, *, domain: Domain, sid: str, service: str, source: str, actions: list[str]
) -> None:
    use = statements(ctx, domain)[sid]
    assert use["Principal"] == {"Service": f"{service}.amazonaws.com"}
    assert use["Condition"] == {"ArnLike": {"aws:SourceArn": source}}
    assert use["Action"] == actions


@pytest.mark.parametrize("domain", Domain)
def test_what_has_no_encryption_context_is_not_asked_for_one(ctx: Context, domain: Domain) -> None:
    for statement in statements(ctx, domain, ROLE).values():
        if "kms:EncryptionContext:" in json.dumps(statement.get("Condition", {})):
            # Key policies cannot match what these requests do not carry (KMS, condition keys).
            assert not {"kms:DescribeKey", "kms:ListGrants"} & set(statement["Action"])


@pytest.mark.parametrize("domain", Domain)
def test_a_key_policy_grants_nothing_that_is_not_about_a_key(ctx: Context, domain: Domain) -> None:
    account_wide = {"kms:CreateKey", "kms:GenerateRandom", "kms:ListAliases", "kms:ListKeys"}
    found = {a for s in statements(ctx, domain, ROLE).values() for a in s["Action"]}
    assert not account_wide & found


def test_card_numbers_need_a_named_role_and_an_encryption_context(ctx: Context) -> None:
    use = statements(ctx, Domain.PAN, ROLE)["CardNumbers"]
    assert use["Condition"]["ArnEquals"] == {"aws:PrincipalArn": [ROLE]}
    assert use["Condition"]["StringLike"] == {"kms:EncryptionContext:purpose": "pan"}
    assert use["Action"] == ["kms:Encrypt"]


def test_card_tokens_are_made_by_named_roles_and_never_verified_by_others(ctx: Context) -> None:
    use = statements(ctx, Domain.CARD_TOKEN, ROLE)["CardTokens"]
    assert use["Action"] == ["kms:GenerateMac"]
    assert use["Condition"]["ArnEquals"] == {"aws:PrincipalArn": [ROLE]}


@pytest.mark.parametrize("domain", [Domain.PAN, Domain.CARD_TOKEN])
def test_a_card_data_key_without_users_is_usable_by_nobody(ctx: Context, domain: Domain) -> None:
    assert statements(ctx, domain).keys() == {"Administration"}


def test_eventbridge_may_publish_without_naming_its_source(ctx: Context) -> None:
    nameless = statements(ctx, Domain.NOTIFICATIONS)["UseByNamelessService"]
    assert nameless["Principal"] == {"Service": ["events.amazonaws.com"]}
    assert "Condition" not in nameless


def test_fargate_encrypts_the_disks_of_this_stacks_tasks_alone(ctx: Context) -> None:
    found = statements(ctx, Domain.CONTAINERS)
    for sid in ("TaskStorage", "TaskStorageGrants"):
        assert found[sid]["Condition"]["StringEquals"] == {
            "kms:EncryptionContext:aws:ecs:clusterAccount": "123456789012",
            "kms:EncryptionContext:aws:ecs:clusterName": "ecs-payments-test",
        }
