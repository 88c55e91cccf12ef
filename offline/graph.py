"""The resources of a stack as plain data, for tests and for the other offline tools.

Everything runs in this process; neither AWS, credentials, network nor the Pulumi CLI are needed.
Runs do not see each other, so several may follow one another.
"""

import runpy
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from offline.account import Account
from offline.execution import execute
from offline.monitor import Inspect, RecordingMonitor
from offline.projectfile import Project, StackConfig
from offline.state import Options, Resource, State
from offline.wire import UNKNOWN, Secret, Value, has_unknown, revealed, shown

__all__ = [
    "UNKNOWN",
    "Options",
    "Resource",
    "Secret",
    "State",
    "Value",
    "has_unknown",
    "preview_state",
    "revealed",
    "run",
    "shown",
]


def preview_state(
    stack: str,
    *,
    deployed: bool,
    project_dir: Path | str = ".",
    overrides: Mapping[str, object] | None = None,
    inspect: Inspect | None = None,
) -> State:
    """What the unmodified program registers for a stack.

    Args:
        stack: the stack's name.
        deployed: whether what a provider computes is known.
        project_dir: the folder of `Pulumi.yaml`.
        overrides: config values instead of the stack file's, by `namespace:key` or `key`: any
            YAML value, None removes one.
        inspect: called for every registration, in order.

    Raises:
        OfflineError: the stack, its config or the program is wrong.
    """
    project = Project.load(Path(project_dir).resolve())
    config = project.config(stack, overrides)
    return execute_project(project, config, deployed=deployed, inspect=inspect)


def execute_project(
    project: Project, config: StackConfig, *, deployed: bool, inspect: Inspect | None = None
) -> State:
    """Run a project's program with a configuration.

    Raises:
        OfflineError: the program is wrong.
    """
    monitor = RecordingMonitor(
        project=config.project,
        stack=config.stack,
        account=Account(config.region),
        deployed=deployed,
        inspect=inspect,
        root=project.folder,
    )

    def program() -> None:
        folder = str(project.program.parent)
        sys.path.insert(0, folder)
        try:
            runpy.run_path(str(project.program), run_name="__main__")
        finally:
            sys.path.remove(folder)

    return execute(program, config=config, monitor=monitor, deployed=deployed, root=project.folder)


def run(
    program: Callable[[], object],
    *,
    stack: str = "test",
    deployed: bool = False,
    region: str = "us-west-2",
    config: Mapping[str, str] | None = None,
) -> State:
    """What a function registers, as the program of a project named `payments`.

    Args:
        program: registers resources; what it returns is ignored.
        stack: the stack's name.
        deployed: whether what a provider computes is known.
        region: AWS region.
        config: further configuration, texts by `namespace:key`.

    Raises:
        ProgramError: the function raised; the exception itself is its cause.
    """
    values = {"aws:region": region, **(config or {})}
    monitor = RecordingMonitor(
        project="payments", stack=stack, account=Account(region), deployed=deployed
    )

    def call() -> None:
        program()

    return execute(
        call, config=StackConfig("payments", stack, values), monitor=monitor, deployed=deployed
    )
