import re
import runpy
from pathlib import Path
from typing import cast

import pulumi_policy
import pytest
import yaml
from pci import pack
from pci.ground import Ground
from pci.requirements import REQUIREMENTS, reference
from pci.rule import ResourceRule, Rule, StackRule
from pulumi_policy import EnforcementLevel, Severity

from tests.policy.harness import POLICIES, UNKNOWN
from tests.policy.tables import every_table

PACK = Path(__file__).parents[2] / "policy"
every_rule = pytest.mark.parametrize("rule", pack.RULES, ids=lambda rule: rule.name)


def test_names_are_unique_and_written_alike() -> None:
    names = [rule.name for rule in pack.RULES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name) for name in names)


@every_rule
def test_a_rule_says_in_one_imperative_sentence_what_to_do(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z][a-z]+ [^.!?]+\.", re.sub(r"\d\.\d", "", rule.description))
    assert len(rule.description) <= 100


@every_rule
def test_a_rule_shows_the_way_out_and_where_to_read_more(rule: Rule) -> None:
    assert len(rule.fix) > 20
    assert rule.url.startswith("https://")
    assert rule.types
    assert all(re.fullmatch(r"aws:\w+/\w+:\w+", kind) for kind in rule.types)


@every_rule
def test_a_rule_names_known_requirements(rule: Rule) -> None:
    assert rule.requirements
    assert set(rule.requirements) <= set(REQUIREMENTS)
    # 3.5.1.2: encryption of disks and volumes alone does not make a PAN unreadable.
    assert "3.5.1.2" not in rule.requirements
    assert rule.framework.reference == "; ".join(rule.requirements)


def test_a_requirement_that_is_not_in_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match=re.escape("9.9.9 is not in REQUIREMENTS")):
        reference(["3.5.1", "9.9.9"])


def test_levels_follow_the_one_principle() -> None:
    mandatory = {Ground.KEYS, Ground.EXPOSURE, Ground.TRANSPORT, Ground.SECRETS,
                 Ground.PRINCIPALS, Ground.GOVERNANCE}  # fmt: skip
    for ground in Ground:
        expected = EnforcementLevel.MANDATORY if ground in mandatory else EnforcementLevel.ADVISORY
        assert ground.level is expected
        assert ground.because


@every_rule
def test_a_rule_that_is_more_severe_than_its_ground_says_why(rule: Rule) -> None:
    order = [Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL]
    is_raised = order.index(rule.severity) > order.index(rule.ground.severest)
    assert bool(rule.severe_because) is is_raised


@pytest.mark.parametrize("word", ["customer-managed-key", "encrypted", "no-public", "tls"])
def test_rules_on_keys_exposure_and_transport_are_mandatory(word: str) -> None:
    inside_the_vpc = "lb-target-group-encrypted"  # 4.2.1 speaks of open, public networks
    rules = [rule for rule in pack.RULES if rule.name != inside_the_vpc]
    levels = {rule.name: rule.ground.level for rule in rules if word in rule.name}
    assert set(levels.values()) == {EnforcementLevel.MANDATORY}, levels


def test_every_rule_is_a_policy_of_the_pack() -> None:
    assert [policy.name for policy in POLICIES] == [
        *(rule.name for rule in pack.RULES),
        "exemptions-justified",
    ]


@every_rule
def test_every_rule_has_cases_that_violate_it(rule: Rule) -> None:
    tables = [table for table in every_table() if table.rule == rule.name]
    assert any(table.violating for table in tables)


@every_rule
def test_every_rule_has_cases_with_unknown_values(rule: Rule) -> None:
    about_existence = {
        "iam-no-users", "iam-no-access-keys", "iam-no-user-attached-policies",
        "securityhub-enabled", "sg-not-unused",
    }  # fmt: skip
    tables = [table for table in every_table() if table.rule == rule.name]
    assert rule.name in about_existence or any(
        table.undetermined or UNKNOWN in repr((table.base, table.fine)) for table in tables
    )


def test_rules_are_about_resources_or_stacks() -> None:
    kinds = [type(rule) for rule in pack.RULES]
    assert set(kinds) == {ResourceRule, StackRule}


def test_the_manual_says_of_every_rule_about_a_stack_why_it_is_one() -> None:
    manual = (PACK / "README.md").read_text(encoding="utf-8")
    listed = manual.split("## Rules about a stack")[1].split("\n## ")[0]
    stack_rules = [rule.name for rule in pack.RULES if isinstance(rule, StackRule)]
    assert sorted(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", listed)) == sorted(stack_rules)


def test_the_pack_imports_nothing_of_the_program() -> None:
    for path in PACK.rglob("*.py"):
        for module in re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(), re.MULTILINE):
            assert module not in {"settings", "components", "offline", "functions", "policy"}, path
            assert module != "pulumi_aws", path


def test_the_pack_starts_with_every_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    started: dict[str, object] = {}
    monkeypatch.setattr(pulumi_policy, "PolicyPack", started.update)
    runpy.run_path(str(PACK), run_name="__main__")
    assert started["name"] == pack.NAME
    assert len(cast("list[object]", started["policies"])) == len(POLICIES)
    assert started["enforcement_level"] is EnforcementLevel.MANDATORY


def test_the_manifest_says_how_to_run_the_pack() -> None:
    manifest = yaml.safe_load((PACK / "PulumiPolicy.yaml").read_text())
    assert manifest["runtime"]["options"] == {"toolchain": "pip", "virtualenv": ".venv"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", manifest["version"])
