"""The command `outputs`: what a stack exports, with no AWS account and no Pulumi CLI."""

import json
from pathlib import Path
from typing import IO

from offline.environment import foreign_hidden
from offline.graph import preview_state, shown
from operations.outputs import STACK, flat


def run(stack: str, *, form: str, folder: Path, out: IO[str]) -> None:
    """Print the exports of a stack as if it were deployed; secrets are not shown.

    Args:
        stack: the stack's name.
        form: `lines` with a name and a value each, `json` for the document that
            `pulumi stack output --json` prints, `flat` for the one that `make outputs` keeps.
        folder: the project's folder.
        out: where to print.

    Raises:
        OfflineError: the config or the program is wrong.
    """
    with foreign_hidden():
        exported = shown(preview_state(stack, deployed=True, project_dir=folder).stack_outputs)
    if form == "lines":
        for name, value in flat(exported).items():
            out.write(f"{name} = {value}\n")
        return
    printed = {STACK: stack, **flat(exported)} if form == "flat" else exported
    out.write(json.dumps(printed, indent=2, sort_keys=True) + "\n")
