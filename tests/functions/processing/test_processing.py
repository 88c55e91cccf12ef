"""What a caller of processing sees, and what is recorded and told."""

import json
from dataclasses import replace
from typing import Any

import pytest
from payments.cards import CardNumber
from payments.events import Publisher
from payments.idempotency import InProgressError, KeyReusedError
from payments.money import Money
from payments.payment import Payment
from payments.problem import UnavailableError
from payments.processing import AcquirerUnavailableError
from payments.state import State

from tests.support.leaks import captured_output
from tests.support.payment_doubles import (
    AMOUNT_MINOR,
    KEY,
    CountingAcquirer,
    FixedAssessor,
    MemoryStore,
    RecordingClient,
    Tripwire,
    World,
    recorded_payment,
)

DECLINED_CARD = "4000000000000002"


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


@pytest.fixture
def world() -> World:
    return World(store=MemoryStore(), acquirer=CountingAcquirer())


def states_told(world: World) -> list[str]:
    return [json.loads(record["Data"])["state"] for record in world.outbox.records]


def test_an_approved_payment_is_captured_recorded_and_streamed(world: World) -> None:
    payment = world.process()
    assert payment.state is State.CAPTURED
    assert payment.authorisation_code
    assert world.store.get(payment.transaction_id) == payment
    assert world.acquirer.captured() == {payment.transaction_id: AMOUNT_MINOR}
    assert states_told(world) == ["captured"]
    assert world.outbox.messages == []


def test_a_declined_card_goes_to_the_stream_and_to_the_failed_topic(world: World) -> None:
    payment = world.process(card=CardNumber(DECLINED_CARD))
    assert (payment.state, payment.outcome_reason) == (State.DECLINED, "do_not_honour")
    assert states_told(world) == ["declined"]
    (message,) = world.outbox.messages
    assert message["Subject"] == "Payment declined"
    told = json.loads(message["Message"])
    assert told["card"] == {"bin": "400000", "last_four": "0002", "scheme": "visa"}
    assert told["transaction_id"] == payment.transaction_id
    assert message["MessageAttributes"]["correlation_id"]["StringValue"] == payment.correlation_id


@pytest.mark.parametrize("state", [State.REFUSED, State.REVIEW])
def test_a_high_fraud_score_never_reaches_the_acquirer(world: World, state: State) -> None:
    world.assessor = FixedAssessor(state)
    payment = world.process()
    assert (payment.state, payment.outcome_reason) == (state, "fraud_score")
    assert world.acquirer.arrived == {}
    assert states_told(world) == [state]
    assert world.process() == payment


def test_a_repeated_request_gets_the_first_answer_and_changes_nothing(world: World) -> None:
    first = world.process()
    assert world.process() == first
    assert list(world.acquirer.arrived.values()) == [1]
    assert world.assessor.remembered == 1
    assert states_told(world) == ["captured"]


@pytest.mark.parametrize(
    "changes",
    [{"money": Money(AMOUNT_MINOR + 1, "EUR")}, {"reference": "order-2"}, {"country": None}],
)
def test_a_key_with_another_request_is_refused(world: World, changes: dict[str, Any]) -> None:
    first = world.process()
    with pytest.raises(KeyReusedError, match=first.transaction_id) as caught:
        world.process(**changes)
    assert caught.value.status == 422


def test_a_key_of_another_merchant_is_another_key(world: World) -> None:
    assert world.process(merchant_id="merchant-2") != world.process()


def test_after_the_window_the_same_key_is_a_new_payment(world: World) -> None:
    first = world.process()
    world.clock.forward(hours=24, milliseconds=-1)
    assert world.process() == first
    world.clock.forward(milliseconds=1)
    second = world.process()
    assert second.transaction_id != first.transaction_id
    assert second.state is State.CAPTURED


def test_an_unsent_charge_may_be_repeated_at_once(world: World) -> None:
    with pytest.raises(AcquirerUnavailableError, match="refuses connections") as caught:
        world.process(money=euros(9091))
    assert (caught.value.status, caught.value.retry_after) == (503, 2)
    with pytest.raises(AcquirerUnavailableError):
        world.process(money=euros(9091))
    assert world.acquirer.captured() == {}


def test_a_lost_answer_is_an_unknown_outcome_that_is_told_and_not_retried(world: World) -> None:
    payment = world.process(money=euros(9096))
    assert (payment.state, payment.outcome_reason) == (State.UNKNOWN, "no_answer")
    world.clock.forward(hours=30)
    assert world.process(money=euros(9096)) == payment
    assert list(world.acquirer.arrived.values()) == [1]
    assert states_told(world) == ["unknown"]


def test_while_one_delivery_works_another_is_told_to_wait(world: World) -> None:
    inner: list[Exception] = []

    class Overtaken(CountingAcquirer):
        def charge(self, charge: Any) -> Any:
            with pytest.raises(InProgressError, match="is being processed") as caught:
                world.process()
            inner.append(caught.value)
            return super().charge(charge)

    world.acquirer = Overtaken()
    assert world.process().state is State.CAPTURED
    assert [error.retry_after for error in inner] == [2]


def test_a_delivery_that_loses_the_reservation_is_told_to_wait(world: World) -> None:
    first = world.process()
    reserved = replace(first, state=State.RESERVED, lease_until=0, version=1)

    class Stale(MemoryStore):
        def claim(self, payment: Payment) -> Payment:
            del payment
            return reserved

    stale = Stale()
    stale._payments[first.transaction_id] = first
    world.store = stale
    with pytest.raises(InProgressError, match=first.transaction_id):
        world.process()
    assert list(world.acquirer.arrived.values()) == [1]


def test_a_worker_whose_payment_was_given_up_meanwhile_still_records_the_capture(
    world: World,
) -> None:
    class Slow(CountingAcquirer):
        def charge(self, charge: Any) -> Any:
            verdict = super().charge(charge)
            world.clock.forward(minutes=2)
            assert world.process().state is State.UNKNOWN
            return verdict

    world.acquirer = Slow()
    assert world.process().state is State.CAPTURED
    assert list(world.acquirer.arrived.values()) == [1]


def test_a_worker_that_finds_its_payment_settled_reports_it_as_it_is(world: World) -> None:
    class Slow(CountingAcquirer):
        def charge(self, charge: Any) -> Any:
            super().charge(charge)
            world.clock.forward(minutes=2)
            world.reconcile()
            return super().find(charge.reference)

    world.acquirer = Slow()
    assert world.process().state is State.CAPTURED


def test_a_worker_that_gives_up_after_another_did_reports_what_the_other_wrote(
    world: World,
) -> None:
    class Slow(CountingAcquirer):
        def charge(self, charge: Any) -> Any:
            world.clock.forward(minutes=2)
            world.process(money=euros(9096))
            return super().charge(charge)

    world.acquirer = Slow()
    payment = world.process(money=euros(9096))
    assert (payment.state, payment.outcome_reason) == (State.UNKNOWN, "abandoned")


def test_a_payment_that_cannot_be_counted_is_processed_all_the_same(world: World) -> None:
    class Forgetful(FixedAssessor):
        def remember(self, *_: object, **__: object) -> None:
            raise UnavailableError("The cache", "ConnectionError")

    world.assessor = Forgetful()
    assert world.process().state is State.CAPTURED


def test_an_event_that_cannot_be_published_does_not_fail_the_payment(world: World) -> None:
    outbox = world.outbox
    wire = Tripwire(0, failure=lambda: UnavailableError("The stream", "Throttled"))
    world.outbox = wire.guard(outbox)
    with captured_output() as said:
        payment = world.process()
    assert payment.state is State.CAPTURED
    assert payment.unpublished
    assert "the payment's event stays due" in said.getvalue()
    assert '"PublishFailures"' in said.getvalue()
    world.clock.forward(minutes=2)
    assert world.reconcile() == {"published": 1}
    world.outbox = outbox
    assert states_told(world) == ["captured"]


def test_a_stack_without_a_stream_still_notifies_of_failures() -> None:
    outbox = RecordingClient()
    publisher = Publisher(sns=outbox, topic_arn="arn:aws:sns:us-west-2:123456789012:failed")
    declined = recorded_payment(state=State.DECLINED)
    assert publisher.wants(State.DECLINED)
    assert not publisher.wants(State.CAPTURED)
    publisher.publish(declined)
    assert (len(outbox.records), len(outbox.messages)) == (0, 1)


@pytest.mark.parametrize("part", ["assess", "seal"])
def test_a_recorded_payment_is_answered_also_when_a_new_one_could_not_be_made(
    world: World, part: str
) -> None:
    first = world.process()

    def refuse(*_: object, **__: object) -> None:
        raise UnavailableError("A service", "refused")

    setattr(world.assessor if part == "assess" else world.vault, part, refuse)
    assert world.process() == first
    with pytest.raises(UnavailableError, match="A service did not answer"):
        world.process("order-key-0002")
    assert world.acquirer.captured() == {first.transaction_id: AMOUNT_MINOR}


def test_the_verification_code_is_in_no_record(world: World) -> None:
    payment = world.process(KEY)
    assert "security" not in " ".join(payment.to_record())
    assert not [value for value in payment.to_record().values() if value == "123"]
