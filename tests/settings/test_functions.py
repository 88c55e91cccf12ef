"""The functions block: capacity, canary and limits."""

from collections.abc import Callable

import pytest

from settings.functions import FunctionSettings, FunctionsSettings, ProcessingSettings
from settings.sizing import Sizing

Problems = Callable[..., dict[str, str]]


def test_concurrency_follows_the_load_unless_it_is_set() -> None:
    settings = FunctionsSettings(validation=FunctionSettings(reserved_concurrency=20))
    sizing = Sizing(6_000)
    assert settings.concurrency(settings.validation, sizing) == 20
    assert settings.concurrency(settings.fraud, sizing) == 10
    assert settings.concurrency(settings.processing, sizing) == 30
    assert settings.reserved(sizing) == 60


def test_a_small_load_leaves_room_for_requests_that_come_together() -> None:
    settings = FunctionsSettings()
    assert settings.concurrency(settings.validation, Sizing(600)) == 10


def test_a_hundred_runs_of_the_account_stay_unreserved() -> None:
    assert FunctionsSettings(account_concurrency=3_000).reservable == 2_900


def test_processing_keeps_its_duration_when_only_another_field_is_set() -> None:
    assert ProcessingSettings(provisioned_concurrency=5).duration_ms == 300


def test_more_warm_runs_than_runs_are_refused(problems_of: Problems) -> None:
    block = {"processing": {"reservedConcurrency": 100, "provisionedConcurrency": 101}}
    text = problems_of({"functions": block})["functions.processing.provisionedConcurrency"]
    assert "= 101" in text
    assert "must not exceed reservedConcurrency = 100" in text


def test_more_warm_runs_than_the_load_needs_are_refused(problems_of: Problems) -> None:
    block = {"processing": {"provisionedConcurrency": 31}}
    text = problems_of({"targetTpm": 6_000, "functions": block})
    found = text["functions.processing.provisionedConcurrency"]
    assert "= 31" in found
    assert "must not exceed the 30 runs that targetTpm = 6000 needs" in found
    assert "reservedConcurrency: 31" in found


@pytest.mark.parametrize("half", [{"canaryVersion": "3"}, {"canaryPercent": 10}])
def test_half_a_canary_is_refused(problems_of: Problems, half: dict[str, object]) -> None:
    text = problems_of({"functions": {"fraud": half}})["functions.fraud.canaryPercent"]
    assert "belong together" in text
    assert "set both, or neither" in text


def test_a_whole_canary_is_taken() -> None:
    canary = FunctionSettings(canary_version="3", canary_percent=10)
    assert list(FunctionsSettings(validation=canary).conflicts()) == []


@pytest.mark.parametrize("url", ["http://acquirer.example.com", "acquirer.example.com", ""])
def test_an_acquirer_is_reached_by_https_only(problems_of: Problems, url: str) -> None:
    text = problems_of({"functions": {"acquirerUrl": url}})["functions.acquirerUrl"]
    assert repr(url) in text


def test_a_function_ends_before_the_api_gives_up(problems_of: Problems) -> None:
    assert "= 29" in problems_of({"functions": {"timeoutSeconds": 29}})["functions.timeoutSeconds"]
