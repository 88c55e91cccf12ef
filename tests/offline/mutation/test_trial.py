"""What a pack says of a stack, and of its mutants."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from offline.account import Account
from offline.errors import PackError
from offline.mutation.mutant import Mutant
from offline.mutation.pack import Pack
from offline.mutation.table import Break
from offline.mutation.trial import Trial, Verdict
from offline.recording import Registration

ACCOUNT = Account("us-west-2")
KEY, ALIAS, VAULT = "aws:kms/key:Key", "aws:kms/alias:Alias", "aws:backup/vault:Vault"
Recorded = Callable[..., Registration]


@pytest.fixture(scope="module")
def pack(pack_folder: Path) -> Pack:
    return Pack(pack_folder)


@pytest.fixture(scope="module")
def stack(registration: Recorded) -> list[Registration]:
    """A key that satisfies every rule, its alias, and a vault that no rule looks at."""
    inputs = {"enableKeyRotation": True, "description": "d", "multiRegion": True}
    key = registration(KEY, "data", inputs, {"id": "key-data"})
    alias = registration(ALIAS, "data", {"targetKeyId": "key-data"})
    return [key, alias, registration(VAULT, "vault", {"name": "v"})]


@pytest.fixture(scope="module")
def trial(pack: Pack, stack: list[Registration]) -> Trial:
    return Trial(pack, stack, ACCOUNT)


def mutant(of: Registration, inputs: Any) -> Mutant:
    return Mutant(of.resource, Break("x", "remove"), "x", inputs)


def without(of: Registration, *names: str) -> Mutant:
    left = {name: value for name, value in of.resource.inputs.items() if name not in names}
    return mutant(of, left)


def test_only_mandatory_and_high_rules_kill(pack: Pack) -> None:
    assert [rule for rule in pack.rules if pack.kills(rule)] == ["rotated", "aliased"]


def test_a_rule_about_resources_kills(trial: Trial, stack: list[Registration]) -> None:
    broken = mutant(stack[0], {**stack[0].resource.inputs, "enableKeyRotation": False})
    assert trial.judge(broken) == Verdict(killers=("rotated",), others=())


def test_a_rule_of_low_severity_only_warns(trial: Trial, stack: list[Registration]) -> None:
    verdict = trial.judge(without(stack[0], "description"))
    assert verdict == Verdict(killers=(), others=("described",))


def test_a_rule_about_stacks_misses_what_is_dropped(
    trial: Trial, stack: list[Registration]
) -> None:
    assert trial.judge(mutant(stack[1], None)) == Verdict(killers=("aliased",), others=())


def test_a_rule_about_stacks_that_kills_nothing_warns_of_what_survives(
    trial: Trial, stack: list[Registration]
) -> None:
    broken = mutant(stack[0], {**stack[0].resource.inputs, "multiRegion": False})
    assert trial.judge(broken) == Verdict(killers=(), others=("kept",))


def test_what_no_rule_looks_at_survives(trial: Trial, stack: list[Registration]) -> None:
    assert trial.judge(mutant(stack[2], {})) == Verdict(killers=(), others=())
    assert trial.judge(mutant(stack[2], None)) == Verdict(killers=(), others=())


def test_what_is_violated_already_kills_nobody(pack: Pack, registration: Recorded) -> None:
    inputs = {"enableKeyRotation": False, "multiRegion": True, "description": "d"}
    key = registration(KEY, "bare", inputs, {"id": "key-bare"})
    broken = without(key, "description")
    assert Trial(pack, [key], ACCOUNT).judge(broken) == Verdict(killers=(), others=("described",))


def test_a_rule_that_reads_the_whole_stack_gets_it(tmp_path: Path, registration: Recorded) -> None:
    (tmp_path / "__main__.py").write_text(
        "from pulumi_policy import *\n"
        "def counted(args, report):\n"
        "    [each.props for each in args.resources if 'vault' in each.resource_type]\n"
        "    if len(args.resources) > 1:\n"
        "        report('is crowded')\n"
        "PolicyPack(name='p', policies=[StackValidationPolicy(\n"
        "    'counted', 'Few.', counted, EnforcementLevel.MANDATORY)])\n"
    )
    vault, key = registration(VAULT, "vault", {"name": "v"}), registration(KEY, "k")
    trial = Trial(Pack(tmp_path), [vault, key], ACCOUNT)
    assert trial.judge(mutant(vault, None)) == Verdict(killers=(), others=())


def test_a_pack_that_fails_is_named_with_the_resource(
    pack: Pack, trial: Trial, stack: list[Registration], registration: Recorded
) -> None:
    broken = mutant(stack[0], {"enableKeyRotation": "boom"})
    with pytest.raises(PackError, match=r"failed about urn:.*::data: .*no such rotation"):
        trial.judge(broken)
    unknown = registration(KEY, "odd", {}, {"id": 7})
    with pytest.raises(PackError, match="failed about a stack: "):
        pack.judge_stack("aliased", [unknown, registration(ALIAS, "odd", {"other": 1})])
