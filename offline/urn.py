"""URNs as the engine writes them: `urn:pulumi:<stack>::<project>::<qualified type>::<name>`."""

from typing import Final

STACK_TYPE: Final = "pulumi:pulumi:Stack"
_PARTS: Final = 4


def make(*, stack: str, project: str, parent: str, type_: str, name: str) -> str:
    """The URN of a resource.

    A child's type is qualified by its parent's qualified type, except that the stack's own type is
    left out.

    Args:
        stack: the stack's name.
        project: the project's name.
        parent: the parent's URN, or "" for the stack itself.
        type_: the resource's type token.
        name: the resource's logical name.
    """
    prefix = qualified_type(parent) if parent else STACK_TYPE
    qualified = type_ if prefix == STACK_TYPE else f"{prefix}${type_}"
    return f"urn:pulumi:{stack}::{project}::{qualified}::{name}"


def home(urn: str) -> tuple[str, str]:
    """The stack and the project of a resource."""
    prefix, project = _split(urn)[:2]
    return prefix.removeprefix("urn:pulumi:"), project


def qualified_type(urn: str) -> str:
    """The type of a resource and of the components it is in, joined with `$`."""
    return _split(urn)[2]


def type_of(urn: str) -> str:
    """The type token of the resource itself."""
    return qualified_type(urn).rpartition("$")[2]


def name_of(urn: str) -> str:
    """The logical name, which may itself contain `::`."""
    return _split(urn)[3]


def _split(urn: str) -> list[str]:
    parts = urn.split("::", _PARTS - 1)
    if len(parts) != _PARTS:
        raise ValueError(f"{urn!r} is not a URN: it needs four parts separated by '::'")
    return parts
