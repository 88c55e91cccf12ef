"""Reading a resource's properties without ever crashing on what is there."""

from collections.abc import Sequence

from pci.values import (
    ABSENT,
    UNKNOWN,
    Missing,
    Value,
    as_flag,
    as_list,
    as_number,
    as_text,
    parse_json,
)


class Props:
    """Properties by path, such as `logging.0.bucket`.

    Every reader answers with a value of its kind, `ABSENT` or `UNKNOWN`. Null, empty text and a
    value of another kind are absent; whatever lies inside an unknown is unknown.
    """

    def __init__(self, root: Value) -> None:
        self._root = root

    def at(self, path: str) -> Value:
        """The value at `path`, whatever its kind."""
        value = self._root
        for step in path.split("."):
            if value is UNKNOWN:
                return UNKNOWN
            value = _step(value, step)
        return value

    def has(self, path: str) -> bool:
        """Whether something is configured at `path`; an unknown value is something."""
        value = self.at(path)
        return value is not ABSENT and value not in ("", [], {})

    def flag(self, path: str) -> bool | Missing:
        """A boolean."""
        return as_flag(self.at(path))

    def number(self, path: str) -> float | Missing:
        """A number."""
        return as_number(self.at(path))

    def text(self, path: str) -> str | Missing:
        """A text that is not empty."""
        return as_text(self.at(path))

    def elements(self, path: str) -> Sequence[Value] | Missing:
        """A list; elements can be unknown one by one."""
        return as_list(self.at(path))

    def texts(self, path: str) -> Sequence[str | Missing]:
        """The elements of a list as texts; an unknown list is one unknown element."""
        values = self.elements(path)
        if isinstance(values, Missing):
            return [UNKNOWN] if values is UNKNOWN else []
        return [as_text(value) for value in values]

    def blocks(self, path: str) -> Sequence["Props"]:
        """The nested blocks of a list; an unknown list is one block with unknown properties."""
        values = self.elements(path)
        if isinstance(values, Missing):
            return [Props(UNKNOWN)] if values is UNKNOWN else []
        return [Props(value) for value in values]

    def document(self, path: str) -> "Props":
        """A JSON document, given as text or as an object."""
        return Props(parse_json(self.at(path)))

    def keys(self, path: str) -> frozenset[str] | Missing:
        """The keys of an object."""
        value = self.at(path)
        if isinstance(value, Missing):
            return value
        return frozenset(value) if isinstance(value, dict) else ABSENT

    @property
    def is_unknown(self) -> bool:
        """Whether the whole block is unknown."""
        return self._root is UNKNOWN


def _step(value: Value, step: str) -> Value:
    if isinstance(value, dict):
        return value.get(step, ABSENT)
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    return ABSENT
