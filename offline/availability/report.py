"""The command `availability`: how often a stack answers, by what AWS publishes."""

from collections.abc import Iterator
from pathlib import Path as Folder
from typing import IO

from offline.availability.levels import LOOKED_UP
from offline.availability.levers import levers
from offline.availability.path import Path, paths
from offline.environment import foreign_hidden
from offline.graph import State, preview_state


def run(stack: str, *, folder: Folder, out: IO[str]) -> None:
    """Print what AWS's service levels add up to for each path of a stack.

    Raises:
        OfflineError: the config or the program is wrong.
    """
    with foreign_hidden():
        state = preview_state(stack, deployed=True, project_dir=folder)
    for line in report(state):
        out.write(line + "\n")


def report(state: State) -> Iterator[str]:
    """The lines to print."""
    yield f"{state.stack}: availability by published service levels, looked up {LOOKED_UP}"
    found = list(paths(state))
    for path in found:
        yield ""
        yield from _path(path)
    if not found:
        yield "  nothing answers a payment: the stack has neither functions nor containers"
    yield ""
    yield "Against the failure of a server or a zone"
    for lever, has in levers(state):
        yield f"  {lever:<34}{has}"
    if any(not link.level.edition for path in found for link in path.links):
        yield ""
        yield "* not compared with AWS's page, which offline/availability/levels.py names"


def _path(path: Path) -> Iterator[str]:
    yield path.name
    for link in path.links:
        figure = f"{link.level.percent:g} %{'' if link.level.edition else ' *'}"
        yield f"  {link.level.service:<22}{figure:<12}{link.detail}".rstrip()
    yield f"  {'together':<22}{path.percent:.3f} %    {path.minutes:.0f} minutes a month"
    services = ", ".join(dict.fromkeys(link.level.service for link in path.weakest))
    yield f"  {'weakest':<22}{services}"
    for each in path.beside:
        yield f"  beside the path       {each}"
