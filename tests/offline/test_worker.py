import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from offline import previewing, worker
from offline.errors import OfflineError, PackError, ProgramError
from offline.process import PackProcess
from offline.task import Outcome


def tasks(project: Path, state: Any = "both") -> Any:
    return previewing.tasks("dev", state, None, project)


def test_both_states_are_previewed_side_by_side(
    outcomes: Callable[[str], Mapping[str, Outcome]],
) -> None:
    both = outcomes("dev")
    assert list(both) == ["new", "deployed"]
    assert [each.state.deployed for each in both.values()] == [False, True]
    assert [len(each.state.resources) for each in both.values()] == [8, 8]
    assert [len(each.verdict.undetermined) for each in both.values()] == [2, 0]


def test_what_is_wrong_with_a_program_arrives(project: Path) -> None:
    (project / "__main__.py").write_text("raise ValueError('no such tier')\n")
    with pytest.raises(ProgramError, match="ValueError: no such tier"):
        worker.preview(tasks(project), lambda *_: None)


def test_a_worker_tells_how_far_it_is_and_sends_what_comes_of_it(
    monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    def judge(task: Any, pack: Any, tell: Any) -> Any:
        for count in range(1, 60):
            tell(count)
        return f"{task.name} {pack}"

    monkeypatch.setattr("offline.judgement.judge", judge)
    sent = []
    worker.work(tasks(project, "new")[0], "pack", sent.append)
    assert sent == [25, 50, "new pack"]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PackError("the pack is wrong"), "^the pack is wrong$"),
        (
            ZeroDivisionError("by zero"),
            r"^the offline preview itself failed, which is a defect: ZeroDivisionError: by zero \(",
        ),
    ],
)
def test_a_worker_sends_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, project: Path, error: Any, message: Any
) -> None:
    def judge(*_: Any) -> None:
        raise error

    monkeypatch.setattr("offline.judgement.judge", judge)
    sent = []
    worker.work(tasks(project, "new")[0], "pack", sent.append)
    with pytest.raises(OfflineError, match=message):
        raise sent[0]


def test_progress_is_told_by_state() -> None:
    receiver, sender = multiprocessing.Pipe(duplex=False)
    told = []
    sender.send(25)
    sender.send(OfflineError("wrong"))
    with pytest.raises(OfflineError, match="wrong"):
        worker._collect({receiver: "new"}, lambda *seen: told.append(seen))
    assert told == [("new", 25)]


def test_a_worker_that_dies_is_missed() -> None:
    receiver, sender = multiprocessing.Pipe(duplex=False)
    sender.close()
    with pytest.raises(OfflineError, match="previewed the state 'new' ended without an answer"):
        worker._collect({receiver: "new"}, lambda *_: None)


@pytest.fixture
def happened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What a worker's process does, in order, without doing it."""
    seen: list[Any] = []
    monkeypatch.setattr(signal, "signal", lambda *given: seen.append(given))
    monkeypatch.setattr(worker, "terminate_with_parent", lambda: seen.append("watched"))
    monkeypatch.setattr(worker, "work", lambda *given: seen.append(given[:2]))
    monkeypatch.setattr(os, "_exit", seen.append)
    return seen


def test_a_worker_leaves_interrupts_to_its_parent_and_ends_its_pack_with_itself(
    happened: list[Any],
) -> None:
    _, sender = multiprocessing.Pipe(duplex=False)
    pack: Any = SimpleNamespace(kill=lambda: happened.append("killed"))
    worker._main("task", pack, sender, os.getppid())
    ignored, (terminated, end), *rest = happened
    assert ignored == (signal.SIGINT, signal.SIG_IGN)
    assert terminated == signal.SIGTERM
    assert rest == ["watched", ("task", pack)]
    end(signal.SIGTERM, None)
    assert happened[4:] == ["killed", 1]


def test_a_worker_whose_parent_is_already_gone_ends_at_once(happened: list[Any]) -> None:
    _, sender = multiprocessing.Pipe(duplex=False)
    pack: Any = SimpleNamespace(kill=lambda: happened.append("killed"))
    worker._main("task", pack, sender, -1)
    assert happened[3:5] == ["killed", 1]


def test_no_process_is_left_when_something_is_wrong(
    monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    packs: list[PackProcess] = []
    start = worker.PackProcess

    def started(*given: Any, **named: Any) -> PackProcess:
        packs.append(start(*given, **named))
        return packs[-1]

    monkeypatch.setattr(worker, "PackProcess", started)
    (project / "policy" / "__main__.py").write_text("import time\nprint(9)\ntime.sleep(60)\n")
    with pytest.raises(PackError):
        worker.preview(tasks(project), lambda *_: None)
    assert multiprocessing.active_children() == []
    assert [pack._process.returncode for pack in packs] == [-signal.SIGKILL] * 2
