"""The command `mutation`: from names of stacks to the report and the exit status."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

from offline import progress
from offline.environment import foreign_hidden
from offline.errors import OfflineError
from offline.mutation import campaign, page, reasons, report, table
from offline.mutation.outcome import Outcomes
from offline.projectfile import Project

TOO_FEW: Final = 1
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
        0, or 1 if fewer mutants are killed than have to be.

    Raises:
        OfflineError: a stack, the table, the reasons or the pack is wrong.
    """
    if write and stacks:
        raise OfflineError(
            f"{PAGE} is about every stack: write it without naming {', '.join(stacks)}"
        )
    whole = folder.resolve()
    why = reasons.load()
    with foreign_hidden(), progress.counted_on(sys.stderr, "mutants judged") as tell:
        names = stacks or Project.load(whole).stacks
        prepared = campaign.prepare(whole, names, table.load())
        found = Outcomes(campaign.outcomes(prepared, os.cpu_count() or 1, tell))
    if as_json:
        out.write(report.document(found, why) + "\n")
    else:
        out.writelines(f"{line}\n" for line in report.lines(found, why))
    if write:
        (whole / PAGE).write_text(page.text(found, why))
    return 0 if found.score.is_enough else TOO_FEW
