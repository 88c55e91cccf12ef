"""The command line: `python -m operations`."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from operations.aws import AWS_ERRORS
from operations.errors import OperationError

_WRONG: Final = 2
_INTERRUPTED: Final = 130


@click.group()
def main() -> None:
    """Commands for a deployed stack; credentials and region are those of the AWS environment."""


@main.command()
@click.argument("stack")
def outputs(*, stack: str) -> None:
    """Write the outputs of STACK to outputs/flat-outputs.json; secrets stay hidden."""
    with _orderly():
        from operations import outputs as kept  # noqa: PLC0415 - help needs none of it

        click.echo(kept.write(kept.fetch(stack, Path.cwd()), Path.cwd()))


@contextmanager
def _orderly() -> Generator[None]:
    """End with one message and the right status, whatever happens."""
    try:
        yield
    except (OperationError, *AWS_ERRORS) as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(_WRONG)
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        sys.exit(_INTERRUPTED)
