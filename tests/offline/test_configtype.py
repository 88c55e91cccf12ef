from typing import Any

import pytest

from offline.configtype import declarations
from offline.errors import ProjectError


def problems(declared: Any, found: Any) -> Any:
    return [text for each in declarations("shop", declared) for text in each.problems(found)]


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string"}, 5),
        ({"type": "string"}, {"secure": "v1:x"}),
        ({"type": "integer"}, 5),
        ({"type": "integer"}, "-5"),
        ({"type": "integer"}, 5.0),
        ({"type": "boolean"}, True),
        ({"type": "boolean"}, "false"),
        ({"type": "object"}, {"a": 1}),
        ({"type": "array", "items": {"type": "integer"}}, [1, "2"]),
        ({"type": "array", "items": {"type": "array", "items": {"type": "string"}}}, [["a"], []]),
        ({"description": "of any type"}, [{"a": 1}]),
        ({"type": "string", "secret": True}, {"secure": "v1:x"}),
    ],
)
def test_a_value_of_the_declared_type_is_accepted(declared: Any, value: Any) -> None:
    assert problems({"key": declared}, {"shop:key": value}) == []


@pytest.mark.parametrize(
    ("declared", "value", "message"),
    [
        ({"type": "string"}, ["a"], "'shop:key' = ['a'] must be of type string"),
        ({"type": "integer"}, "five", "'shop:key' = 'five' must be of type integer"),
        ({"type": "integer"}, True, "'shop:key' = True must be of type integer"),
        ({"type": "boolean"}, "yes", "'shop:key' = 'yes' must be of type boolean"),
        ({"type": "object"}, [], "'shop:key' = [] must be of type object"),
        (
            {"type": "array", "items": {"type": "integer"}},
            [1, "x"],
            "'shop:key' = [1, 'x'] must be of type array<integer>",
        ),
        ({"type": "integer"}, {"secure": "x"}, "must be of type integer"),
    ],
)
def test_a_value_of_another_type_is_named_with_the_type(
    declared: Any, value: Any, message: Any
) -> None:
    (found,) = problems({"key": declared}, {"shop:key": value})
    assert message in found


def test_a_declared_secret_in_the_clear_is_refused_without_showing_it() -> None:
    (found,) = problems({"key": {"type": "string", "secret": True}}, {"shop:key": "hunter2"})
    assert "pulumi config set --secret shop:key" in found
    assert "hunter2" not in found


def test_a_key_without_default_has_to_be_given() -> None:
    (found,) = problems({"key": {"type": "string"}}, {})
    assert "'shop:key' is missing" in found


def test_a_shorthand_is_a_default() -> None:
    (declaration,) = declarations("shop", {"key": 5})
    assert declaration.has_default
    assert declaration.default == 5


def test_a_value_for_another_namespace_is_a_default_that_no_stack_must_give() -> None:
    (declaration,) = declarations("shop", {"aws:region": {"value": "us-west-2"}})
    assert (declaration.key, declaration.default) == ("aws:region", "us-west-2")
    assert list(declaration.problems({})) == []


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ([], "'config' must hold keys and values"),
        ({"key": {"default": 1, "value": 2}}, "'key' has both 'default' and 'value'"),
        ({"aws:region": {"type": "string"}}, "'aws:region' belongs to another namespace"),
        ({"key": {"type": "float"}}, "'float' is not a type; use one of string, integer"),
        ({"key": {"type": "array"}}, "'key' is an array and must say of what"),
        ({"key": {"type": "array", "items": {"type": "x"}}}, "'x' is not a type"),
        ({"key": {"type": "integer", "default": "x"}}, "default 'x' is not of type integer"),
    ],
)
def test_a_declaration_the_cli_refuses_is_refused(block: Any, message: Any) -> None:
    with pytest.raises(ProjectError, match=message):
        declarations("shop", block)
