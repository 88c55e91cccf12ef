"""The documents that are written from the code, and the command that writes them."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import click

from offline import conformance, contractdoc, reference
from offline.graph import State, preview_state

ROOT = Path(__file__).parent.parent


@cache
def _deployed(stack: str) -> State:
    return preview_state(stack, deployed=True, project_dir=ROOT)


#: Path below the project → what writes its text.
DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "Pulumi.yaml": reference.project_file,
    "docs/configuration.md": reference.reference,
    "docs/payments-api.md": contractdoc.contract_page,
    "docs/conformance.md": lambda: conformance.table(_deployed),
}


@click.command()
def docs() -> None:
    """Write Pulumi.yaml and the generated documents anew."""
    for path, text in DOCUMENTS.items():
        (ROOT / path).write_text(text())
        click.echo(path)
