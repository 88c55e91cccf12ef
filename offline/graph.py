"""The resources of a stack as plain data, for tests and for the other offline tools.

Everything runs in this process; neither AWS, credentials, network nor the Pulumi CLI are needed.
Runs do not see each other, so several may follow one another.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from offline.account import Account
from offline.execution import execute, execute_project
from offline.projectfile import Project, StackConfig
from offline.recording import Recorder
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
) -> State:
    """What the unmodified program registers for a stack.

    Args:
        stack: the stack's name.
        deployed: whether what a provider computes is known.
        project_dir: the folder of `Pulumi.yaml`.
        overrides: config values instead of the stack file's, by `namespace:key` or `key`: any
            YAML value, None removes one.

    Raises:
        OfflineError: the stack, its config or the program is wrong.
    """
    project = Project.load(Path(project_dir).resolve())
    config = project.config(stack, overrides)
    recorder = Recorder(
        project=config.project,
        stack=stack,
        account=Account(config.region),
        deployed=deployed,
        root=project.folder,
    )
    return execute_project(project, config, recorder)


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
    recorder = Recorder(project="payments", stack=stack, account=Account(region), deployed=deployed)

    def call() -> None:
        program()

    stack_config = StackConfig("payments", stack, values)
    return execute(call, config=stack_config, recorder=recorder)
