"""Pulumi.yaml and the configuration reference follow the settings."""

from pathlib import Path

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


def blocks(kind: type[Block]) -> list[type[Block]]:
    schema = kind.json_schema()
    return [*schema.get("$defs", {}).values(), schema]


@pytest.mark.parametrize("key", sorted(block_types()))
def test_every_setting_says_its_consequence(key: str) -> None:
    kind = block_types()[key]
    assert kind.about
    for schema in blocks(kind):
        for name, field in schema.get("properties", {}).items():
            assert len(field.get("description", "")) > 15, f"{key}.{name}"


class _Inner(Block):
    low: int = Field(ge=1, le=2, description="low")


class _Outer(Block):
    """Every shape a setting may have."""

    one: _Inner = Field(default=_Inner(low=1), description="a block | with a bar")
    some: tuple[_Inner, ...] = Field(default=(), description="blocks")
    names: tuple[str, ...] = Field(default=("a",), description="names")
    free: dict[str, str] = Field(default={}, description="anything")


def test_nested_blocks_are_listed_under_their_key() -> None:
    table = reference.table(_Outer)
    assert "| `one.low` | integer 1 to 2 | required | low |" in table
    assert "| `some.low` |" in table
    assert "a block \\| with a bar" in table
    assert "| `names` | list of string | `['a']` |" in table
