"""Which web sites' scripts may read an answer."""

from typing import Any

import pytest
from payments import api
from payments.cors import VARIABLE, cors_headers
from payments.http import Response
from payments.problem import PaymentsError

from tests.support.payment_documents import rest_event

SHOP, DESK = "https://shop.example.com", "https://desk.example.com"
ALLOW = "access-control-allow-origin"


def refuse(_: object) -> Response:
    raise PaymentsError(status=422, type="t", title="t", detail="d")


ROUTES: api.Routes = {
    ("GET", "/fine"): lambda _: Response(status=200, body={}, headers={"etag": "1"}),
    ("GET", "/refuse"): refuse,
}


@pytest.mark.parametrize("origin", [SHOP, DESK])
def test_an_allowed_site_is_named_in_the_answer(origin: str) -> None:
    variables = {VARIABLE: f"{SHOP}, {DESK}"}
    assert cors_headers({"origin": origin}, variables) == {ALLOW: origin, "vary": "Origin"}


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "https://evil.example.com"}, {"origin": f"{SHOP}.evil.com"}, {"origin": ""}],
)
def test_other_sites_are_not(headers: dict[str, str]) -> None:
    assert cors_headers(headers, {VARIABLE: f"{SHOP},"}) == {"vary": "Origin"}


def test_every_site_is_allowed_where_the_stack_says_so() -> None:
    assert cors_headers({"origin": SHOP}, {VARIABLE: "*"}) == {ALLOW: "*", "vary": "Origin"}


@pytest.mark.parametrize("variables", [{}, {VARIABLE: ""}])
def test_an_api_without_sites_or_with_headers_of_its_own_gets_none(
    variables: dict[str, str],
) -> None:
    assert cors_headers({"origin": SHOP}, variables) == {}


@pytest.mark.parametrize(("path", "status"), [("/fine", 200), ("/refuse", 422), ("/none", 404)])
def test_a_site_may_read_answers_and_problems_alike(
    monkeypatch: pytest.MonkeyPatch, path: str, status: int
) -> None:
    monkeypatch.setenv(VARIABLE, SHOP)
    answer: Any = api.serve(rest_event("GET", path, headers={"Origin": SHOP}), ROUTES)
    assert answer["statusCode"] == status
    assert answer["headers"][ALLOW] == SHOP
    assert answer["headers"]["x-correlation-id"] == "rest-request-0001"
    assert (answer["headers"].get("etag") == "1") is (status == 200)
