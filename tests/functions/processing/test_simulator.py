"""The simulated acquirer: documented cards and amounts, one capture per reference."""

from pathlib import Path

import pytest
from payments.acquirer.protocol import Charge, NotSentError, Outcome, OutcomeUnknownError, Verdict
from payments.acquirer.simulator import AMOUNTS, CARDS, SimulatedAcquirer
from payments.cards import CardNumber, Expiry, SecurityCode, luhn_valid
from payments.money import Money

DOCUMENT = Path("docs/acquirer.md")


def charge(number: str = "4242424242424242", amount: int = 1250, reference: str = "r") -> Charge:
    return Charge(
        reference=reference,
        merchant_id="merchant-1",
        amount=Money(amount, "EUR"),
        card=CardNumber(number),
        expiry=Expiry(2028, 12),
        security_code=SecurityCode("123"),
    )


def test_a_charge_is_captured_once_per_reference() -> None:
    acquirer = SimulatedAcquirer()
    first = acquirer.charge(charge())
    assert first.outcome is Outcome.APPROVED
    assert acquirer.charge(charge()) == first == acquirer.find("r")
    assert acquirer.captured() == {"r": 1250}


def test_the_same_charge_gets_the_same_code_anywhere() -> None:
    assert SimulatedAcquirer().charge(charge()) == SimulatedAcquirer().charge(charge())


@pytest.mark.parametrize("number", [n for n, script in CARDS.items() if script.decline])
def test_declining_cards_take_no_money(number: str) -> None:
    acquirer = SimulatedAcquirer()
    assert acquirer.charge(charge(number)) == Verdict(
        outcome=Outcome.DECLINED, reason=CARDS[number].decline
    )
    assert acquirer.captured() == {}


def test_a_lost_answer_has_taken_the_money() -> None:
    acquirer = SimulatedAcquirer()
    with pytest.raises(OutcomeUnknownError, match="lost the answer"):
        acquirer.charge(charge(amount=9096))
    assert acquirer.captured() == {"r": 9096}


def test_a_lost_request_has_not() -> None:
    acquirer = SimulatedAcquirer()
    with pytest.raises(OutcomeUnknownError, match="lost the request"):
        acquirer.charge(charge(amount=9097))
    assert acquirer.find("r") is None


def test_a_refused_connection_is_not_sent() -> None:
    with pytest.raises(NotSentError, match="refuses connections"):
        SimulatedAcquirer().charge(charge(amount=9091))


def test_a_cancelled_reference_stays_cancelled_and_a_captured_one_captured() -> None:
    acquirer = SimulatedAcquirer()
    assert acquirer.cancel("r") == acquirer.charge(charge()) == Verdict(outcome=Outcome.CANCELLED)
    captured = acquirer.charge(charge(reference="s"))
    assert acquirer.cancel("s") == captured


@pytest.mark.parametrize("number", CARDS)
def test_test_cards_are_valid_numbers(number: str) -> None:
    assert luhn_valid(number)


def test_every_test_card_and_amount_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8").replace(" ", "")
    missing = [str(value) for value in (*CARDS, *AMOUNTS) if f"`{value}`" not in text]
    assert missing == []
