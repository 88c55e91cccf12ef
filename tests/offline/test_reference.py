"""Pulumi.yaml and the configuration reference follow the settings."""

from pathlib import Path
from typing import Literal

import pytest
import yaml
from pydantic import Field

from offline import reference
from settings.block import Block
from settings.parse import block_types

ROOT = Path(__file__).parent.parent.parent


def test_the_project_file_is_current() -> None:
    assert (ROOT / "Pulumi.yaml").read_text() == reference.project_file()


def test_the_configuration_reference_is_current() -> None:
    assert (ROOT / "docs/configuration.md").read_text() == reference.reference()


def test_every_declared_key_has_a_type_a_description_and_a_default() -> None:
    declared = yaml.safe_load(reference.project_file())["config"]
    assert {f"payments:{key}" for key in block_types()} < declared.keys()
    for entry in declared.values():
        assert entry["type"] in {"string", "integer", "object"}
        assert len(entry["description"]) > 20
        assert entry["default"] is not None


@pytest.mark.parametrize("key", sorted(block_types()))
def test_every_setting_says_its_consequence(key: str) -> None:
    kind = block_types()[key]
    rows = reference.table(kind).splitlines()[2:]
    assert kind.about
    assert rows
    assert not [row for row in rows if len(row.split(" | ")[-1]) < 20]


class _Inner(Block):
    low: int = Field(ge=1, le=2, description="low")


class _Outer(Block):
    """Every shape a setting may have."""

    one: _Inner = Field(default=_Inner(low=1), description="a block | with a bar")
    some: tuple[_Inner, ...] = Field(default=(), description="blocks")
    names: tuple[str, ...] = Field(default=("a",), description="names")
    free: dict[str, str] = Field(default={}, description="anything")
    only: Literal["a"] = Field(default="a", description="no choice")


def test_nested_blocks_are_listed_under_their_key() -> None:
    table = reference.table(_Outer)
    assert "| `one.low` | integer 1 to 2 | required | low |" in table
    assert "| `some.low` |" in table
    assert "a block \\| with a bar" in table
    assert "| `names` | list of string | `['a']` |" in table
    assert "| `only` | `a` | `a` | no choice |" in table
