"""What the acquirer answered, and what it means for the charge."""

import json
from typing import Any

import pytest
from payments.acquirer.https import MAX_ANSWER_BYTES
from payments.acquirer.protocol import NotSentError, Outcome, OutcomeUnknownError, Verdict

from tests.support.acquirer_rig import APPROVED, CARD, Rig, charge


@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_a_request_that_is_turned_away_was_not_taken(rig: Rig, status: int) -> None:
    rig.server.scripted += [(status, b"{}")]
    with pytest.raises(NotSentError, match=str(status)):
        charge(rig)


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (500, b"{}"),
        (503, b"{}"),
        (302, b""),
        (409, b"{}"),
        (0, b""),
        (200, b"not json"),
        (200, b"[]"),
        (200, b'{"outcome": "maybe"}'),
        (200, b"{}"),
        (200, b"[" * 60_000),
    ],
)
def test_anything_but_a_verdict_leaves_the_outcome_unknown_and_is_not_repeated(
    rig: Rig, status: int, content: bytes
) -> None:
    rig.server.scripted += [(status, content)]
    with pytest.raises(OutcomeUnknownError) as caught:
        charge(rig)
    assert len(rig.server.requests) == 1
    assert CARD not in repr(caught.value.__cause__)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_texts_of_the_acquirer_that_are_no_short_codes_are_dropped(rig: Rig) -> None:
    longest = {"outcome": "declined", "reason": "x" * 64}
    dropped = {"outcome": "declined", "reason": "x" * 65, "code": 7}
    rig.server.scripted += [(200, json.dumps(each).encode()) for each in (longest, dropped)]
    assert charge(rig) == Verdict(outcome=Outcome.DECLINED, reason="x" * 64)
    assert charge(rig) == Verdict(outcome=Outcome.DECLINED)


def test_of_an_answer_that_is_too_long_no_more_is_read_and_its_connection_is_not_used_again(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[Any] = []
    send = rig.acquirer._http.request

    def request(method: str, url: str, **given: Any) -> Any:
        answers.append(send(method, url, **given))
        return answers[-1]

    monkeypatch.setattr(rig.acquirer._http, "request", request)
    rig.server.keeps_connections = True
    whole = APPROVED.ljust(MAX_ANSWER_BYTES)
    rig.server.scripted += [(200, whole), (200, whole + b" " * 1_000), (200, APPROVED)]
    assert charge(rig).outcome is Outcome.APPROVED
    with pytest.raises(OutcomeUnknownError, match="above 65536 bytes"):
        charge(rig)
    assert charge(rig).outcome is Outcome.APPROVED
    assert [answer.tell() for answer in answers] == [
        MAX_ANSWER_BYTES,
        MAX_ANSWER_BYTES + 1,
        len(APPROVED),
    ]
    first, second, third = rig.server.connections
    assert first == second
    assert third != second


def test_an_answer_that_is_too_long_does_not_hide_that_a_request_was_turned_away(rig: Rig) -> None:
    rig.server.scripted += [(422, b" " * (MAX_ANSWER_BYTES + 1))]
    with pytest.raises(NotSentError, match="422"):
        charge(rig)


@pytest.mark.parametrize("name", ["reason", "code"])
def test_a_code_of_the_acquirer_that_quotes_the_card_is_dropped(rig: Rig, name: str) -> None:
    answer = {"outcome": "declined", name: f"refused_{CARD}"}
    rig.server.scripted += [(200, json.dumps(answer).encode())]
    assert charge(rig) == Verdict(outcome=Outcome.DECLINED)
