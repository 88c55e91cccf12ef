"""The command `sizing`: what `targetTpm` asks for, and how much more the stack carries."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import IO

from offline.environment import foreign_hidden
from offline.graph import preview_state
from offline.headroom import Capacity, capacities, reserved
from offline.projectfile import Project
from settings.load import structured
from settings.parse import parse
from settings.stack import Settings


def run(stack: str, *, as_json: bool, folder: Path, out: IO[str]) -> None:
    """Print the capacities of a stack with their headroom, the least first.

    Args:
        stack: the stack's name.
        as_json: print one JSON document and nothing else.
        folder: the project's folder.
        out: where to print.

    Raises:
        OfflineError: the config or the program is wrong.
    """
    with foreign_hidden():
        state = preview_state(stack, deployed=True, project_dir=folder)
    settings = settings_of(stack, folder)
    found = sorted(capacities(settings, state), key=lambda each: each.carried)
    if as_json:
        out.write(dumps(_document(settings, found, reserved(state)), indent=2) + "\n")
    else:
        out.writelines(f"{line}\n" for line in lines(settings, found, reserved(state)))


def settings_of(stack: str, folder: Path) -> Settings:
    """The typed settings of a stack, as its program reads them.

    Raises:
        OfflineError: the project or the stack file is wrong.
    """
    project = Project.load(folder.resolve())
    config = project.config(stack)
    prefix = f"{project.name}:"
    raw = {
        key.removeprefix(prefix): structured(text)
        for key, text in config.values.items()
        if key.startswith(prefix)
    }
    return parse(raw, stack=stack, region=config.region)


def lines(settings: Settings, found: Sequence[Capacity], reserves: int) -> Iterator[str]:
    """The lines of the report.

    Args:
        settings: of the stack.
        found: its capacities, the scarcest first.
        reserves: concurrent runs that its functions reserve.
    """
    target = settings.target_tpm
    yield f"{settings.stack} · targetTpm {target} = {settings.sizing.tps} payments a second"
    yield ""
    rows = [("headroom", "capacity", "from", "carries a minute")]
    rows += [
        (
            f"x {each.carried / target:.2f}",
            f"{each.setting} {each.value:g}",
            "stack file" if each.explicit else "targetTpm",
            f"{each.arithmetic} = {each.carried}",
        )
        for each in found
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        padded = (cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True))
        yield "  ".join((*padded, row[3]))
    if settings.functions:
        yield ""
        yield (
            f"functions reserve {reserves} of the {settings.functions.reservable} runs that "
            f"functions.accountConcurrency {settings.functions.account_concurrency} leaves them"
        )


def _document(settings: Settings, found: Sequence[Capacity], reserves: int) -> dict[str, object]:
    target = settings.target_tpm
    return {
        "stack": settings.stack,
        "targetTpm": target,
        "capacities": [
            asdict(each) | {"headroom": round(each.carried / target, 3)} for each in found
        ],
        "reservedConcurrency": reserves,
    }
