"""The commands `evidence` and `sbom`: what a stack shows an assessor."""

import sys
from json import dumps
from pathlib import Path
from typing import IO, Final

from offline import previewing, progress
from offline.environment import foreign_hidden
from offline.evidence.bom import bill_of_materials
from offline.evidence.dossier import document, dossier
from offline.evidence.page import page
from offline.evidence.software import software
from offline.graph import preview_state
from offline.worker import preview

VIOLATED: Final = 1


def run(stack: str, *, as_json: bool, folder: Path, out: IO[str]) -> int:
    """Print the evidence of a stack, as Markdown or as JSON.

    Args:
        stack: the stack's name.
        as_json: print one JSON document and nothing else.
        folder: the project's folder.
        out: where to print.

    Returns:
        0, or 1 if a mandatory policy is violated.

    Raises:
        OfflineError: the config, the program or the pack is wrong.
    """
    root = folder.resolve()
    with foreign_hidden():
        tasks = previewing.tasks(stack, "deployed", None, root)
        with progress.shown_on(sys.stderr) as tell:
            (outcome,) = preview(tasks, tell).values()
    found = dossier(outcome, root)
    text = dumps(document(found), indent=2, ensure_ascii=False) if as_json else page(found)
    out.write(f"{text.rstrip()}\n")
    return VIOLATED if outcome.verdict.mandatory else 0


def bill(stack: str, *, folder: Path, out: IO[str]) -> None:
    """Print the software of a stack as a CycloneDX document.

    Args:
        stack: the stack's name.
        folder: the project's folder.
        out: where to print.

    Raises:
        OfflineError: the config or the program is wrong.
    """
    root = folder.resolve()
    with foreign_hidden():
        state = preview_state(stack, deployed=True, project_dir=root)
    found = bill_of_materials(stack, software(state, root))
    out.write(dumps(found, indent=2, ensure_ascii=False) + "\n")
