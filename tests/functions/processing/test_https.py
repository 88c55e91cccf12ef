"""The HTTPS acquirer against a real server: what is sent, repeated, refused and left alone."""

from dataclasses import replace
from typing import Any

import pytest
from payments.acquirer.circuit import FAILURES_TO_OPEN, OPEN_SECONDS
from payments.acquirer.https import IDLE_SECONDS, AcquirerUrlError, HttpsAcquirer, SecretToken
from payments.acquirer.protocol import NotSentError, Outcome, OutcomeUnknownError, Verdict
from payments.cards import SecurityCode
from payments.money import Money

from tests.functions.processing.doubles import SECRET_ARN, SecretsDouble
from tests.support.acquirer_rig import APPROVED, CHARGE, Rig, charge
from tests.support.acquirer_server import TOKEN, AcquirerServer


def test_a_charge_arrives_with_everything_and_its_verdict_comes_back(rig: Rig) -> None:
    verdict = charge(rig)
    assert verdict.outcome is Outcome.APPROVED
    assert verdict.code
    assert rig.server.ledger.captured() == {"tx_abc/d": 1250}
    ((method, path, headers),) = rig.server.requests[:1]
    assert (method, path) == ("POST", "/v1/charges")
    assert headers["Idempotency-Key"] == "tx_abc/d"
    assert headers["Authorization"] == f"Bearer {TOKEN}"


def test_a_connection_that_may_be_forgotten_gets_no_charge(rig: Rig) -> None:
    rig.server.keeps_connections = True
    for second in (0, IDLE_SECONDS, 2 * IDLE_SECONDS + 1):
        rig.now = second
        charge(rig)
    first, soon, late = rig.server.connections
    assert first == soon, "a connection in use is kept"
    assert late != soon


def test_a_decline_carries_its_reason(rig: Rig) -> None:
    declined = replace(CHARGE, amount=Money(9051, "EUR"), security_code=SecurityCode("123"))
    assert rig.acquirer.charge(declined) == Verdict(
        outcome=Outcome.DECLINED, reason="insufficient_funds"
    )


def test_a_charge_can_be_found_and_an_unseen_one_is_none(rig: Rig) -> None:
    charge_ = replace(CHARGE, reference="tx_found")
    verdict = rig.acquirer.charge(charge_)
    assert rig.acquirer.find("tx_found") == verdict
    assert rig.acquirer.find("tx_unseen") is None


def test_a_cancelled_charge_takes_no_money_when_it_arrives_later(rig: Rig) -> None:
    cancelled = Verdict(outcome=Outcome.CANCELLED)
    assert rig.acquirer.cancel("tx_late") == cancelled
    assert rig.acquirer.charge(replace(CHARGE, reference="tx_late")) == cancelled
    assert rig.server.ledger.captured() == {}


def test_an_overloaded_acquirer_is_asked_again_after_a_pause(rig: Rig) -> None:
    rig.server.scripted += [(429, b"{}"), (429, b"{}")]
    assert charge(rig).outcome is Outcome.APPROVED
    assert rig.pauses == [0.0, 0.1, 0.3]


def test_an_acquirer_that_stays_overloaded_did_not_get_the_charge(rig: Rig) -> None:
    rig.server.scripted += [(429, b"{}")] * 3
    with pytest.raises(NotSentError, match="429"):
        charge(rig)
    assert len(rig.server.requests) == 3


def test_looking_up_and_cancelling_are_repeated_after_any_failure(rig: Rig) -> None:
    rig.server.scripted += [(0, b""), (500, b""), (200, APPROVED)]
    assert rig.acquirer.find("tx_abc") == Verdict(outcome=Outcome.APPROVED, code="A1B2C3")
    rig.server.scripted += [(0, b""), (429, b""), (200, APPROVED)]
    assert rig.acquirer.cancel("tx_abc").outcome is Outcome.APPROVED


def test_looking_up_and_cancelling_wait_less_for_an_answer_than_a_charge(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[tuple[str, float]] = []
    send = rig.acquirer._http.request

    def request(method: str, url: str, **given: Any) -> Any:
        waits.append((method, given["timeout"].read_timeout))
        return send(method, url, **given)

    monkeypatch.setattr(rig.acquirer._http, "request", request)
    charge(rig)
    rig.acquirer.find(CHARGE.reference)
    rig.acquirer.cancel(CHARGE.reference)
    assert waits == [("POST", 8.0), ("GET", 2.0), ("PUT", 2.0)]


def test_a_lookup_that_keeps_failing_says_why(rig: Rig) -> None:
    rig.server.scripted += [(500, b"")] * 3
    with pytest.raises(OutcomeUnknownError, match="answered 500"):
        rig.acquirer.find("tx_abc")


def test_a_refused_connection_is_tried_three_times_and_never_sent(running: AcquirerServer) -> None:
    rig = Rig(running, url="https://localhost:1/v1")
    with pytest.raises(NotSentError, match="NewConnectionError"):
        charge(rig)
    assert rig.pauses == [0.0, 0.1, 0.3]


def test_a_certificate_of_another_authority_is_refused(running: AcquirerServer) -> None:
    running.requests.clear()
    acquirer = HttpsAcquirer(
        running.url,
        token=SecretToken(SecretsDouble(token=TOKEN), SECRET_ARN),
        sleep=lambda _: None,
    )
    with pytest.raises(OutcomeUnknownError, match="SSLError"):
        acquirer.charge(CHARGE)
    assert running.requests == []


@pytest.mark.parametrize(
    "url",
    ["http://acquirer.example", "https://", "https://a.example/?q=1", "ftp://a.example", "x"],
)
def test_card_data_is_sent_over_https_only(running: AcquirerServer, url: str) -> None:
    with pytest.raises(AcquirerUrlError, match="https://host/path") as caught:
        Rig(running, url=url)
    assert repr(url) in str(caught.value)


def test_a_rotated_token_is_read_again(rig: Rig) -> None:
    charge(rig)
    rig.server.token = "rotated-token"
    rig.secrets.hold(token="rotated-token")
    assert rig.acquirer.charge(replace(CHARGE, reference="tx_2")).outcome is Outcome.APPROVED
    assert rig.secrets.reads == 2


def test_a_token_that_stays_refused_means_not_sent(rig: Rig) -> None:
    rig.server.token = "other"
    with pytest.raises(NotSentError, match="401"):
        charge(rig)
    assert len(rig.server.requests) == 1


@pytest.mark.parametrize("document", [{}, {"token": ""}, {"token": 5}])
def test_a_malformed_secret_stops_the_charge_before_it_is_sent(
    rig: Rig, document: dict[str, object]
) -> None:
    rig.secrets.hold(**document)
    with pytest.raises(NotSentError, match="does not hold the JSON document"):
        charge(rig)
    with pytest.raises(OutcomeUnknownError, match="does not hold the JSON document"):
        rig.acquirer.find("tx_abc")
    assert rig.server.requests == []


def test_after_failures_in_a_row_the_acquirer_is_left_alone_and_then_probed(rig: Rig) -> None:
    rig.server.scripted += [(500, b"")] * (FAILURES_TO_OPEN + 1)
    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(OutcomeUnknownError):
            charge(rig)
    with pytest.raises(NotSentError, match="circuit is open"):
        charge(rig)
    assert len(rig.server.requests) == FAILURES_TO_OPEN
    rig.now = OPEN_SECONDS
    with pytest.raises(OutcomeUnknownError):
        charge(rig)
    with pytest.raises(NotSentError, match="circuit is open"):
        charge(rig)
    rig.now = 2 * OPEN_SECONDS
    assert charge(rig).outcome is Outcome.APPROVED
    assert charge(rig).outcome is Outcome.APPROVED


@pytest.mark.parametrize("status", [500, 0])
def test_while_open_one_probe_is_let_through_at_a_time(rig: Rig, status: int) -> None:
    rig.server.scripted += [(status, b"")] * FAILURES_TO_OPEN
    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(OutcomeUnknownError):
            charge(rig)
    rig.now = OPEN_SECONDS
    circuit = rig.acquirer._circuit
    assert [circuit.allows() for _ in range(3)] == [True, False, False]
