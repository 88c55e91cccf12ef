"""The documents that are written from the code."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from offline import architecturedoc, conformancedoc, contractdoc, reference
from offline.graph import State, preview_state

ROOT = Path(__file__).parent.parent


@cache
def _deployed(stack: str) -> State:
    return preview_state(stack, deployed=True, project_dir=ROOT)


def _policies() -> str:
    """The table of rules; the pack imports nothing of ours and so writes its table itself."""
    command = [sys.executable, "-m", "pci.table"]
    run = subprocess.run(command, cwd=ROOT / "policy", check=True, capture_output=True, text=True)  # noqa: S603 - our own module
    return run.stdout


#: Path below the project → what writes its text.
DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "Pulumi.yaml": reference.project_file,
    "docs/configuration.md": reference.reference,
    "docs/payments-api.md": contractdoc.contract_page,
    "docs/policies.md": _policies,
    "docs/architecture.md": lambda: architecturedoc.page(_deployed),
    "docs/conformance.md": lambda: conformancedoc.page(_deployed),
}


def write() -> Iterator[str]:
    """Write every document anew; yields the path of each."""
    for path, text in DOCUMENTS.items():
        (ROOT / path).write_text(text())
        yield path
