"""What a REST API answers itself: problem documents that repeat nothing of a request."""

import json
import re

import pytest

from components.api_refusals import REFUSALS, Refusal, refusal_headers
from settings.api import ApiSettings

KEBAB = re.compile(r"urn:payments:problem:[a-z]+(-[a-z]+)*")


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.kind)
def test_a_refusal_is_a_problem_document_as_the_functions_write_them(refusal: Refusal) -> None:
    document = json.loads(refusal.template().replace("$context.requestId", "request-1"))
    assert KEBAB.fullmatch(document.pop("type"))
    assert document == {
        "title": refusal.title,
        "instance": "urn:payments:request:request-1",
        "correlation_id": "request-1",
    } | ({} if refusal.status is None else {"status": refusal.status})


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.kind)
def test_a_refusal_repeats_nothing_of_the_request(refusal: Refusal) -> None:
    # Messages of API Gateway quote bodies that are no JSON and headers of wrong signatures.
    assert set(re.findall(r"\$[A-Za-z.]+", refusal.template())) == {"$context.requestId"}


def test_every_type_is_answered_once_and_the_defaults_keep_their_status() -> None:
    kinds = [refusal.kind for refusal in REFUSALS]
    assert len(kinds) == len(set(kinds))
    assert {refusal.kind for refusal in REFUSALS if refusal.status is None} == {
        "DEFAULT_4XX",
        "DEFAULT_5XX",
    }


@pytest.mark.parametrize(
    ("origins", "shown"),
    [
        ((), None),
        (("https://a.example.com",), "'https://a.example.com'"),
        (("https://a.example.com", "https://b.example.com"), None),
    ],
)
def test_a_refusal_says_what_it_is_and_who_may_read_it(
    origins: tuple[str, ...], shown: str | None
) -> None:
    headers = refusal_headers(ApiSettings(cors_origins=origins))
    assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
    assert headers.get("gatewayresponse.header.Access-Control-Allow-Origin") == shown
