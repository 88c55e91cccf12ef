"""The command line: `python -m offline`."""

import signal
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from offline.errors import OfflineError
from operations import reader

_WRONG: Final = 2
_INTERRUPTED: Final = 130


@click.group()
def main() -> None:
    """Tools that need no AWS account, no credentials and no network."""


@main.command()
@click.argument("stack")
@click.option(
    "--as",
    "state",
    type=click.Choice(["new", "deployed", "both"]),
    default="both",
    show_default=True,
    help="Nothing is deployed yet, or everything is.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option(
    "--policy-config",
    type=click.Path(path_type=Path),
    help="Configuration of the rules, as for pulumi preview --policy-pack-config.",
)
def preview(*, stack: str, state: str, as_json: bool, policy_config: Path | None) -> None:
    """Show what STACK would create, and what the policy pack says about it.

    Exit status: 0 fine, 1 a mandatory policy is violated, 2 the config, the program or the pack
    is wrong.
    """
    with _orderly():
        # Loading the SDKs takes a while; help and usage errors should not.
        from offline import previewing  # noqa: PLC0415 - see above

        status = previewing.run(
            stack,
            state=state,
            as_json=as_json,
            policy_config=policy_config,
            folder=Path.cwd(),
            out=sys.stdout,
        )
    sys.exit(status)


@main.command()
@click.argument("stack")
@click.option("--json", "form", flag_value="json", help="As pulumi stack output --json prints it.")
@click.option("--flat", "form", flag_value="flat", help="As make outputs writes it to a file.")
def outputs(*, stack: str, form: str | None) -> None:
    """Show what STACK exports once it is deployed; identifiers are made up, secrets hidden."""
    with _orderly():
        from offline import outputs as exported  # noqa: PLC0415 - loads the SDKs

        exported.run(stack, form=form or "lines", folder=Path.cwd(), out=sys.stdout)


@main.command()
@click.argument("stack")
def availability(*, stack: str) -> None:
    """Show how often STACK answers by what AWS publishes, and what it has against failures."""
    with _orderly():
        from offline.availability import report  # noqa: PLC0415 - loads the SDKs

        report.run(stack, folder=Path.cwd(), out=sys.stdout)


@main.command()
def docs() -> None:
    """Write Pulumi.yaml and the generated documents anew."""
    with _orderly():
        from offline import documents  # noqa: PLC0415 - loads the SDKs

        for path in documents.write():
            click.echo(path)


@main.command()
@click.argument("stack")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def evidence(*, stack: str, as_json: bool) -> None:
    """Write down what STACK shows about PCI DSS: controls, findings and inventories, as Markdown.

    Exit status: 0 fine, 1 a mandatory policy is violated, 2 the config, the program or the pack
    is wrong.
    """
    with _orderly():
        from offline import evidencing  # noqa: PLC0415 - loads the SDKs

        status = evidencing.run(stack, as_json=as_json, folder=Path.cwd(), out=sys.stdout)
    sys.exit(status)


@main.command()
@click.argument("stack")
def sbom(stack: str) -> None:
    """Print the software that STACK runs as a bill of materials (CycloneDX, JSON)."""
    with _orderly():
        from offline import evidencing  # noqa: PLC0415 - loads the SDKs

        evidencing.bill(stack, folder=Path.cwd(), out=sys.stdout)


@main.command()
@click.argument("stack")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def sizing(*, stack: str, as_json: bool) -> None:
    """Show what targetTpm asks of STACK, and how much more than that each capacity carries."""
    with _orderly():
        from offline import sizing as report  # noqa: PLC0415 - loads the SDKs

        report.run(stack, as_json=as_json, folder=Path.cwd(), out=sys.stdout)


@main.command()
@click.argument("stacks", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--write", is_flag=True, help="Write docs/mutation.md anew; takes every stack.")
def mutation(*, stacks: tuple[str, ...], as_json: bool, write: bool) -> None:
    """Break every security-relevant property of STACKS, and see what the policy pack notices.

    Without STACKS, those of every stack. Exit status: 0 if at least 95 % of the mutants violate a
    mandatory or high rule and the others survive for a reviewed reason, 1 if not, 2 if a stack,
    the pack or the table of breaks is wrong, or the table says nothing about a property.
    """
    with _orderly():
        from offline import mutating  # noqa: PLC0415 - loads the SDKs

        status = mutating.run(
            stacks, as_json=as_json, write=write, folder=Path.cwd(), out=sys.stdout
        )
    sys.exit(status)


@main.command()
@click.argument("stack", default="prod")
def bench(stack: str) -> None:
    """Measure the preview of STACK against the program alone, and the policy pack rule by rule."""
    with _orderly():
        from offline import bench as benchmark  # noqa: PLC0415 - loads the SDKs

        for line in benchmark.bench(Path.cwd(), stack):
            click.echo(line)


@main.command()
@click.argument("stack")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8080, show_default=True)
@click.option(
    "--store",
    type=click.Choice(["stack", "database"]),
    default="stack",
    show_default=True,
    help="Keep payments where the stack does, or in its SQL database.",
)
def serve(*, stack: str, host: str, port: int, store: str) -> None:
    """Run the payments API of STACK on localhost until Ctrl-C.

    The routes, models, variables, tables and functions are the stack's own. PostgreSQL and Redis
    are real and thrown away at the end, AWS is moto, the acquirer is a simulator.
    """
    with _orderly():
        from offline import serving  # noqa: PLC0415 - loads the SDKs

        ended = threading.Event()
        serving.run(stack, folder=Path.cwd(), host=host, port=port, store=store, ended=ended)


@contextmanager
def _orderly() -> Generator[None]:
    """End with one message and the right status, whatever happens."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        reader.gone()
    except OfflineError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(_WRONG)
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        sys.exit(_INTERRUPTED)
