"""What reconciliation does with payments that were left open."""

import pytest
from payments.acquirer.protocol import Charge, Outcome, OutcomeUnknownError, Verdict
from payments.money import Money
from payments.payment import Payment
from payments.problem import UnavailableError
from payments.processing import AcquirerUnavailableError
from payments.reconciliation import Reconciliation
from payments.state import State
from payments.store.protocol import StoreUnavailableError, VersionConflictError

from tests.support.payment_doubles import (
    CountingAcquirer,
    Crash,
    MemoryStore,
    Tripwire,
    World,
    recorded_payment,
)

ANSWER_LOST = Money(9096, "EUR")
REQUEST_LOST = Money(9097, "EUR")
NOT_SENT = Money(9091, "EUR")


@pytest.fixture
def world() -> World:
    return World(store=MemoryStore(), acquirer=CountingAcquirer())


def test_a_lost_answer_turns_out_as_what_the_acquirer_says(world: World) -> None:
    payment = world.process(money=ANSWER_LOST)
    assert world.reconcile() == {}, "the worker may still be at it"
    world.clock.forward(minutes=2)
    assert world.reconcile() == {"captured": 1}
    settled = world.process(money=ANSWER_LOST)
    assert settled.state is State.CAPTURED
    assert settled.authorisation_code
    assert world.acquirer.captured() == {payment.transaction_id: 9096}
    assert world.reconcile() == {}


def test_a_charge_the_acquirer_never_saw_is_cancelled_before_it_is_given_up(world: World) -> None:
    payment = world.process(money=REQUEST_LOST)
    world.clock.forward(minutes=2)
    assert world.reconcile() == {"failed": 1}
    assert world.acquirer.find(payment.transaction_id) == Verdict(outcome=Outcome.CANCELLED)
    assert world.process(money=REQUEST_LOST).state is State.FAILED


def test_a_charge_that_arrives_after_reconciliation_takes_no_money(world: World) -> None:
    class Late(CountingAcquirer):
        def charge(self, charge: Charge) -> Verdict:
            world.clock.forward(minutes=2)
            assert world.reconcile() == {"failed": 1}
            return super().charge(charge)

    world.acquirer = Late()
    assert world.process().state is State.FAILED
    assert world.acquirer.captured() == {}


def test_a_charge_that_was_cancelled_at_the_acquirer_fails(world: World) -> None:
    class Cancelled(CountingAcquirer):
        def charge(self, charge: Charge) -> Verdict:
            return self.cancel(charge.reference)

    world.acquirer = Cancelled()
    assert world.process().state is State.FAILED


def test_an_abandoned_reservation_waits_for_its_caller_and_then_fails(world: World) -> None:
    with pytest.raises(AcquirerUnavailableError):
        world.process(money=NOT_SENT)
    world.clock.forward(minutes=14)
    assert world.reconcile() == {"waiting": 1}
    world.clock.forward(minutes=1)
    assert world.reconcile() == {"failed": 1}
    assert world.process(money=NOT_SENT).outcome_reason == "abandoned"


def test_a_crash_after_the_charge_is_settled_without_its_caller(world: World) -> None:
    acquirer = world.acquirer
    world.acquirer = Tripwire(0, after=True).guard(acquirer)
    with pytest.raises(Crash):
        world.process()
    world.acquirer = acquirer
    world.clock.forward(minutes=2)
    assert world.reconcile() == {"captured": 1}


@pytest.mark.parametrize(
    "failure",
    [lambda: OutcomeUnknownError("down"), lambda: UnavailableError("The secret", "Throttled")],
    ids=["acquirer", "secrets"],
)
def test_an_outage_postpones_one_payment_and_not_the_others(
    world: World, failure: type[Exception]
) -> None:
    world.process("order-key-0001", money=ANSWER_LOST)
    world.process("order-key-0002", money=ANSWER_LOST)
    world.clock.forward(minutes=2)
    acquirer = world.acquirer
    world.acquirer = Tripwire(0, failure=failure).guard(acquirer)
    assert world.reconcile() == {"postponed": 1, "captured": 1}
    world.acquirer = acquirer
    assert world.reconcile() == {"captured": 1}


def test_a_payment_that_somebody_else_moved_is_left_to_them(world: World) -> None:
    world.process(money=ANSWER_LOST)
    world.clock.forward(minutes=2)

    class Overtaken(MemoryStore):
        def replace(self, *_: object) -> None:
            raise VersionConflictError(recorded_payment(state=State.CAPTURED))

    overtaken = Overtaken()
    overtaken._payments = {
        "tx_aaaa": recorded_payment(state=State.AUTHORISING, lease_until=0),
    }
    world.store = overtaken
    assert world.reconcile() == {"moved_meanwhile": 1}


def test_an_event_that_still_cannot_be_published_is_postponed(world: World) -> None:
    class Deaf:
        def put_record(self, **_: object) -> object:
            raise UnavailableError("The payment stream", "Throttled")

    world.outbox = Deaf()
    assert world.process().unpublished
    world.clock.forward(minutes=2)
    assert world.reconcile() == {"postponed": 1}


def test_a_store_that_does_not_answer_stops_the_run(world: World) -> None:
    class Down(MemoryStore):
        def due(self, *_: object) -> list[Payment]:
            raise StoreUnavailableError("57P01")

    world.store = Down()
    with pytest.raises(StoreUnavailableError, match="57P01"):
        world.reconcile()


def test_what_the_time_does_not_allow_is_left_for_the_next_run(world: World) -> None:
    for number in range(3):
        world.process(f"order-key-000{number}", money=ANSWER_LOST)
    world.clock.forward(minutes=2)
    clock = iter([25.0, 14.0, 12.9])
    reconciliation = Reconciliation(settlement=world.settlement(), acquirer=world.acquirer)
    assert reconciliation.run(lambda: next(clock)) == {"captured": 2, "left": 1}
    assert world.reconcile() == {"captured": 1}


def test_events_are_published_before_the_acquirer_is_asked(world: World) -> None:
    class Deaf:
        def put_record(self, **_: object) -> object:
            raise UnavailableError("The payment stream", "Throttled")

    world.process("order-key-0001", money=ANSWER_LOST)
    hearing, world.outbox = world.outbox, Deaf()
    world.clock.forward(minutes=1)
    world.process("order-key-0002")
    world.outbox = hearing
    world.clock.forward(minutes=2)
    clock = iter([25.0, 12.9])
    reconciliation = Reconciliation(settlement=world.settlement(), acquirer=world.acquirer)
    assert reconciliation.run(lambda: next(clock)) == {"published": 1, "left": 1}


def test_payments_that_never_get_an_answer_do_not_use_up_every_run(world: World) -> None:
    for number in range(3):
        world.process(f"order-key-000{number}", money=ANSWER_LOST)
        world.clock.forward(seconds=1)
    world.clock.forward(minutes=2)
    oldest, second, newest = world.store.due(world.clock.milliseconds(), 3)

    class Silent(CountingAcquirer):
        def find(self, reference: str) -> Verdict | None:
            if reference in {oldest.transaction_id, second.transaction_id}:
                raise OutcomeUnknownError("500")
            return acquirer.find(reference)

    acquirer, world.acquirer = world.acquirer, Silent()
    reconciliation = Reconciliation(settlement=world.settlement(), acquirer=world.acquirer)
    for _ in range(50):  # each has time for two
        clock = iter([25.0, 25.0, 0.0])
        reconciliation.run(lambda: next(clock, 25.0))  # noqa: B023 - called in this turn only
    settled = world.store.get(newest.transaction_id)
    assert settled is not None
    assert settled.state is State.CAPTURED


def test_a_cancellation_that_would_be_cut_off_is_left_for_the_next_run(world: World) -> None:
    payment = world.process(money=REQUEST_LOST)
    world.clock.forward(minutes=2)
    clock = iter([25.0, 12.9])
    reconciliation = Reconciliation(settlement=world.settlement(), acquirer=world.acquirer)
    assert reconciliation.run(lambda: next(clock)) == {"postponed": 1}
    assert world.acquirer.find(payment.transaction_id) is None
    assert world.reconcile() == {"failed": 1}
