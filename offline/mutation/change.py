"""Other values at a place deep inside a resource's inputs.

A path is written with slashes: `rules/*/action` is the action of every rule, and
`parameters/name=x/value` the value of the entry named x. JSON texts are looked into and written
back as text.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from json import dumps, loads
from typing import Final

from offline.plain import Mapped, Plain, is_list, is_mapping
from offline.wire import Secret, Value

#: Stands for a property that is not there: given to a change, or returned by it.
GONE: Final = object()

#: Says for a value what it becomes: nothing, one value or several, each with words about it.
Change = Callable[[Value], Iterable[tuple[str, Value]]]


def changed(root: Value, path: str, change: Change) -> Iterator[tuple[str, Value]]:
    """Everything `root` becomes when `change` acts at one place that `path` names.

    Args:
        root: the inputs; left as they are.
        path: where; "." is the root itself.
        change: what happens there.

    Yields:
        The place, with the change's own words, and the whole with that one place changed.
    """
    steps = () if path == "." else tuple(path.split("/"))
    for place, value in _changed(root, steps, change):
        yield place or ".", value


def _changed(value: Value, steps: Sequence[str], change: Change) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Secret):
        for place, new in _changed(value.value, steps, change):
            yield place, new if new is GONE else Secret(new)
    elif not steps:
        yield from change(value)
    elif isinstance(value, str):
        for place, new in _changed(_parsed(value), steps, change):
            yield place, dumps(new)
    elif is_mapping(value):
        yield from _in_mapping(value, steps, change)
    elif is_list(value):
        yield from _in_list(value, steps, change)


def _in_mapping(value: Mapped, steps: Sequence[str], change: Change) -> Iterator[tuple[str, Value]]:
    for key in list(value) if steps[0] == "*" else [steps[0]]:
        for place, new in _changed(value.get(key, GONE), steps[1:], change):
            whole = {**value, key: new}
            if new is GONE:
                del whole[key]
            yield _joined(key, place), whole


def _in_list(
    value: list[Plain], steps: Sequence[str], change: Change
) -> Iterator[tuple[str, Value]]:
    for index, item in enumerate(value):
        if _selects(steps[0], index, item):
            for place, new in _changed(item, steps[1:], change):
                kept = [] if new is GONE else [new]
                yield _joined(str(index), place), [*value[:index], *kept, *value[index + 1 :]]


def _selects(step: str, index: int, item: Plain) -> bool:
    key, equals, wanted = step.partition("=")
    if equals:
        return is_mapping(item) and str(item.get(key)) == wanted
    return step in {"*", str(index)}


def _joined(step: str, place: str) -> str:
    return f"{step}/{place}" if place else step


def _parsed(text: str) -> Value:
    """What a JSON text holds; nothing to look into if it is none."""
    if not text.startswith(("{", "[")):
        return None
    try:
        return loads(text)
    except ValueError:
        return None
