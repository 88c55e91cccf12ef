"""What to tell about a program that raised."""

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from offline.errors import OfflineError, ProgramError
from offline.state import Resource

#: In the project's folder, but not the program: the tool itself, and hidden folders (`.venv`).
_NOT_THE_PROGRAM: Final = ("offline", ".")


def program_error(
    error: BaseException, *, latest: Resource | None, root: Path | None
) -> OfflineError:
    """One message about what a program raised.

    It holds the exception's own text, the innermost line of the program that was at work, and the
    resource registered last. An error that is already a message for people stays as it is.

    Args:
        error: what was raised.
        latest: the resource registered last.
        root: the project's folder.
    """
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, OfflineError):
            return cause
        # By name: the program's own module may be what is broken, so it is not imported here.
        if type(cause).__name__ == "SettingsError":
            return ProgramError(str(cause))
    origin = causes[-1]
    name = type(origin).__name__
    text = str(origin).strip() or "no further text"
    place = next((found for cause in causes for found in _places(cause, root)), None)
    lines = [f"the program failed: {name}: {text}"]
    if place:
        lines.append(f"  in {place}")
    if latest:
        where = f" in {latest.parent.rpartition('::')[2]}" if latest.parent else ""
        lines.append(f"  last registered: {latest.type} {latest.name!r}{where}")
    return ProgramError("\n".join(lines))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and what caused it, outermost first."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__


def _places(error: BaseException, root: Path | None) -> Iterator[str]:
    """The lines of the program that an exception passed through, innermost first."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if root and path.is_relative_to(root):
            relative = path.relative_to(root)
            if not relative.parts[0].startswith(_NOT_THE_PROGRAM):
                yield f"{relative}:{frame.lineno}, {frame.name}: {frame.line}"
