"""The floor of a preview's time: the program once, under the SDK's bare mocks, in one process.

`python -m offline.floor STACK` prints the number of resources. It records, judges and shows
nothing, so a preview of two states with the policy pack is measured against it.
"""

import asyncio
import contextvars
import sys
from pathlib import Path
from typing import Final

from pulumi.runtime import reset_options, set_all_config
from pulumi.runtime.mocks import MockMonitor, Mocks, set_mocks
from pulumi.runtime.stack import run_pulumi_func

from offline import invokes, wire
from offline.account import Account
from offline.environment import foreign_hidden
from offline.plain import Mapped, Plain
from offline.projectfile import Project

_ARGUMENTS: Final = 2


class BareMocks(Mocks):
    """Echoes inputs; functions are answered as in the preview, or the program would not run."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def new_resource(self, args: Plain) -> tuple[str | None, Mapped]:
        """An id made of the name, and the inputs as outputs."""
        return f"{args.name}-id", dict(args.inputs)

    def call(self, args: Plain) -> tuple[Mapped, list[tuple[str, str]] | None]:
        """The preview's answer, its secrets in the clear."""
        answer = invokes.answer(args.token, args.args, self._account)
        return wire.revealed(answer), []


def run(folder: Path, stack: str) -> int:
    """Run the program of a stack; the number of resources it registers.

    Nothing of it stays behind, nor does it wait for what an earlier program left unresolved.

    Raises:
        OfflineError: the stack or its config is wrong.
    """
    project = Project.load(folder.resolve())
    config = project.config(stack)
    monitor = MockMonitor(BareMocks(Account(config.region)))

    def run_program() -> None:
        # The mocks bring no set of pending outputs of their own, and take a root resource as it is:
        # those of an earlier program, whose event loop is closed, would be waited for forever.
        reset_options()
        with asyncio.Runner() as runner:
            runner.get_loop()  # the root resource, which the mocks register, wants one
            set_mocks(
                monitor.mocks, project=project.name, stack=stack, preview=True, monitor=monitor
            )
            set_all_config(dict(config.values), sorted(config.secret_keys))
            runner.run(run_pulumi_func(project.run), context=contextvars.copy_context())

    contextvars.copy_context().run(run_program)
    return len(monitor.resources)


def main(arguments: list[str]) -> None:
    """Run the floor for the stack that is named."""
    if len(arguments) != _ARGUMENTS:
        sys.exit("usage: python -m offline.floor STACK")
    with foreign_hidden():
        sys.stdout.write(f"{run(Path.cwd(), arguments[1])}\n")


if __name__ == "__main__":  # pragma: no cover - the benchmark starts it as a process
    main(sys.argv)
