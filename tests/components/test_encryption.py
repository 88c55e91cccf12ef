"""One customer managed key for each data domain."""

import pytest

from components.context import Context
from components.encryption import Encryption, EncryptionArgs
from components.key_domains import Domain
from offline.graph import State, run
from settings.encryption import EncryptionSettings

KEY = "aws:kms/key:Key"


@pytest.fixture(scope="module")
def state(ctx: Context) -> State:
    def program() -> None:
        args = EncryptionArgs(context=ctx, settings=EncryptionSettings(), domains=frozenset(Domain))
        assert Encryption("encryption", args).arn(Domain.LOGS) is not None

    return run(program)


def test_every_domain_has_a_key_and_an_alias_of_its_name(state: State) -> None:
    aliases = {alias.inputs["name"] for alias in state.by_type("aws:kms/alias:Alias")}
    assert aliases == {f"alias/{domain}-test" for domain in Domain}
    assert len(state.by_type(KEY)) == len(Domain)


def test_symmetric_keys_rotate_every_year(state: State) -> None:
    for key in state.by_type(KEY):
        if "card-token" not in key.name:
            assert key.inputs["enableKeyRotation"] is True
            assert key.inputs["rotationPeriodInDays"] == 365
            assert key.inputs["deletionWindowInDays"] == 10


def test_the_token_key_makes_macs_and_cannot_rotate(state: State) -> None:
    key = state.one(KEY, "card-token")
    assert key.inputs["customerMasterKeySpec"] == "HMAC_256"
    assert key.inputs["keyUsage"] == "GENERATE_VERIFY_MAC"
    assert "enableKeyRotation" not in key.inputs


def test_keys_say_what_they_protect(state: State) -> None:
    assert state.one(KEY, "rds").inputs["description"] == (
        "Encrypts database storage, snapshots and Performance Insights of test"
    )


def test_the_component_hands_out_the_arns(state: State) -> None:
    component = state.one("payments:index:Encryption")
    assert set(component.outputs["key_arns"]) == {str(domain) for domain in Domain}


def test_every_key_is_tagged_with_the_service_it_encrypts_for(state: State) -> None:
    purposes = [dict(key.inputs)["tags"]["Purpose"] for key in state.by_type(KEY)]
    assert {"RDS Encryption", "EFS Encryption", "ElastiCache Encryption"} < set(purposes)
    assert len(set(purposes)) == len(Domain)
