"""Log groups: exact names, a customer key, a retention, and masking where payment code writes."""

import json

import pulumi
import pytest

from components.context import Context
from components.log_group import log_group
from offline.graph import State, run

KEY = "arn:aws:kms:us-west-2:123456789012:key/0000"
GROUP = "aws:cloudwatch/logGroup:LogGroup"
POLICY = "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy"


def built(ctx: Context, *, masked: bool) -> State:
    def program() -> None:
        parent = pulumi.ComponentResource("payments:index:Parent", "parent")
        log_group(ctx, "logs", name="/a/b", key_arn=KEY, parent=parent, masked=masked)

    return run(program)


@pytest.fixture(scope="module")
def masked(ctx: Context) -> State:
    return built(ctx, masked=True)


def test_the_name_is_exact_and_the_key_the_customers(masked: State) -> None:
    group = masked.one(GROUP).inputs
    assert group["name"] == "/a/b"
    assert group["kmsKeyId"] == KEY
    assert group["retentionInDays"] == 400


def test_card_data_is_masked_and_counted(masked: State) -> None:
    policy = masked.one(POLICY).inputs
    assert policy["logGroupName"] == "/a/b"
    audit, mask = json.loads(str(policy["policyDocument"]))["Statement"]
    card = "arn:aws:dataprotection::aws:data-identifier/CreditCardNumber"
    assert card in audit["DataIdentifier"]
    assert audit["DataIdentifier"] == mask["DataIdentifier"]
    assert audit["Operation"] == {"Audit": {"FindingsDestination": {}}}
    assert mask["Operation"] == {"Deidentify": {"MaskConfig": {}}}


def test_a_group_without_payment_data_is_not_scanned(ctx: Context) -> None:
    assert not built(ctx, masked=False).by_type(POLICY)
