"""Doubles for what processing touches: a clock, a vault, a score, a store, and a crash."""

import base64
import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from payments.acquirer.protocol import Acquirer, Charge, NotSentError, Verdict
from payments.acquirer.simulator import SimulatedAcquirer
from payments.cards import CardNumber, Expiry, SecurityCode
from payments.contract import PaymentRequest
from payments.events import Publisher
from payments.money import Money
from payments.payment import Payment
from payments.processing import Assessment, Processor
from payments.reconciliation import Reconciliation
from payments.settlement import Settlement
from payments.state import State
from payments.store.protocol import PaymentStore, VersionConflictError

APPROVED_CARD = "4242424242424242"
START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEY = "order-key-0001"
CORRELATION_ID = "correlation-0001"
AMOUNT_MINOR = 1250


class MovableClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def __call__(self) -> datetime:
        return self._now

    def forward(self, **span: float) -> None:
        self._now += timedelta(**span)

    def milliseconds(self) -> int:
        return int(self._now.timestamp() * 1000)


class MemoryVault:
    """A vault without KMS; its ciphertexts open in no way."""

    def tokenise(self, number: CardNumber) -> str:
        return "tok_" + hashlib.blake2b(number.reveal().encode(), key=b"test").hexdigest()[:40]

    def seal(self, number: CardNumber, *, token: str) -> str:
        sealed = hashlib.blake2b(number.reveal().encode(), key=token.encode()).digest()
        return base64.b64encode(sealed).decode()


@dataclass
class FixedAssessor:
    """Gives every payment the same score and counts what it remembers."""

    state: State = State.RESERVED
    remembered: int = 0

    def assess(self, *_: object, **__: object) -> Assessment:
        decision = {State.RESERVED: "approve", State.REVIEW: "review"}.get(self.state, "decline")
        return Assessment(score=12, state=self.state, decision=decision, reasons={"base": 12})

    def remember(self, *_: object, **__: object) -> None:
        self.remembered += 1


class MemoryStore:
    """A payment store in a dictionary; it passes the same suite as the real ones."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._payments: dict[str, Payment] = {}
        self._holders: dict[str, str] = {}

    def claim(self, payment: Payment) -> Payment:
        with self._lock:
            holder = self._payments.get(self._holders.get(payment.idempotency_key, ""))
            if holder is not None and not holder.key_is_spent(payment.created_at):
                return holder
            self._payments[payment.transaction_id] = payment
            self._holders[payment.idempotency_key] = payment.transaction_id
            return payment

    def replace(self, payment: Payment) -> None:
        with self._lock:
            current = self._payments[payment.transaction_id]
            if current.version == payment.version - 1:
                self._payments[payment.transaction_id] = payment
            elif current != payment:
                raise VersionConflictError(current)

    def get(self, transaction_id: str) -> Payment | None:
        return self._payments.get(transaction_id)

    def find(self, idempotency_key: str, now: int) -> Payment | None:
        holder = self._payments.get(self._holders.get(idempotency_key, ""))
        return None if holder is None or holder.key_is_spent(now) else holder

    def due(self, now: int, limit: int) -> Sequence[Payment]:
        due = [payment for payment in list(self._payments.values()) if payment.is_due(now)]
        return sorted(due, key=lambda payment: payment.created_at)[:limit]


class CountingAcquirer(SimulatedAcquirer):
    """Counts the charges that arrive, because the simulator would forgive a second one."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: Counter[str] = Counter()

    def charge(self, charge: Charge) -> Verdict:
        try:
            return super().charge(charge)
        except NotSentError:
            self.arrived[charge.reference] -= 1
            raise
        finally:
            self.arrived[charge.reference] += 1


@dataclass
class RecordingClient:
    """Kinesis and SNS in one: keeps what it is given."""

    records: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)

    def put_record(self, **request: Any) -> object:
        self.records.append(request)
        return {}

    def publish(self, **request: Any) -> object:
        self.messages.append(request)
        return {}


class Crash(BaseException):
    """The process dies here; nothing may catch it."""


class Tripwire:
    """Fails one call out of all that pass through the objects it guards.

    `at` counts calls from zero; `after` lets the call happen and loses its answer; `failure` is
    what is raised there, a crash unless told otherwise.
    """

    def __init__(
        self,
        at: int | None = None,
        *,
        after: bool = False,
        failure: Callable[[], BaseException] = Crash,
    ) -> None:
        self.at = at
        self.after = after
        self.calls = 0
        self._failure = failure

    def guard(self, target: Any) -> Any:
        return _Guarded(target, self)

    def pass_through(self, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        hit = self.calls == self.at
        self.calls += 1
        if hit and not self.after:
            raise self._failure()
        result = call(*args, **kwargs)
        if hit:
            raise self._failure()
        return result


class _Guarded:
    def __init__(self, target: Any, wire: Tripwire) -> None:
        self._target = target
        self._wire = wire

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._target, name)
        if name == "close":
            return member

        def call(*args: Any, **kwargs: Any) -> Any:
            return self._wire.pass_through(member, *args, **kwargs)

        return call


def payment_request(**changes: Any) -> PaymentRequest:
    request = PaymentRequest(
        merchant_id="merchant-1",
        customer_id="customer-1",
        reference="order-1",
        money=Money(AMOUNT_MINOR, "EUR"),
        card=CardNumber(APPROVED_CARD),
        expiry=Expiry(2028, 12),
        security_code=SecurityCode("123"),
        device_id="device-1",
        country="DE",
    )
    return replace(request, **changes)


def recorded_payment(**changes: Any) -> Payment:
    """A reserved payment as processing records it."""
    now = int(START.timestamp() * 1000)
    payment = Payment(
        transaction_id="tx_aaaa",
        merchant_id="merchant-1",
        customer_id="customer-1",
        reference="order-1",
        idempotency_key="a" * 64,
        key_expires_at=now + 24 * 3_600_000,
        fingerprint="b" * 64,
        amount_minor=AMOUNT_MINOR,
        currency="EUR",
        card_token="tok_abc",
        card_ciphertext="c2VhbGVk",
        card_bin="424242",
        card_last4="4242",
        card_scheme="visa",
        device_id=None,
        country="DE",
        state=State.RESERVED,
        version=1,
        attempt_id="first",
        lease_until=now + 60_000,
        created_at=now,
        updated_at=now,
        correlation_id=CORRELATION_ID,
        fraud_score=12,
        fraud_decision="approve",
        fraud_reasons='{"base": 12}',
    )
    return replace(payment, **changes)


@dataclass(kw_only=True)
class World:
    """Processing and reconciliation around one store and one acquirer."""

    store: PaymentStore
    acquirer: Acquirer
    clock: MovableClock = field(default_factory=MovableClock)
    outbox: Any = field(default_factory=RecordingClient)
    vault: Any = field(default_factory=MemoryVault)
    assessor: Any = field(default_factory=FixedAssessor)
    window_hours: int = 24
    taken: int = 0
    """How many captures a test has accounted for."""

    def guarded(self, wire: Tripwire, store: PaymentStore) -> "World":
        """The same world with every call to the outside passing through a trip wire."""
        return replace(
            self,
            store=store,
            acquirer=wire.guard(self.acquirer),
            outbox=wire.guard(self.outbox),
            vault=wire.guard(self.vault),
            assessor=wire.guard(self.assessor),
        )

    def settlement(self) -> Settlement:
        publisher = Publisher(
            kinesis=self.outbox,
            stream_name="payments-test",
            sns=self.outbox,
            topic_arn="arn:aws:sns:us-west-2:123456789012:failed-transactions-test",
        )
        return Settlement(store=self.store, publisher=publisher, clock=self.clock)

    def process(self, key: str = KEY, **changes: Any) -> Payment:
        processor = Processor(
            settlement=self.settlement(),
            vault=self.vault,
            acquirer=self.acquirer,
            assessor=self.assessor,
            window_hours=self.window_hours,
        )
        return processor.process(payment_request(**changes), key, CORRELATION_ID)

    def reconcile(self) -> Mapping[str, int]:
        return Reconciliation(settlement=self.settlement(), acquirer=self.acquirer).run()
