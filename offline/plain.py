"""Telling plain values apart whose type is only known when they have been read."""

from typing import Any, TypeAlias, TypeGuard

#: Anything a YAML or JSON document may hold, or a type read from an annotation.
Plain: TypeAlias = Any
Mapped: TypeAlias = dict[str, Plain]


def is_mapping(value: object) -> TypeGuard[Mapped]:
    """Whether `value` is an object: keys and values."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Plain]]:
    """Whether `value` is a list."""
    return isinstance(value, list)
