"""A process for each core."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from offline.errors import OfflineError
from offline.mutation import workers
from offline.mutation.outcome import Outcome

Became = Callable[..., Outcome]


@dataclass
class Parts:
    """A campaign whose outcomes are known: the n-th process gets every n-th one."""

    found: list[Outcome] = field(default_factory=list)
    wrong: OfflineError | None = None
    dies: bool = False

    def part(self, number: int, of: int) -> Iterator[Outcome]:
        yield from self.found[number::of]
        if self.wrong:
            raise self.wrong
        if self.dies:
            os._exit(0)


def run(parts: Any, progress: Any = lambda _: None) -> list[Outcome]:
    return list(workers.outcomes(parts, 2, progress))


def test_outcomes_come_in_order_whoever_was_first(outcome: Became) -> None:
    names = ("b", "d", "a", "c")
    told: list[int] = []
    found = run(Parts([outcome(name=name) for name in names]), told.append)
    assert [one.name for one in found] == ["a", "b", "c", "d"]
    assert told == [1, 2, 3, 4]


def test_the_first_thing_wrong_ends_every_process(outcome: Became) -> None:
    with pytest.raises(OfflineError, match=r"^a mutant is wrong$"):
        run(Parts([outcome()], wrong=OfflineError("a mutant is wrong")))
    assert multiprocessing.active_children() == []


def test_a_process_that_dies_is_missed() -> None:
    with pytest.raises(OfflineError, match="ended without an answer"):
        run(Parts(dies=True))


def test_an_interrupt_ends_every_process(outcome: Became) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(Parts([outcome()]), interrupt)
    assert multiprocessing.active_children() == []


def test_an_interrupt_leaves_workers_alone_and_reaches_their_parent_once_they_are_started() -> None:
    told: list[int] = []

    class Interrupted(Parts):
        def part(self, number: int, of: int) -> Iterator[Outcome]:
            os.kill(os.getpid(), signal.SIGINT)
            yield from super().part(number, of)

    assert run(Interrupted(), told.append) == []

    def held() -> None:
        with workers._interrupts_held():
            os.kill(os.getpid(), signal.SIGINT)
            told.append(1)

    over = threading.Event()
    other = threading.Thread(target=over.wait)  # it may get the signal, too
    other.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            held()
    finally:
        over.set()
        other.join()
    assert told == [1]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_worker_sends_outcomes_and_its_end_or_what_is_wrong(outcome: Became) -> None:
    sent: list[Any] = []
    parts: Any = Parts([outcome(), outcome(name="x")])
    workers.work(parts, 0, 1, sent.append)
    assert sent == [outcome(), outcome(name="x"), None]
    parts.wrong = OfflineError("wrong")
    workers.work(parts, 1, 2, sent.append)
    assert sent[3:] == [outcome(name="x"), parts.wrong]


@pytest.mark.parametrize(
    ("parent", "worked"), [(os.getppid, [("campaign", 0, 2)]), (lambda: -1, [])]
)
def test_a_worker_ends_with_its_parent_and_works_for_a_living_one(
    monkeypatch: pytest.MonkeyPatch, parent: Callable[[], int], worked: list[Any]
) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(signal, "signal", lambda *given: seen.append(given))
    monkeypatch.setattr(workers, "terminate_with_parent", lambda: seen.append("watched"))
    monkeypatch.setattr(workers, "work", lambda *given: seen.append(given[:3]))
    campaign: Any = "campaign"
    _, sender = multiprocessing.Pipe(duplex=False)
    workers._main(campaign, 0, 2, sender, parent())
    assert seen == [
        (signal.SIGINT, signal.SIG_IGN),
        (signal.SIGTERM, signal.SIG_DFL),
        "watched",
        *worked,
    ]
