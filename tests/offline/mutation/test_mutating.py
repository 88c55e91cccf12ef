"""The command `mutation`."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from offline import mutating
from offline.errors import OfflineError
from offline.mutation import reasons, workers
from offline.mutation.outcome import Outcome
from offline.mutation.reasons import Reason

ROOT = Path(__file__).parent.parent.parent.parent
EXAMPLE = ROOT / "tests" / "offline" / "project"
EVERYTHING = Reason(kind="*", verdict="unseen", reason="The example's pack has few rules.")
WARNED = Reason(kind="*", verdict="advised", reason="The example's pack warns.")


def run(*stacks: str, folder: Path, as_json: bool = False, write: bool = False) -> tuple[int, str]:
    out = StringIO()
    status = mutating.run(stacks, as_json=as_json, write=write, folder=folder, out=out)
    return status, out.getvalue()


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`judged(*outcomes, why=...)`: what every campaign comes to, and the reasons there are."""

    def becomes(*outcomes: Outcome, why: list[Reason]) -> None:
        monkeypatch.setattr(workers, "outcomes", lambda *_: outcomes)
        monkeypatch.setattr(reasons, "load", lambda: why)

    return becomes


@pytest.fixture
def survived(outcome: Callable[..., Outcome]) -> list[Outcome]:
    """One of twenty mutants survived."""
    return [*[outcome(killers=("rule",))] * 19, outcome()]


def test_at_least_95_percent_of_the_mutants_of_dev_are_killed_and_every_survivor_is_explained() -> (
    None
):
    status, text = run("dev", folder=ROOT, as_json=True)
    found = json.loads(text)
    assert status == 0
    assert found["share"] >= found["least"] == 0.95
    assert found["killed"] + len(found["survivors"]) == found["mutants"]
    assert not [one for one in found["survivors"] if not one["reason"]]


def test_a_pack_that_sees_little_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reasons, "load", lambda: [EVERYTHING, WARNED])
    status, text = run("dev", "dev", folder=EXAMPLE)
    assert status == 1
    assert "without a reason" not in text
    assert "(at least 95%)" in text.splitlines()[-1]


@pytest.mark.parametrize(
    ("stacks", "why", "status"),
    [
        ((), [EVERYTHING], 0),
        ((), [], 1),  # a survivor without a reason
        ((), [EVERYTHING, WARNED], 1),  # a reason that explains nothing in any stack
        (("dev",), [EVERYTHING, WARNED], 0),  # another stack may need it
    ],
)
def test_a_survivor_and_a_reason_need_each_other(
    judged: Callable[..., None], survived: list[Outcome], stacks: Any, why: Any, status: int
) -> None:
    judged(*survived, why=why)
    assert run(*stacks, folder=EXAMPLE)[0] == status


def test_the_page_is_written(
    project: Path, judged: Callable[..., None], outcome: Callable[..., Outcome]
) -> None:
    (project / "docs").mkdir()
    judged(outcome(killers=("rule",)), why=[])
    assert run(folder=project, write=True)[0] == 0
    assert "| dev | 1 | 1 | 100.0 % |" in (project / "docs" / "mutation.md").read_text()


def test_the_page_is_about_every_stack() -> None:
    with pytest.raises(OfflineError, match="without naming dev"):
        run("dev", folder=ROOT, write=True)


def command(folder: Path, *arguments: str, environment: Mapping[str, str]) -> Any:
    return subprocess.Popen(
        [sys.executable, "-m", "offline", "mutation", *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_a_stack_that_does_not_exist_is_named_with_status_2(
    example: Path, environment: Mapping[str, str]
) -> None:
    process = command(example, "nowhere", environment=environment)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert errors.startswith("error: there is no stack 'nowhere'")
    assert "Traceback" not in errors


def test_an_interrupt_ends_the_command_and_its_workers_quietly(
    project: Path, environment: Mapping[str, str], tmp_path: Path
) -> None:
    started = tmp_path / "started"
    rules = project / "policy" / "rules.py"
    head = "def _named(args: ResourceValidationArgs, report: ReportViolation) -> None:\n"
    slow = f"""\
    if os.getpid() != PARENT:  # in a worker
        pathlib.Path({str(started)!r}).touch()
        time.sleep(60)
"""
    text = rules.read_text()
    assert head in text
    rules.write_text(
        "import os, pathlib, time\nPARENT = os.getpid()\n" + text.replace(head, head + slow)
    )
    process = command(project, "dev", environment=environment)
    while not started.exists():
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to the workers as well
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "interrupted\n")
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
