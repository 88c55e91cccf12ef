"""A crash at every call to AWS, the database and the acquirer: one capture at most, none lost."""

import itertools
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from payments.acquirer.protocol import OutcomeUnknownError
from payments.idempotency import InProgressError, scoped
from payments.money import Money
from payments.payment import Payment
from payments.problem import PaymentsError, UnavailableError
from payments.state import OPEN, State
from payments.store.protocol import PaymentStore
from payments.store.sessions import TransientError

from tests.support.payment_doubles import (
    AMOUNT_MINOR,
    CountingAcquirer,
    Crash,
    MemoryStore,
    RecordingClient,
    Tripwire,
    World,
)

Backend = Callable[[Tripwire], PaymentStore]

AMOUNTS = {
    "approved": AMOUNT_MINOR,
    "declined": 9051,
    "not sent": 9091,
    "answer lost": 9096,
    "request lost": 9097,
}


def attempt(world: World, key: str, amount: int) -> Payment | None:
    """Deliver the request; a crash or a problem document is no payment."""
    try:
        return world.process(key, money=Money(amount, "EUR"))
    except (Crash, PaymentsError):
        return None


def reconcile(world: World) -> None:
    try:
        world.reconcile()
    except (Crash, PaymentsError):
        return


def recover(world: World, key: str, amount: int, *, repeat: bool) -> None:
    """What happens to any payment in time: its caller repeats, reconciliation runs."""
    if repeat:
        attempt(world, key, amount)
    world.clock.forward(minutes=2)
    if repeat:
        attempt(world, key, amount)
    for _ in range(3):
        world.clock.forward(minutes=16)
        reconcile(world)


def check_books(world: World, key: str, amount: int, *, repeat: bool) -> None:
    """Store and acquirer agree on the payment, it has ended, and everybody has been told."""
    assert isinstance(world.acquirer, CountingAcquirer)
    payment = world.store.find(scoped("merchant-1", key), world.clock.milliseconds())
    captured = world.acquirer.captured()
    assert set(world.acquirer.arrived.values()) <= {0, 1}
    if payment is None:  # the crash came before it was recorded, and nobody asked again
        assert not repeat
        assert world.taken == len(captured)
        return
    is_captured = payment.state is State.CAPTURED
    assert captured.get(payment.transaction_id) == (amount if is_captured else None)
    world.taken += is_captured
    assert world.taken == len(captured)
    assert payment.state not in OPEN
    assert not payment.unpublished
    assert (payment.transaction_id, payment.state) in told(world.outbox)
    if repeat and amount == AMOUNT_MINOR:
        assert attempt(world, key, amount) == payment


def told(outbox: RecordingClient) -> set[tuple[str, str]]:
    events = [json.loads(record["Data"]) for record in outbox.records]
    return {(event["transaction_id"], event["state"]) for event in events}


@pytest.mark.parametrize(
    ("lost", "after", "repeat"),
    [
        pytest.param("crash", False, True, id="crash before, repeated"),
        pytest.param("crash", True, True, id="crash after, repeated"),
        pytest.param("crash", True, False, id="crash after, never repeated"),
        pytest.param("outage", True, True, id="answer lost, repeated"),
    ],
)
def test_a_fault_at_any_call_never_captures_twice_and_never_loses_a_payment(
    backend: Backend, lost: str, *, after: bool, repeat: bool
) -> None:
    world = World(store=backend(Tripwire()), acquirer=CountingAcquirer())
    failure = Crash if lost == "crash" else lambda: UnavailableError("A service", "throttled")
    for at in itertools.count():
        wire = Tripwire(at, after=after, failure=failure)
        key = f"order-key-{at:04}"
        attempt(world.guarded(wire, backend(wire)), key, AMOUNT_MINOR)
        recover(world, key, AMOUNT_MINOR, repeat=repeat)
        check_books(world, key, AMOUNT_MINOR, repeat=repeat)
        if wire.calls <= at:
            assert at >= 9, "a payment makes at least nine calls to the outside"
            break


@pytest.mark.parametrize("amount", AMOUNTS.values(), ids=AMOUNTS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_second_crash_while_recovering_from_the_first_does_no_harm(
    amount: int, *, after: bool
) -> None:
    for first in itertools.count():
        outer = Tripwire(first, after=after)
        for second in itertools.count():
            store, key = MemoryStore(), f"order-key-{first:04}"
            world = World(store=store, acquirer=CountingAcquirer())
            outer = Tripwire(first, after=after)
            attempt(world.guarded(outer, outer.guard(store)), key, amount)
            inner = Tripwire(second, after=after)
            recover(world.guarded(inner, inner.guard(store)), key, amount, repeat=True)
            recover(world, key, amount, repeat=False)
            check_books(world, key, amount, repeat=True)
            if inner.calls <= second:
                break
        if outer.calls <= first:
            break


@pytest.mark.parametrize("backend", ["postgres", "mariadb"], indirect=True)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_broken_connection_at_any_statement_costs_the_caller_nothing(
    backend: Backend, *, after: bool
) -> None:
    world = World(store=backend(Tripwire()), acquirer=CountingAcquirer())
    for at in itertools.count():
        wire = Tripwire(at, after=after, failure=lambda: TransientError("2013"))
        world.store = backend(wire)
        payment = world.process(f"order-key-{at:04}")
        assert payment.state is State.CAPTURED
        if wire.calls <= at:
            break
    assert isinstance(world.acquirer, CountingAcquirer)
    assert len(world.acquirer.captured()) == at + 1


def test_of_a_hundred_deliveries_at_once_one_captures(world: World) -> None:
    start = Barrier(100)

    def deliver(_: int) -> Payment | None:
        start.wait()
        try:
            return world.process()
        except InProgressError:
            return None

    with ThreadPoolExecutor(100) as threads:
        answers = set(threads.map(deliver, range(100)))
    assert isinstance(world.acquirer, CountingAcquirer)
    assert list(world.acquirer.captured().values()) == [AMOUNT_MINOR]
    settled = world.process()
    assert settled.state is State.CAPTURED
    assert {answer.transaction_id for answer in answers if answer} == {settled.transaction_id}


def test_an_acquirer_that_breaks_off_leaves_the_outcome_unknown(world: World) -> None:
    wire = Tripwire(0, after=True, failure=lambda: OutcomeUnknownError("reset"))
    broken = World(store=world.store, acquirer=wire.guard(world.acquirer), clock=world.clock)
    assert broken.process().state is State.UNKNOWN
    world.clock.forward(minutes=2)
    assert world.process().state is State.UNKNOWN
    assert world.reconcile() == {"captured": 1}
    assert world.process().state is State.CAPTURED
