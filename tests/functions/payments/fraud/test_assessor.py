from datetime import UTC, datetime

import pytest
from payments.activity import ActivityLog
from payments.contract import PaymentRequest
from payments.fraud.assessor import ActivityAssessor
from payments.fraud.detector import FraudDetector
from payments.fraud.model import shipped_model
from payments.limits import limit_book
from payments.state import State
from payments.validation import PaymentInvalidError, validate

from tests.support.memory_counters import MemoryCounters
from tests.support.payment_documents import payment_document
from tests.support.payment_doubles import MovableClock

TOKEN = "tok_1"
BOOK = limit_book(1_000_000)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 22, 12, 0, tzinfo=UTC))


@pytest.fixture
def assessor(clock: MovableClock) -> ActivityAssessor:
    return ActivityAssessor(
        detector=FraudDetector(model=shipped_model(), clock=clock, max_amount_minor=1_000_000),
        activity=ActivityLog(MemoryCounters(), clock, idempotency_window_hours=24),
        limits=BOOK,
    )


def request(number: int = 1, **changes: object) -> PaymentRequest:
    document = payment_document(**({"reference": f"order-{number}"} | changes))
    return validate(document, limits=BOOK, now=datetime(2026, 11, 22, tzinfo=UTC))


def test_a_known_customer_s_ordinary_payment_is_approved(assessor: ActivityAssessor) -> None:
    assessor.remember(request(1), TOKEN, holder="key-1")
    assessed = assessor.assess(request(2), TOKEN, holder="key-2")
    assert (assessed.decision, assessed.state) == ("approve", State.RESERVED)
    assert int(assessed.score) == sum(assessed.reasons.values())


def test_a_burst_on_one_card_is_first_reviewed_and_then_declined(
    assessor: ActivityAssessor, clock: MovableClock
) -> None:
    states: list[State] = []
    for number in range(45):
        burst = request(number, ip_country="BR", currency="USD", amount_minor=40_000)
        states.append(assessor.assess(burst, TOKEN, holder=f"key-{number}").state)
        assessor.remember(burst, TOKEN, holder=f"key-{number}")
        clock.forward(seconds=5)
    assert list(dict.fromkeys(states)) == [State.REVIEW, State.REFUSED]


def test_assessing_leaves_no_trace(assessor: ActivityAssessor) -> None:
    first = assessor.assess(request(), TOKEN, holder="key-1")
    assert assessor.assess(request(), TOKEN, holder="key-2") == first


def test_a_duplicate_is_refused_and_a_retry_is_not(assessor: ActivityAssessor) -> None:
    assessor.remember(request(), TOKEN, holder="key-1")
    assessor.assess(request(), TOKEN, holder="key-1")
    with pytest.raises(PaymentInvalidError, match="Correct reference"):
        assessor.assess(request(), TOKEN, holder="key-2")


def test_a_customer_s_daily_limit_holds_over_several_payments(assessor: ActivityAssessor) -> None:
    for number in range(2):
        assessor.remember(request(number, amount_minor=1_000_000), TOKEN, holder=f"key-{number}")
    with pytest.raises(PaymentInvalidError, match="Correct amount_minor"):
        assessor.assess(request(3, amount_minor=1), TOKEN, holder="key-3")
