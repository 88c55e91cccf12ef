import base64
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from payments.cards import CardNumber
from payments.problem import UnavailableError
from payments.tokens import KmsCardVault, encryption_context

from tests.support.card_strategies import card_digits
from tests.support.leaks import LeakDetector
from tests.support.payment_documents import VISA


@pytest.fixture
def vault(kms: Any) -> KmsCardVault:
    mac = kms.create_key(KeyUsage="GENERATE_VERIFY_MAC", KeySpec="HMAC_256")["KeyMetadata"]
    pan = kms.create_key()["KeyMetadata"]
    return KmsCardVault(
        kms, token_key=mac["KeyId"], encryption_key=pan["KeyId"], environment="test"
    )


def test_a_token_is_the_same_for_the_same_card_and_fits_its_pattern(vault: KmsCardVault) -> None:
    token = vault.tokenise(CardNumber(VISA))
    assert token == vault.tokenise(CardNumber("4111-1111-1111-1111"))
    assert token != vault.tokenise(CardNumber("5555555555554444"))
    assert token.startswith("tok_")
    assert len(token) == 47


def test_a_token_is_a_mac_that_no_other_use_of_its_key_makes(
    vault: KmsCardVault, kms: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages: list[bytes] = []
    mac = kms.generate_mac

    def generate_mac(**request: Any) -> Any:
        messages.append(request["Message"])
        return mac(**request)

    monkeypatch.setattr(kms, "generate_mac", generate_mac)
    vault.tokenise(CardNumber(VISA))
    assert messages == [b"payments/card-token/v1:" + VISA.encode()]


def test_a_ciphertext_opens_only_with_the_context_of_its_token(
    vault: KmsCardVault, kms: Any
) -> None:
    token = vault.tokenise(CardNumber(VISA))
    blob = base64.b64decode(vault.seal(CardNumber(VISA), token=token))
    context = encryption_context("test", token)
    assert kms.decrypt(CiphertextBlob=blob, EncryptionContext=context)["Plaintext"] == VISA.encode()
    for wrong in ({}, context | {"environment": "prod"}, context | {"token": "tok_other"}):
        with pytest.raises(kms.exceptions.InvalidCiphertextException):
            kms.decrypt(CiphertextBlob=blob, EncryptionContext=wrong)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(digits=card_digits())
def test_neither_token_nor_ciphertext_shows_the_card(vault: KmsCardVault, digits: str) -> None:
    card = CardNumber(digits)
    token = vault.tokenise(card)
    LeakDetector(digits).check("vault", token, vault.seal(card, token=token))


def test_a_missing_key_is_a_problem_that_may_pass(kms: Any) -> None:
    vault = KmsCardVault(
        kms, token_key="alias/none", encryption_key="alias/none", environment="test"
    )
    with pytest.raises(UnavailableError, match="The card token key did not answer"):
        vault.tokenise(CardNumber(VISA))
    with pytest.raises(UnavailableError, match="The card encryption key did not answer"):
        vault.seal(CardNumber(VISA), token="tok_x")
