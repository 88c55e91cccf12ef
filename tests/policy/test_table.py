import runpy
from pathlib import Path

import pytest
from pci import pack, table
from pci.rule import Rule

ROOT = Path(__file__).parents[2]
MARKDOWN = table.markdown()


def test_the_documented_table_is_current() -> None:
    documented = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
    assert documented == MARKDOWN, "in policy/, run: python -m pci.table > ../docs/policies.md"


def test_the_command_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(ROOT / "policy" / "pci" / "table.py"), run_name="__main__")
    assert capsys.readouterr().out == MARKDOWN


@pytest.mark.parametrize("rule", pack.RULES, ids=lambda rule: rule.name)
def test_a_rule_has_its_row_and_its_equivalents(rule: Rule) -> None:
    assert rule.name in table.equivalents()
    (row,) = [line for line in MARKDOWN.split("\n") if f"[`{rule.name}`]" in line]
    assert f"| {', '.join(rule.requirements)} | {rule.ground.level.value} |" in row
    for names in table.equivalents()[rule.name].values():
        assert ", ".join(names) in row


def test_many_types_are_counted() -> None:
    assert " and " in table.markdown([one for one in pack.RULES if one.name == "required-tags"])
