"""The command line: `python -m operations`."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from operations import reader
from operations.aws import AWS_ERRORS, told
from operations.errors import OperationError

_WRONG: Final = 2
_INTERRUPTED: Final = 130


@click.group()
def main() -> None:
    """Commands for a deployed stack, with the credentials of the AWS environment."""


@main.command()
@click.argument("stack")
def outputs(*, stack: str) -> None:
    """Write the outputs of STACK to outputs/flat-outputs.json; secrets stay hidden."""
    with _orderly():
        from operations import outputs as kept  # noqa: PLC0415 - help needs none of it

        click.echo(kept.write(kept.fetch(stack, Path.cwd()), Path.cwd()))


@main.command()
@click.argument("stack")
def preflight(*, stack: str) -> None:
    """Ask the account for what STACK needs before it is deployed: quotas, zones, its log role.

    Takes the needs from the offline preview; changes nothing. Exit status: 0 there is enough, 1
    something is missing, 2 it could not be asked.
    """
    with _orderly():
        from operations.preflight import run  # noqa: PLC0415 - help needs none of it

        status = run.run(stack, folder=Path.cwd(), out=sys.stdout)
    sys.exit(status)


@main.command()
@click.argument("stack")
@click.option(
    "--grace-minutes",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    help="How long an alarm may be without data, as all are after a deployment.",
)
def smoke(*, stack: str, grace_minutes: int) -> None:
    """Verify that what STACK deployed is there, encrypted, closed, watched and answering.

    Reads outputs/flat-outputs.json and asks AWS; changes nothing. Exit status: 0 everything is as
    it should be, 1 something is not, 2 it could not be asked.
    """
    with _orderly():
        from operations.smoke import run  # noqa: PLC0415 - help needs none of it

        status = run.run(stack, grace_minutes=grace_minutes, folder=Path.cwd(), out=sys.stdout)
    sys.exit(status)


@main.command()
@click.argument("stack")
@click.option("--function", "only", multiple=True, help="Only this function; may be repeated.")
@click.option(
    "--despite-alarms",
    is_flag=True,
    help="Start although an alarm is on, and ignore alarms: for code that mends what raised it.",
)
def shift(*, stack: str, only: tuple[str, ...], despite_alarms: bool) -> None:
    """Lead callers of STACK's functions to the code that was deployed last, step by step.

    CodeDeploy moves the traffic, and back when a function's alarm goes off. Exit status: 0 callers
    reach the new code, 1 a function went back, 2 nothing could be started.
    """
    with _orderly():
        from operations import shift as shifting  # noqa: PLC0415 - help needs none of it

        status = shifting.run(
            stack, only=only, despite_alarms=despite_alarms, folder=Path.cwd(), out=sys.stdout
        )
    sys.exit(status)


@main.command()
@click.argument("stack")
@click.argument("percent", type=click.IntRange(0, 100))
def green(*, stack: str, percent: int) -> None:
    """Lead PERCENT of the requests of STACK to its green tasks, if those can answer.

    Sets `payments:loadBalancer.deploy.greenWeight` and runs `pulumi up`, which asks before it
    changes anything. Exit status: 0 the weights are set, 1 Pulumi has not set them, 2 nobody would
    answer.
    """
    with _orderly():
        from operations import green as weighing  # noqa: PLC0415 - help needs none of it

        status = weighing.run(stack, percent, folder=Path.cwd(), out=sys.stdout)
    sys.exit(status)


@main.command()
@click.argument("stack")
@click.option("--yes-fail-over", "confirmed", default="", help="The stack's name once more.")
@click.option(
    "--limit-seconds",
    type=click.IntRange(min=1),
    default=120,
    show_default=True,
    help="How long it may take until everything has followed.",
)
def gameday(*, stack: str, confirmed: str, limit_seconds: int) -> None:
    """Fail the database of STACK over, and measure how long everything takes to follow.

    Interrupts payments. Exit status: 0 everything followed within the limit, 1 it did not, 2 it
    was not tried.
    """
    with _orderly():
        from operations import gameday as day  # noqa: PLC0415 - help needs none of it

        status = day.run(
            stack,
            confirmed=confirmed,
            limit_seconds=limit_seconds,
            folder=Path.cwd(),
            out=sys.stdout,
        )
    sys.exit(status)


@contextmanager
def _orderly() -> Generator[None]:
    """End with one message and the right status, whatever happens."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        reader.gone()
    except AWS_ERRORS as error:
        click.echo(f"error: {told(error)}", err=True)
        sys.exit(_WRONG)
    except (OperationError, OSError) as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(_WRONG)
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        sys.exit(_INTERRUPTED)
