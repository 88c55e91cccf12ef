"""A small project with a small policy pack, and runs of it."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from offline import previewing, worker
from offline.task import Outcome

EXAMPLE = Path(__file__).parent / "project"


@pytest.fixture(scope="session")
def example() -> Path:
    """The example project, to be read only."""
    return EXAMPLE


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
