"""Whole stacks, broken one property at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from offline.account import Account
from offline.errors import OfflineError, PackError, ProjectError
from offline.mutation import campaign as campaigns
from offline.mutation import table
from offline.mutation.campaign import Campaign
from offline.mutation.pack import Pack
from offline.mutation.table import Entry
from offline.mutation.trial import Trial
from offline.projectfile import Project
from offline.recording import Registration

KEY = "aws:kms/key:Key"


@pytest.fixture
def campaign(pack_folder: Path, registration: Callable[..., Registration]) -> Campaign:
    """Two keys in a stack, one of them with an alias that the table says nothing about."""
    inputs = {"enableKeyRotation": True, "description": "d", "multiRegion": True}
    keys = [registration(KEY, name, inputs, {"id": f"key-{name}"}) for name in ("a", "b")]
    alias = registration("aws:kms/alias:Alias", "a", {"targetKeyId": "key-a"})
    breaks = {"enableKeyRotation": ["flip"], "description": ["remove"]}
    trial = Trial(Pack(pack_folder), [*keys, alias], Account("us-west-2"))
    return Campaign({KEY: Entry(breaks=breaks)}, {"dev": trial})


def test_every_part_breaks_its_own_resources(campaign: Campaign) -> None:
    first, second = campaign.part(0, 2), campaign.part(1, 2)
    told = [(one.stack, one.name, one.path, one.killers, one.others) for one in [*first, *second]]
    assert told == [
        ("dev", "a", "enableKeyRotation", ("rotated",), ()),
        ("dev", "a", "description", (), ("described",)),
        ("dev", "b", "enableKeyRotation", ("rotated",), ()),
        ("dev", "b", "description", (), ("described",)),
    ]


def test_what_goes_wrong_with_a_resource_is_one_message(
    monkeypatch: pytest.MonkeyPatch, campaign: Campaign
) -> None:
    def fail(*_: Any) -> None:
        raise KeyError("Statement")

    monkeypatch.setattr(campaigns, "mutants", fail)
    defect = rf"^stack dev, {KEY} a: the mutation tool itself failed, .*: KeyError: 'Statement' \("
    with pytest.raises(OfflineError, match=defect):
        list(campaign.part(0, 1))


def test_what_goes_wrong_with_a_stack_names_it(
    monkeypatch: pytest.MonkeyPatch, example: Path
) -> None:
    def fail(*_: Any) -> None:
        raise PackError("no rules")

    monkeypatch.setattr(campaigns, "Trial", fail)
    with pytest.raises(OfflineError, match=r"^stack dev as it is: no rules$"):
        Campaign.prepare(Project.load(example), ["dev"], table.load())


def test_a_mutant_that_the_pack_fails_about_is_named(campaign: Campaign) -> None:
    boom = Entry(breaks={"enableKeyRotation": [{"weaken": "boom"}]})
    broken = Campaign({KEY: boom}, campaign.trials)
    with pytest.raises(
        OfflineError,
        match=rf"^stack dev, {KEY} a: weaken at enableKeyRotation: the policy pack failed about",
    ):
        list(broken.part(0, 1))


def test_a_stack_is_recorded_as_it_is_when_deployed(example: Path) -> None:
    whole = Campaign.prepare(Project.load(example), ["dev"], table.load())
    assert whole.trials["dev"].registrations[-1].resource.name == "web"


def test_what_the_table_says_nothing_about_stops_the_run(example: Path) -> None:
    without = {kind: entry for kind, entry in table.load().items() if "ec2/vpc:" not in kind}
    with pytest.raises(ProjectError, match=r"breaks/ says nothing about.*\n  aws:ec2/vpc:Vpc$"):
        Campaign.prepare(Project.load(example), ["dev"], without)
