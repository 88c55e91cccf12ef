"""What to tell about a program that raised."""

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pulumi
from pulumi.runtime.stack import Stack

from offline.errors import OfflineError, ProgramError
from offline.plain import Mapped, Plain
from offline.state import Resource

#: In the project's folder, but not the program: the tool itself, and hidden folders (`.venv`).
_NOT_THE_PROGRAM: Final = ("offline", ".")

#: What the SDK, generated classes and components call the resource at hand.
_RESOURCE_VARIABLES: Final = ("__self__", "self", "res", "resource_obj")


def program_error(
    error: BaseException, *, latest: Resource | None, root: Path | None
) -> OfflineError:
    """One message about what a program raised.

    It holds the exception's own text, the innermost line of the program that was at work, and the
    resource and the component being built; where none is, as in an apply, the resource registered
    last. An error that is already a message for people stays as it is.

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
    building = next((found for each in reversed(causes) if (found := _building(each))), "")
    if building:
        lines.append(f"  building {building}")
    elif latest:
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


def _building(error: BaseException) -> str:
    """The resource and the component that were being built, as far as there are any."""
    found: dict[bool, str] = {}
    for frame, _ in reversed(list(traceback.walk_tb(error.__traceback__))):
        variables: Mapped = frame.f_locals
        resource: Plain = next((variables[n] for n in _RESOURCE_VARIABLES if n in variables), None)
        if isinstance(resource, pulumi.Resource) and not isinstance(resource, Stack):
            # The constructors of generated classes know the name before the resource does.
            name = vars(resource).get("_name") or variables.get("resource_name")
            is_component = isinstance(resource, pulumi.ComponentResource)
            found.setdefault(is_component, f"{type(resource).__name__} {name!r}" if name else "")
    return " in ".join(part for part in (found.get(False), found.get(True)) if part)


def _places(error: BaseException, root: Path | None) -> Iterator[str]:
    """The lines of the program that an exception passed through, innermost first."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if root and path.is_relative_to(root):
            relative = path.relative_to(root)
            if not relative.parts[0].startswith(_NOT_THE_PROGRAM):
                yield f"{relative}:{frame.lineno}, {frame.name}: {frame.line}"
