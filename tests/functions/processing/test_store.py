"""What every payment store does, whichever it is."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from payments.payment import Payment
from payments.state import State
from payments.store.protocol import PaymentStore, VersionConflictError

from tests.support.payment_doubles import START, recorded_payment

NOW = int(START.timestamp() * 1000)
HOUR = 3_600_000


def record(store: PaymentStore, payment: Payment) -> Payment:
    """Write every version from reserved to captured."""
    store.claim(payment)
    asked = payment.moved(State.AUTHORISING, at=NOW, attempt_id="ask")
    store.replace(asked)
    settled = asked.moved(State.CAPTURED, at=NOW, attempt_id="got")
    store.replace(settled)
    return settled


def test_a_claimed_payment_reads_back_as_it_was_written(store: PaymentStore) -> None:
    payment = recorded_payment(unpublished=True, device_id="device-1", outcome_reason="x")
    assert store.claim(payment) == payment
    assert store.get(payment.transaction_id) == payment
    assert store.find(payment.idempotency_key, NOW) == payment


def test_an_unknown_payment_is_none(store: PaymentStore) -> None:
    assert store.get("tx_nobody") is None
    assert store.find("f" * 64, NOW) is None


def test_the_second_claim_of_a_key_gets_the_first_payment(store: PaymentStore) -> None:
    first = recorded_payment()
    second = recorded_payment(transaction_id="tx_bbbb", attempt_id="second")
    store.claim(first)
    assert store.claim(second) == first
    assert store.get("tx_bbbb") is None


def test_a_repeated_claim_happens_once(store: PaymentStore) -> None:
    payment = recorded_payment()
    store.claim(payment)
    assert store.claim(payment) == payment


def test_a_key_is_held_to_the_last_millisecond_of_its_window(store: PaymentStore) -> None:
    first = record(store, recorded_payment(key_expires_at=NOW + HOUR))
    late = recorded_payment(
        transaction_id="tx_late", created_at=NOW + HOUR - 1, key_expires_at=NOW + 2 * HOUR
    )
    assert store.find(first.idempotency_key, NOW + HOUR - 1) == first
    assert store.claim(late) == first


def test_a_key_is_free_when_its_window_has_passed(store: PaymentStore) -> None:
    first = record(store, recorded_payment(key_expires_at=NOW + HOUR))
    next_one = recorded_payment(
        transaction_id="tx_next", created_at=NOW + HOUR, key_expires_at=NOW + 2 * HOUR
    )
    assert store.find(first.idempotency_key, NOW + HOUR) is None
    assert store.claim(next_one) == next_one
    assert store.find(first.idempotency_key, NOW + HOUR) == next_one
    assert store.get(first.transaction_id) == first


def test_an_open_payment_keeps_its_key_beyond_the_window(store: PaymentStore) -> None:
    first = recorded_payment(key_expires_at=NOW + HOUR)
    store.claim(first)
    late = recorded_payment(transaction_id="tx_late", created_at=NOW + 100 * HOUR)
    assert store.claim(late) == first
    assert store.find(first.idempotency_key, NOW + 100 * HOUR) == first


def test_the_next_version_replaces_the_one_before(store: PaymentStore) -> None:
    payment = recorded_payment()
    settled = record(store, payment)
    assert store.get(payment.transaction_id) == settled
    assert settled.version == 3


def test_a_version_that_does_not_follow_is_refused_with_the_current_one(
    store: PaymentStore,
) -> None:
    payment = recorded_payment()
    settled = record(store, payment)
    late = payment.moved(State.AUTHORISING, at=NOW, attempt_id="late")
    with pytest.raises(VersionConflictError, match="tx_aaaa is captured") as caught:
        store.replace(late)
    assert caught.value.current == settled


def test_a_repeated_replacement_happens_once(store: PaymentStore) -> None:
    payment = recorded_payment()
    store.claim(payment)
    asked = payment.moved(State.AUTHORISING, at=NOW, attempt_id="ask")
    store.replace(asked)
    store.replace(asked)
    assert store.get(payment.transaction_id) == asked


def test_only_open_or_unpublished_payments_past_their_lease_are_due(store: PaymentStore) -> None:
    def claim(name: str, **changes: object) -> Payment:
        return store.claim(
            recorded_payment(transaction_id=name, idempotency_key=name * 8, **changes)
        )

    left_open = claim("tx_open", lease_until=NOW - 2, created_at=NOW - 3)
    unpublished = claim("tx_told", state=State.REVIEW, unpublished=True, lease_until=NOW - 1)
    claim("tx_busy", lease_until=NOW + 1)
    claim("tx_done", state=State.REVIEW, lease_until=NOW - 1)
    record(store, recorded_payment(transaction_id="tx_paid"))
    assert list(store.due(NOW, 10)) == [left_open, unpublished]
    assert list(store.due(NOW, 1)) == [left_open]


def test_of_many_claims_at_once_one_wins(store: PaymentStore) -> None:
    claims = [
        recorded_payment(transaction_id=f"tx_{n}", attempt_id=f"attempt-{n}") for n in range(40)
    ]
    with ThreadPoolExecutor(20) as threads:
        holders = set(threads.map(store.claim, claims))
    assert len(holders) == 1


def test_of_many_moves_at_once_one_wins(store: PaymentStore) -> None:
    payment = recorded_payment()
    store.claim(payment)

    def move(number: int) -> bool:
        moved = payment.moved(State.AUTHORISING, at=NOW, attempt_id=f"attempt-{number}")
        try:
            store.replace(moved)
        except VersionConflictError:
            return False
        return True

    with ThreadPoolExecutor(20) as threads:
        assert sum(threads.map(move, range(40))) == 1
