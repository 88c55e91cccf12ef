"""The command `mutation`: from names of stacks to the report and the exit status."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

from offline import progress
from offline.environment import foreign_hidden
from offline.errors import OfflineError
from offline.mutation import page, reasons, report, table, workers
from offline.mutation.campaign import Campaign
from offline.mutation.result import Result
from offline.projectfile import Project

NOT_ENOUGH: Final = 1
PAGE: Final = "docs/mutation.md"


def run(stacks: Sequence[str], *, as_json: bool, write: bool, folder: Path, out: IO[str]) -> int:
    """Break stacks and print what the policy pack noticed.

    Args:
        stacks: names of stacks; every stack of the project if there is none.
        as_json: print one JSON document and nothing else.
        write: write the documentation anew, which takes every stack.
        folder: the project's folder.
        out: where to print.

    Returns:
        0, or 1 if fewer mutants are killed than have to be, if one survives without a reason, or
        if a reason explains nothing although every stack was broken.

    Raises:
        OfflineError: a stack, the table, the reasons or the pack is wrong.
    """
    if write and stacks:
        raise OfflineError(
            f"{PAGE} is about every stack: write it without naming {', '.join(stacks)}"
        )
    breaks = table.load()
    project = Project.load(folder.resolve())
    with foreign_hidden(), progress.counted_on(sys.stderr, "mutants judged") as tell:
        names = list(dict.fromkeys(stacks)) or project.stacks
        campaign = Campaign.prepare(project, names, breaks)
        result = Result(
            outcomes=workers.outcomes(campaign, os.cpu_count() or 1, tell),
            reasons=reasons.load(),
            is_whole=set(names) == set(project.stacks),
        )
    if as_json:
        out.write(report.document(result) + "\n")
    else:
        out.writelines(f"{line}\n" for line in report.lines(result))
    if write:
        (project.folder / PAGE).write_text(page.text(result, breaks))
    return 0 if result.is_fine else NOT_ENOUGH
