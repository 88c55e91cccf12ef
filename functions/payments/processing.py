"""Processing a payment: recognise, score, reserve, authorise, record, publish.

A crash may come between any two lines. Before the acquirer is asked, the record says so
(`AUTHORISING`), and who finds such a record abandoned does not ask again: it becomes `UNKNOWN`
and reconciliation finds out. So a payment is captured at most once, and none is forgotten.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Final, Protocol

from payments import logs
from payments.acquirer.protocol import (
    Acquirer,
    Charge,
    NotSentError,
    OutcomeUnknownError,
)
from payments.contract import PaymentRequest
from payments.idempotency import InProgressError, check_same, fingerprint, scoped
from payments.identity import new_attempt_id, new_transaction_id
from payments.payment import Payment
from payments.problem import PaymentsError, UnavailableError
from payments.settlement import LEASE_MILLISECONDS, Settlement
from payments.state import OPEN, State
from payments.store.protocol import VersionConflictError
from payments.tokens import CardVault

HOUR_MILLISECONDS: Final = 3_600_000
RETRY_AFTER_SECONDS: Final = 2
"""When to ask again for a payment that another delivery is working on: most take under one."""

CHARGE_SECONDS: Final = 15.0
"""Left of the function's time when a charge is begun: the longest one takes 14.4 s. One that is cut
off has an unknown outcome for nothing."""


class AcquirerUnavailableError(UnavailableError):
    """The acquirer certainly did not get the charge; repeating the request is safe (503)."""

    def __init__(self, reason: str) -> None:
        super().__init__("The acquirer", reason, retry_after=RETRY_AFTER_SECONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The fraud score of a payment as it is recorded."""

    score: int
    state: State
    """What the decision means for a new payment: one of `payments.state.INITIAL`."""
    decision: str
    reasons: Mapping[str, int]
    """Points by signal; they add up to the score."""


class Assessor(Protocol):
    """Scores payments and remembers them for the scores to come."""

    def assess(self, request: PaymentRequest, card_token: str, *, holder: str) -> Assessment:
        """Score a payment without leaving a trace.

        `holder` is the scoped idempotency key: a repeated payment under the same holder is a
        retry, under another one a duplicate, which is refused.
        """
        ...

    def remember(self, request: PaymentRequest, card_token: str, *, holder: str) -> None:
        """Count the payment once, after it is recorded."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Processor:
    """Processes payment requests; every part that touches the outside is given to it."""

    settlement: Settlement
    vault: CardVault
    acquirer: Acquirer
    assessor: Assessor
    window_hours: int

    def process(
        self,
        request: PaymentRequest,
        key: str,
        correlation_id: str,
        *,
        seconds_left: Callable[[], float] = lambda: inf,
    ) -> Payment:
        """Process a request, or say how the payment that holds its idempotency key stands.

        `seconds_left` is what remains of the function's time.

        Raises:
            KeyReusedError: the key belongs to another request.
            InProgressError: another delivery of the request is being worked on.
            AcquirerUnavailableError: the acquirer certainly did not get the charge.
            UnavailableError: a store or service did not answer; repeating is safe.
        """
        token = self.vault.tokenise(request.card)
        wanted = fingerprint(request, token)
        scoped_key = scoped(request.merchant_id, key)
        store = self.settlement.store
        try:
            new = self._new(request, token, scoped_key, wanted, correlation_id)
        except PaymentsError:
            # What stands in a new payment's way must not hide one that is recorded. Looked for
            # here and not first, because nearly every request is new: a round trip less.
            payment = store.find(scoped_key, self.settlement.now())
            if payment is None:
                raise
        else:
            _require_time(new, seconds_left)
            payment = store.claim(new)
            if payment.attempt_id == new.attempt_id:
                self._remember(request, token, scoped_key)
                if payment.state is State.RESERVED:
                    return self._authorise(payment, request)
                return self.settlement.announce(payment)
        return self._resume(payment, request, wanted, seconds_left)

    def repeat(
        self,
        payment: Payment,
        request: PaymentRequest,
        *,
        seconds_left: Callable[[], float] = lambda: inf,
    ) -> Payment:
        """Say how a recorded payment stands that is asked for again; never record a new one.

        Raises:
            KeyReusedError: the payment was asked for by another request.
            InProgressError: another delivery of the request is being worked on.
            AcquirerUnavailableError: the acquirer certainly did not get the charge.
            UnavailableError: a store or service did not answer; repeating is safe.
        """
        wanted = fingerprint(request, self.vault.tokenise(request.card))
        return self._resume(payment, request, wanted, seconds_left)

    def find(self, merchant_id: str, key: str) -> Payment | None:
        """Return the payment that holds a merchant's idempotency key, if one does.

        Raises:
            StoreUnavailableError: the store did not answer.
        """
        return self.settlement.store.find(scoped(merchant_id, key), self.settlement.now())

    def _new(
        self,
        request: PaymentRequest,
        token: str,
        scoped_key: str,
        wanted: str,
        correlation_id: str,
    ) -> Payment:
        assessment = self.assessor.assess(request, token, holder=scoped_key)
        now = self.settlement.now()
        return Payment(
            transaction_id=new_transaction_id(),
            merchant_id=request.merchant_id,
            customer_id=request.customer_id,
            reference=request.reference,
            idempotency_key=scoped_key,
            key_expires_at=now + self.window_hours * HOUR_MILLISECONDS,
            fingerprint=wanted,
            amount_minor=request.money.amount_minor,
            currency=request.money.currency,
            card_token=token,
            card_ciphertext=self.vault.seal(request.card, token=token),
            card_bin=request.card.bin,
            card_last4=request.card.last_four,
            card_scheme=request.card.scheme.name,
            device_id=request.device_id,
            country=request.country,
            state=assessment.state,
            version=1,
            attempt_id=new_attempt_id(),
            lease_until=now + LEASE_MILLISECONDS,
            created_at=now,
            updated_at=now,
            correlation_id=correlation_id,
            fraud_score=assessment.score,
            fraud_decision=assessment.decision,
            fraud_reasons=json.dumps(dict(assessment.reasons)),
            outcome_reason=None if assessment.state is State.RESERVED else "fraud_score",
            unpublished=self.settlement.publisher.wants(assessment.state),
        )

    def _remember(self, request: PaymentRequest, token: str, scoped_key: str) -> None:
        """Count the payment for later scores; it is recorded, so this must not stop it."""
        try:
            self.assessor.remember(request, token, holder=scoped_key)
        except PaymentsError as error:
            logs.logger().warning("the payment is not counted", extra={"problem": error.type})

    def _resume(
        self,
        payment: Payment,
        request: PaymentRequest,
        wanted: str,
        seconds_left: Callable[[], float],
    ) -> Payment:
        """Go on with a payment that an earlier delivery recorded, if that is safe."""
        check_same(payment, wanted)
        _require_time(payment, seconds_left)
        if payment.state not in OPEN or payment.state is State.UNKNOWN:
            return payment
        if payment.lease_until > self.settlement.now():
            raise InProgressError(payment.transaction_id, retry_after=RETRY_AFTER_SECONDS)
        if payment.state is State.RESERVED:
            return self._authorise(payment, request)
        return self._give_up(payment, "abandoned")

    def _authorise(self, reserved: Payment, request: PaymentRequest) -> Payment:
        try:
            asking = self.settlement.move(reserved, State.AUTHORISING)
        except VersionConflictError as conflict:
            raise InProgressError(
                conflict.current.transaction_id, retry_after=RETRY_AFTER_SECONDS
            ) from conflict
        try:
            verdict = self.acquirer.charge(_charge(asking, request))
        except NotSentError as error:
            self.settlement.move(asking, State.RESERVED, lease=0, reason="acquirer_unavailable")
            raise AcquirerUnavailableError(str(error)) from error
        except OutcomeUnknownError:
            return self._give_up(asking, "no_answer")
        return self.settlement.settle(asking, verdict)

    def _give_up(self, asking: Payment, reason: str) -> Payment:
        """Say openly that nobody here knows whether money moved; reconciliation will."""
        try:
            return self.settlement.move(asking, State.UNKNOWN, reason=reason)
        except VersionConflictError as conflict:
            return conflict.current


def _require_time(payment: Payment, seconds_left: Callable[[], float]) -> None:
    if payment.state is State.RESERVED and seconds_left() < CHARGE_SECONDS:
        raise AcquirerUnavailableError("too little time was left to ask it")


def _charge(payment: Payment, request: PaymentRequest) -> Charge:
    return Charge(
        reference=payment.transaction_id,
        merchant_id=payment.merchant_id,
        amount=request.money,
        card=request.card,
        expiry=request.expiry,
        security_code=request.security_code,
    )
