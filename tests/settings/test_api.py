"""The API block: what each kind of API has."""

from collections.abc import Callable

import pytest

from settings.api import ApiSettings

Problems = Callable[..., dict[str, str]]


def test_the_default_is_a_rest_api_with_keys_and_no_cross_origin_access() -> None:
    settings = ApiSettings()
    assert (settings.kind, settings.authorization, settings.cors_origins) == ("rest", "api_key", ())
    assert list(settings.conflicts()) == []


def test_an_http_api_has_no_keys(problems_of: Problems) -> None:
    text = problems_of({"api": {"kind": "http"}})["api.authorization"]
    assert "'api_key'" in text
    assert "which has no API keys" in text


def test_an_http_api_has_no_first_generation_link(problems_of: Problems) -> None:
    block = {"kind": "http", "authorization": "iam", "link": "nlb"}
    text = problems_of({"api": block})["api.link"]
    assert "'nlb'" in text
    assert "kind: rest only" in text


def test_every_origin_and_a_single_one_contradict_each_other(problems_of: Problems) -> None:
    block = {"corsOrigins": ["*", "https://shop.example.com"]}
    assert "mixes `*`" in problems_of({"api": block})["api.corsOrigins"]


@pytest.mark.parametrize("origin", ["http://shop.example.com", "shop.example.com", "https://*"])
def test_an_origin_is_an_https_address(problems_of: Problems, origin: str) -> None:
    assert repr(origin) in problems_of({"api": {"corsOrigins": [origin]}})["api.corsOrigins[0]"]


JWT = {"issuer": "https://login.example.com/pool", "audiences": ["payments"]}


def test_callers_of_an_http_api_may_bring_tokens() -> None:
    settings = ApiSettings.model_validate(
        {
            "kind": "http",
            "authorization": "jwt",
            "jwt": {**JWT, "audiences": ("payments",)},
            "domain": "pay.example.com",
            "trust_store": {"address": "s3://authorities/partners.pem"},
        }
    )
    assert list(settings.conflicts()) == []


@pytest.mark.parametrize(
    ("block", "path", "words"),
    [
        ({"authorization": "jwt", "jwt": JWT}, "authorization", "verifies no tokens"),
        ({"kind": "http", "authorization": "jwt"}, "jwt", "together"),
        ({"authorization": "iam", "jwt": JWT}, "jwt", "authorization: jwt, or leave jwt out"),
        ({"trustStore": {"address": "s3://authorities/ca.pem"}}, "trustStore", "needs a domain"),
        (
            {"trustStore": {"address": "https://authorities/ca.pem"}},
            "trustStore.address",
            "https://authorities/ca.pem",
        ),
        ({"jwt": {**JWT, "issuer": "http://login.example.com"}}, "jwt.issuer", "http://login"),
        ({"jwt": {**JWT, "audiences": []}}, "jwt.audiences", "at least 1"),
    ],
)
def test_a_proof_that_nobody_can_give_or_check_is_refused(
    problems_of: Problems, block: dict[str, object], path: str, words: str
) -> None:
    assert words in problems_of({"api": block})[f"api.{path}"]
