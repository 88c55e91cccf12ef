"""Property values as plain Python, with what is absent or unknown said in one way."""

import json
import math
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Final, TypeAlias, cast

from pulumi_policy import proxy

from pci.request import per_request


class Missing(Enum):
    """Why a property has no value to judge."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


ABSENT: Final = Missing.ABSENT
UNKNOWN: Final = Missing.UNKNOWN

#: What a property can be once decoded. Nulls are absent; assets are empty objects.
Value: TypeAlias = "Missing | bool | float | str | list[Value] | dict[str, Value]"

_MARKERS = frozenset(
    {
        proxy.UNKNOWN_BOOLEAN_VALUE,
        proxy.UNKNOWN_NUMBER_VALUE,
        proxy.UNKNOWN_STRING_VALUE,
        proxy.UNKNOWN_ARRAY_VALUE,
        proxy.UNKNOWN_ASSET_VALUE,
        proxy.UNKNOWN_ARCHIVE_VALUE,
        proxy.UNKNOWN_OBJECT_VALUE,
    }
)


def plain(source: object) -> Value:
    """Copies properties out of the SDK's proxies, which raise when an unknown is read.

    Args:
        source: a proxy of `pulumi_policy`, or the same shape in dicts and lists.
    """
    if source is None:
        return ABSENT
    if isinstance(source, str):
        return UNKNOWN if source in _MARKERS else source
    if isinstance(source, bool | int | float):
        return source
    if isinstance(source, Mapping):
        mapping = cast("Mapping[str, object]", source)
        return {key: _item(mapping, key) for key in mapping}
    if isinstance(source, Sequence):
        sequence = cast("Sequence[object]", source)
        return [_item(sequence, index) for index in range(len(sequence))]
    return {}


#: `plain`, remembered for the request being answered: many rules read the same properties.
decoded = per_request(plain)


def as_flag(value: Value) -> bool | Missing:
    """A boolean, also written as text; anything else counts as absent."""
    if isinstance(value, bool | Missing):
        return value
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower(), ABSENT)
    return ABSENT


def as_number(value: Value) -> float | Missing:
    """A finite number, also written as text; anything else counts as absent."""
    if isinstance(value, Missing):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ABSENT
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return ABSENT
    return number if math.isfinite(number) else ABSENT


def as_text(value: Value) -> str | Missing:
    """A text that is not empty; a number becomes its shortest text; else absent."""
    if isinstance(value, Missing):
        return value
    if isinstance(value, str):
        return value or ABSENT
    if isinstance(value, bool | list | dict):
        return ABSENT
    return f"{value:.15g}"


def as_list(value: Value) -> list[Value] | Missing:
    """A list; a single object stands for a list of one, as Pulumi flattens single blocks."""
    if isinstance(value, Missing | list):
        return value
    return [value] if isinstance(value, dict) else ABSENT


def parse_json(value: Value) -> Value:
    """A JSON document given as text or as an object; text that is no JSON counts as unknown."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        return ABSENT
    try:
        return plain(json.loads(value))
    except (ValueError, RecursionError):
        return UNKNOWN


def _item(container: Mapping[str, object] | Sequence[object], key: str | int) -> Value:
    try:
        return plain(container[key])  # type: ignore[index] - the key is one of the container's own
    except proxy.UnknownValueError:
        return UNKNOWN
