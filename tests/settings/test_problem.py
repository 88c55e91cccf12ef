"""How a problem reads."""

import json
from typing import Literal

import pytest
from pydantic import Field, ValidationError

from settings.block import Block
from settings.problem import Problem, dotted, from_validation, shown


class Inner(Block):
    port: int = Field(default=1, description="A port.")


class Outer(Block):
    name: str = Field(description="A name.")
    inner: Inner | None = Field(default=None, description="One.")
    many: tuple[Inner, ...] = Field(default=(), description="Several.")
    size: int = Field(default=2, gt=1, lt=9, description="A size.")
    nat: Literal["none", "single"] = Field(default="none", description="A choice.")


def test_a_problem_says_path_value_rule_and_what_to_write() -> None:
    problem = Problem(path="payments:a.b", found="7", rule="must be 8", fix="8")
    assert str(problem) == "  payments:a.b = 7\n      must be 8\n      write: 8"


@pytest.mark.parametrize(
    ("path", "parent", "expected"),
    [
        ("b", "a", "a.b"),
        ("[1]", "a", "a[1]"),
        ("", "a", "a"),
        ("a.b", "payments:", "payments:a.b"),
    ],
)
def test_a_problem_moves_under_its_block(path: str, parent: str, expected: str) -> None:
    assert Problem(path=path, rule="r").under(parent).path == expected


def test_a_location_is_written_as_in_the_file() -> None:
    assert dotted(("subnets", "database", 1)) == "subnets.database[1]"


def test_a_credential_is_never_shown() -> None:
    assert shown("database.masterPassword", "hunter2") == "[hidden]"
    assert shown("database.passwordLength", 7) == "7"


def test_a_long_value_is_cut() -> None:
    assert shown("x", "y" * 500).endswith("…")


def problems_of(value: object) -> dict[str, Problem]:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate_json(json.dumps(value))
    found = from_validation(caught.value, Outer.json_schema())
    return {problem.path: problem for problem in found}


def test_a_missing_setting_is_required() -> None:
    missing = problems_of({})["name"]
    assert (missing.rule, missing.fix) == ("is required and missing", "A name")


@pytest.mark.parametrize(
    ("value", "path", "fix"),
    [
        ({"size": 1}, "size", "more than 1"),
        ({"size": 9}, "size", "less than 9"),
        ({"size": "9"}, "size", "a whole number, without quotes"),
        ({"nat": "singel"}, "nat", "single"),
        ({"nat": "zzzzzz"}, "nat", ""),
        ({"many": 7}, "many", "a list"),
        ({"inner": 7}, "inner", "a block of settings"),
    ],
)
def test_a_problem_says_what_to_write_instead(
    value: dict[str, object], path: str, fix: str
) -> None:
    found = problems_of({"name": "n", **value})[path]
    assert found.fix == fix
    assert found.rule.startswith("must be")


def test_a_misspelt_key_deep_inside_is_recognised() -> None:
    found = problems_of({"name": "n", "inner": {"prot": 1}, "many": [{"porrt": 1}]})
    assert found["inner.prot"].fix == "port"
    assert found["many[0].porrt"].fix == "port"
