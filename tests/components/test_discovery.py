"""The zones a stack spreads over."""

from types import SimpleNamespace
from typing import Any

import pulumi_aws as aws
import pytest

from components.context import Context
from components.discovery import discover
from offline.errors import ProgramError
from offline.graph import run
from settings.parse import parse


def discovered() -> Context:
    found: list[Context] = []
    run(lambda: found.append(discover(parse({}, stack="test", region="us-west-2"))))
    return found[0]


def test_a_stack_spreads_over_three_zones_of_its_region() -> None:
    ctx = discovered()
    assert len(ctx.azs) == 3
    assert all(zone.startswith("us-west-2") for zone in ctx.azs)


def test_local_zones_and_zones_without_half_the_services_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: dict[str, Any] = {}

    def zones(**arguments: object) -> SimpleNamespace:
        asked.update(arguments)
        return SimpleNamespace(names=["us-west-2a", "us-west-2b", "us-west-2c"])

    monkeypatch.setattr(aws, "get_availability_zones", zones)
    discovered()
    assert asked["exclude_zone_ids"] == ["use1-az3"]
    assert asked["filters"] == [{"name": "opt-in-status", "values": ["opt-in-not-required"]}]


def test_a_region_with_two_zones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    few = SimpleNamespace(names=["us-west-1a", "us-west-1c"])
    monkeypatch.setattr(aws, "get_availability_zones", lambda **_: few)
    with pytest.raises(ProgramError, match="has 2 availability zones; the platform spreads over 3"):
        discovered()
