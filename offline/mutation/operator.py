"""The ways to break a property."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from offline.mutation import document
from offline.mutation.change import GONE, Change
from offline.plain import Plain, is_list, is_mapping
from offline.wire import Value

#: Operator → what it does, for the documentation.
MEANINGS: Final[Mapping[str, str]] = {
    "remove": "takes the property away",
    "flip": "turns the flag over",
    "weaken": "takes a weaker choice or number instead",
    "open": "adds or replaces what makes it reachable, or turns on what exposes it",
    "plant": "writes a secret there in plain text",
    "drop": "takes the whole resource out of the stack",
    "everyone": "lets everyone do what a statement allows, without conditions",
    "unconditional": "takes the conditions off a statement that allows",
    "every-action": "lets a statement allow every action",
    "every-resource": "lets a statement allow its actions on everything",
    "undenied": "takes a statement out that denies",
    "narrowed-denial": "denies one principal only what was denied to everyone",
}
#: Operators that take no argument.
PLAIN: Final = ("remove", "flip", *document.OPERATORS)
#: Operators that take the value to write.
WITH_VALUE: Final = ("weaken", "open", "plant")


def change(operator: str, argument: Plain = None) -> Change:
    """What an operator does to the value at its path.

    Args:
        operator: one of `PLAIN` or `WITH_VALUE`.
        argument: the value, for those that take one.
    """
    if operator in document.OPERATORS:
        return lambda value: document.broken(value, operator)
    act = _ACTS[operator]
    return lambda value: (("", new) for new in act(value, argument) if new != value)


def _remove(value: Value, _: Plain) -> Iterable[Value]:
    return () if value is GONE else (GONE,)


def _flip(value: Value, _: Plain) -> Iterable[Value]:
    return (not value,) if isinstance(value, bool) else ()


def _weaken(value: Value, weaker: Plain) -> Iterable[Value]:
    return () if value is GONE else (weaker,)


def _open(value: Value, opening: Plain) -> Iterable[Value]:
    """Objects are merged, null takes a key away; to a list one is added; else it is replaced."""
    if is_mapping(value) and is_mapping(opening):
        merged = {**value, **opening}
        return ({key: kept for key, kept in merged.items() if kept is not None},)
    if is_list(value) and not is_list(opening):
        return ([*value, opening],)
    return (opening,)


_ACTS: Final[Mapping[str, Callable[[Value, Plain], Iterable[Value]]]] = {
    "remove": _remove,
    "flip": _flip,
    "weaken": _weaken,
    "open": _open,
    "plant": _open,
}
