"""The state machine and the payment record, as properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payments.payment import CHANGING, FIELDS, Payment
from payments.state import INITIAL, MOVES, OPEN, IllegalMoveError, State, check_move
from payments.store.items import payment_item, payment_of

from tests.support.payment_doubles import recorded_payment

STATES = st.sampled_from(list(State))
TEXTS = st.text(max_size=40)
NUMBERS = st.integers(0, 10**15)


def test_a_payment_is_asked_for_only_from_its_reservation() -> None:
    assert [state for state, targets in MOVES.items() if State.AUTHORISING in targets] == [
        State.RESERVED
    ]


def test_an_unknown_outcome_never_leads_back_to_asking() -> None:
    reached, todo = set[State](), {State.UNKNOWN}
    while todo:
        reached |= todo
        todo = {target for state in todo for target in MOVES[state]} - reached
    assert not reached & {State.RESERVED, State.AUTHORISING}


def test_every_state_is_reached_and_every_open_one_can_end() -> None:
    reached, todo = set[State](), set(INITIAL)
    while todo:
        reached |= todo
        todo = {target for state in todo for target in MOVES[state]} - reached
    assert reached == set(State)
    assert set(State) - OPEN == {
        State.CAPTURED,
        State.DECLINED,
        State.REFUSED,
        State.REVIEW,
        State.FAILED,
    }


@given(source=STATES, target=STATES)
def test_a_move_is_checked_and_refused_with_what_is_allowed(source: State, target: State) -> None:
    if target in MOVES[source]:
        check_move(source, target)
        return
    with pytest.raises(IllegalMoveError, match=f"from {source} to {target}; allowed is"):
        check_move(source, target)


def test_a_final_state_says_that_it_is_final() -> None:
    with pytest.raises(IllegalMoveError, match="captured to failed; allowed is nothing"):
        recorded_payment(state=State.CAPTURED).moved(State.FAILED, at=1, attempt_id="a")


@given(
    state=STATES,
    texts=st.lists(TEXTS, min_size=5, max_size=5),
    numbers=st.lists(NUMBERS, min_size=4, max_size=4),
    optional=st.none() | TEXTS,
    unpublished=st.booleans(),
)
def test_a_payment_survives_being_stored(
    state: State,
    texts: list[str],
    numbers: list[int],
    optional: str | None,
    *,
    unpublished: bool,
) -> None:
    payment = recorded_payment(
        state=state,
        reference=texts[0],
        card_ciphertext=texts[1],
        fraud_reasons=texts[2],
        currency=texts[3],
        attempt_id=texts[4],
        amount_minor=numbers[0],
        version=numbers[1],
        lease_until=numbers[2],
        created_at=numbers[3],
        device_id=optional,
        outcome_reason=optional,
        unpublished=unpublished,
    )
    assert Payment.from_record({**payment.to_record(), "due_at": 1}) == payment
    assert payment_of(payment_item(payment, shards=1)) == payment


def test_a_record_that_lacks_a_field_is_refused() -> None:
    record = recorded_payment().to_record()
    del record["state"]
    with pytest.raises(KeyError, match="state"):
        Payment.from_record(record)
    assert "security_code" not in FIELDS


def test_a_next_version_changes_only_what_stores_rewrite() -> None:
    payment = recorded_payment()
    moved = payment.moved(
        State.AUTHORISING,
        at=payment.updated_at + 1,
        attempt_id="second",
        lease_until=1,
        unpublished=True,
        authorisation_code="A1",
        outcome_reason="reason",
    )
    before, after = payment.to_record(), moved.to_record()
    assert {name for name in FIELDS if before[name] != after[name]} == set(CHANGING)
    assert moved.published(at=1, attempt_id="third").card_token == payment.card_token
