"""A small project with a small policy pack, and runs of it."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from offline import cli, previewing, worker
from offline.task import Outcome

EXAMPLE = Path(__file__).parent / "project"
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def example() -> Path:
    """The example project, to be read only."""
    return EXAMPLE


@pytest.fixture(scope="session")
def environment() -> Mapping[str, str]:
    """What a process needs to find this project's code."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def gone() -> Callable[[int], bool]:
    """`gone(pid)`: whether a process ends; one that only waits to be reaped has ended."""

    def ends(pid: int) -> bool:
        for _ in range(200):
            try:
                state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            except FileNotFoundError:
                return True
            if state == "Z":
                return True
            time.sleep(0.01)
        return False

    return ends


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the example project that a test may change."""
    folder = tmp_path / "shop"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="session")
def outcomes() -> Callable[[str], Mapping[str, Outcome]]:
    """`outcomes(stack)`: both states of a stack of the example, judged by its pack, once."""
    done: dict[str, Mapping[str, Outcome]] = {}

    def of(stack: str) -> Mapping[str, Outcome]:
        if stack not in done:
            tasks = previewing.tasks(stack, "both", None, EXAMPLE)
            done[stack] = worker.preview(tasks, lambda *_: None)
        return done[stack]

    return of


@pytest.fixture
def invoke() -> Iterator[Any]:
    """`invoke(*arguments)` with the signal handlers put back afterwards."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield lambda *arguments: CliRunner().invoke(cli.main, arguments)
    for number, handler in handlers.items():
        signal.signal(number, handler)
