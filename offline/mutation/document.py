"""Policy documents that allow more, or refuse less, than the one they are made from."""

from collections.abc import Callable, Iterator, Mapping
from json import dumps, loads
from typing import Final

from offline.mutation.change import GONE
from offline.plain import Mapped, Plain, is_list, is_mapping
from offline.wire import Value

#: One principal, of AWS's example account.
_ONE: Final = {"AWS": "arn:aws:iam::123456789012:role/one"}
_EVERYONE: Final = ("*", {"AWS": "*"}, {"AWS": ["*"]})

#: A statement → the broken one, `GONE` to leave it out, None when it cannot be broken so.
_Break = Callable[[Mapped], Plain]


def _everyone(statement: Mapped) -> Plain:
    if not _allows(statement) or "Principal" not in statement:
        return None
    if statement["Principal"] in _EVERYONE:
        return None
    kept = {key: value for key, value in statement.items() if key != "Condition"}
    return {**kept, "Principal": "*"}


def _unconditional(statement: Mapped) -> Plain:
    if not _allows(statement) or not statement.get("Condition"):
        return None
    return {key: value for key, value in statement.items() if key != "Condition"}


def _every_action(statement: Mapped) -> Plain:
    return _widened(statement, "Action")


def _every_resource(statement: Mapped) -> Plain:
    return _widened(statement, "Resource")


def _undenied(statement: Mapped) -> Plain:
    return None if _allows(statement) else GONE


def _narrowed(statement: Mapped) -> Plain:
    if _allows(statement) or statement.get("Principal") not in _EVERYONE:
        return None
    return {**statement, "Principal": _ONE}


#: Name → how it breaks a statement.
OPERATORS: Final[Mapping[str, _Break]] = {
    "everyone": _everyone,
    "unconditional": _unconditional,
    "every-action": _every_action,
    "every-resource": _every_resource,
    "undenied": _undenied,
    "narrowed-denial": _narrowed,
}


def broken(document: Value, operator: str) -> Iterator[tuple[str, Value]]:
    """The documents that come of breaking one statement; texts stay texts.

    Args:
        document: a policy document, as JSON text or as an object.
        operator: one of `OPERATORS`.

    Yields:
        Which statement it was, and the document.
    """
    if isinstance(document, str):
        for place, new in broken(loads(document), operator):
            yield place, dumps(new)
    elif is_mapping(document):
        found = document.get("Statement")
        statements: list[Plain] = found if is_list(found) else [found]
        for number, statement in enumerate(statements):
            new = OPERATORS[operator](statement)
            if new is not None:
                kept = [] if new is GONE else [new]
                rest = [*statements[:number], *kept, *statements[number + 1 :]]
                place = str(statement.get("Sid") or number)
                yield place, {**document, "Statement": rest}


def _allows(statement: Mapped) -> bool:
    return statement.get("Effect") == "Allow"


def _widened(statement: Mapped, key: str) -> Plain:
    if not _allows(statement) or statement.get(key) in (None, "*", ["*"]):
        return None
    return {**statement, key: "*"}
