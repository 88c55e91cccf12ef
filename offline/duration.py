"""Durations as Pulumi writes them: Go's form, `1h30m`."""

import re
from typing import Final

_UNITS: Final = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_PART: Final = re.compile(r"(\d+(?:\.\d*)?)(h|ms|m|s)", re.ASCII)


def seconds(text: str) -> float:
    """The seconds of a duration.

    Raises:
        ValueError: the text is no duration.
    """
    parts = _PART.findall(text)
    if not parts or "".join(map("".join, parts)) != text:
        raise ValueError(f"{text!r} is not a duration; write it as 1h30m, 45m or 30s")
    return sum(float(number) * _UNITS[unit] for number, unit in parts)
