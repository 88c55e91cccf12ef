"""Every capacity of a stack carries its target, and the report says how."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from offline import sizing
from offline.headroom import Capacity, capacities, reserved
from settings.problem import SettingsError
from tests.support.stacks import STACKS

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def found(graph: Any) -> Any:
    """`found(stack)`: its capacities by setting."""

    def of(stack: str) -> dict[str, Capacity]:
        settings = sizing.settings_of(stack, ROOT)
        return {each.setting: each for each in capacities(settings, graph(stack))}

    return of


@pytest.fixture
def report(graph: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`report(stack, as_json=False)`: what the command prints."""
    monkeypatch.setattr(sizing, "preview_state", lambda stack, **_: graph(stack))

    def of(stack: str, *, as_json: bool = False) -> str:
        out = io.StringIO()
        sizing.run(stack, as_json=as_json, folder=ROOT, out=out)
        return out.getvalue()

    return of


@pytest.mark.parametrize("stack", STACKS)
def test_every_capacity_carries_the_target(found: Any, stack: str) -> None:
    target = sizing.settings_of(stack, ROOT).target_tpm
    assert found(stack)
    assert [each for each in found(stack).values() if each.carried < target] == []


def test_what_the_stack_file_says_is_told_from_what_follows(found: Any) -> None:
    containers = found("containers")
    assert containers["stream.shards"] == Capacity(
        setting="stream.shards",
        value=1,
        explicit=True,
        arithmetic="1 shards x 1000 a second x 60",
        carried=60_000,
    )
    prod = found("prod")
    assert not prod["api.rateLimit"].explicit
    assert prod["database.maxAcu"].arithmetic == "64 units x 105 a second at best x 60"
    assert prod["containers.maxTasks"].value == 18
    assert prod["transactions.warmReadUnits"].carried == 360_000


def test_a_tier_that_a_stack_has_not_limits_nothing(found: Any) -> None:
    assert not [setting for setting in found("web") if setting.startswith(("api", "functions"))]
    assert "stream.shards" not in found("prod")  # on demand
    assert "transactions.warmWriteUnits" not in found("dev")  # what a new table takes anyway


def test_the_runs_of_every_function_are_counted(graph: Any) -> None:
    assert reserved(graph("prod")) == 500 + 167 + 167 + 3


def test_the_report_shows_the_scarcest_first_with_its_arithmetic(report: Any) -> None:
    text = report("prod").splitlines()
    assert text[0] == "prod · targetTpm 100000 = 1667 payments a second"
    assert text[2].split() == ["headroom", "capacity", "from", "carries", "a", "minute"]
    assert text[3].split()[:4] == [
        "x", "1.00", "functions.processing.reservedConcurrency", "500",
    ]  # fmt: skip
    assert text[3].endswith("targetTpm  500 runs x 60000 / 300 ms = 100000")
    assert text[-1] == (
        "functions reserve 837 of the 900 runs that functions.accountConcurrency 1000 leaves them"
    )


def test_a_stack_without_payment_functions_says_nothing_about_their_runs(report: Any) -> None:
    assert "reserve" not in report("web")
    assert "stack file  2 units x 105" in report("web")


def test_the_document_holds_the_same(report: Any) -> None:
    document = json.loads(report("containers", as_json=True))
    assert (document["stack"], document["targetTpm"]) == ("containers", 6000)
    assert document["capacities"][0]["setting"] == "containers.maxTasks"
    assert document["capacities"][0]["headroom"] == 2.5
    assert document["reservedConcurrency"] == 3


def test_a_wrong_configuration_is_told_with_all_its_problems(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = sizing.Project.load(ROOT).config("dev", {"targetTpm": 6_000_000})
    monkeypatch.setattr(sizing.Project, "config", lambda *_: config)
    with pytest.raises(SettingsError, match="targetTpm = '6000000'"):
        sizing.settings_of("dev", ROOT)
