"""How long a preview takes, against the floor: the program once under bare mocks.

Times are of whole processes, measured in turn after one of each to warm up, so that both meet the
same machine; the median of five counts.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from offline.account import Account
from offline.errors import OfflineError
from offline.execution import execute_project
from offline.packtime import PackTime, measure
from offline.process import PackProcess
from offline.projectfile import Project, StackConfig
from offline.recording import Recorder, Registration

_ROUNDS: Final = 5
_SLOWEST: Final = 15
#: What a preview of both states may cost, in floors.
LIMIT: Final = 3.0


def bench(folder: Path, stack: str, *, rounds: int = _ROUNDS) -> Iterator[str]:
    """The lines of the benchmark of one stack, as they become known.

    Args:
        folder: the project's folder.
        stack: the stack's name.
        rounds: measurements that count.

    Raises:
        OfflineError: the project is wrong, or a measured command fails.
    """
    project = Project.load(folder.resolve())
    config = project.config(stack)
    pack = project.folder / "policy"
    floor, preview = _alternating(
        [
            lambda: _seconds(["offline.floor", stack], folder),
            # A violated policy is a verdict, not a failure.
            lambda: _seconds(["offline", "preview", stack, "--json"], folder, fine=(0, 1)),
        ],
        rounds,
    )
    yield f"{stack}: median of {rounds}, {_rounded(floor)} floor, {_rounded(preview)} preview"
    yield f"  preview / floor       {preview / floor:6.2f}   (at most {LIMIT:.0f})"
    (start,) = _alternating([lambda: _start_seconds(pack, config)], rounds)
    yield f"  pack start            {_rounded(start)}"
    registrations = _registrations(project, config)
    times = measure(pack, registrations)
    yield from _pack_lines(times, len(registrations), floor)


def _pack_lines(times: PackTime, resources: int, floor: float) -> Iterator[str]:
    total = times.resources + times.stack
    yield f"  pack                  {_rounded(total)}   {total / floor:.2f} floors"
    each = 1000 * times.resources / resources
    yield f"    per resource        {each:6.2f} ms  ({resources} resources)"
    yield f"    stack rules         {_rounded(times.stack)}"
    yield "  slowest rules"
    slowest = sorted(times.rules.items(), key=lambda rule: -rule[1])[:_SLOWEST]
    for name, seconds in slowest:
        yield f"    {1000 * seconds:7.1f} ms  {name}"


def _alternating(actions: Sequence[Callable[[], float]], rounds: int) -> list[float]:
    """The median of each action's seconds, taken in turn after one of each."""
    for action in actions:
        action()
    measured = [[action() for action in actions] for _ in range(rounds)]
    return [median(column) for column in zip(*measured, strict=True)]


def _seconds(module: Sequence[str], folder: Path, *, fine: Sequence[int] = (0,)) -> float:
    """The seconds that `python -m` takes for a module and its arguments."""
    began = perf_counter()
    done = subprocess.run(  # noqa: S603 - this program itself
        [sys.executable, "-m", *module], cwd=folder, capture_output=True, text=True, check=False
    )
    seconds = perf_counter() - began
    if done.returncode not in fine:
        raise OfflineError(f"python -m {' '.join(module)} failed:\n{done.stderr.strip()}")
    return seconds


def _start_seconds(pack: Path, config: StackConfig) -> float:
    began = perf_counter()
    with PackProcess(pack, config, deployed=True) as process:
        process.port()
        return perf_counter() - began


def _registrations(project: Project, config: StackConfig) -> Sequence[Registration]:
    recorder = Recorder(
        project=config.project,
        stack=config.stack,
        account=Account(config.region),
        deployed=True,
        root=project.folder,
    )
    execute_project(project, config, recorder)
    return recorder.registrations


def _rounded(seconds: float) -> str:
    return f"{seconds:6.2f} s"
