"""A process for each core, so that a campaign uses the whole machine."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection, wait
from typing import TypeAlias

from offline.errors import OfflineError
from offline.mutation.campaign import Campaign
from offline.mutation.outcome import Outcome
from offline.process import terminate_with_parent

#: What a worker sends: an outcome, what is wrong, or None at its end.
_Message: TypeAlias = Outcome | OfflineError | None
#: Told how many mutants have been judged so far.
Progress: TypeAlias = Callable[[int], None]


def outcomes(campaign: Campaign, jobs: int, progress: Progress) -> Sequence[Outcome]:
    """Break the stacks and judge every mutant; every process that was started has ended on return.

    Args:
        campaign: what to break.
        jobs: how many processes.
        progress: told after every mutant.

    Raises:
        OfflineError: the first thing found wrong.
    """
    with ExitStack() as started:
        context = multiprocessing.get_context("fork")  # the judged stacks need no sending
        receivers: list[Connection] = []
        with _interrupts_held():
            for number in range(jobs):
                receiver, sender = context.Pipe(duplex=False)
                arguments = (campaign, number, jobs, sender, os.getpid())
                process = context.Process(target=_main, args=arguments, daemon=True)
                process.start()
                started.callback(process.join)
                started.callback(process.kill)
                sender.close()
                receivers.append(receiver)
        found: list[Outcome] = []
        for outcome in _received(receivers):
            found.append(outcome)
            progress(len(found))
        return sorted(found, key=lambda each: (each.stack, each.kind, each.name, each.path))


def work(campaign: Campaign, number: int, jobs: int, send: Callable[[_Message], None]) -> None:
    """Judge one part of the mutants and send what becomes of them."""
    try:
        for outcome in campaign.part(number, jobs):
            send(outcome)
    except OfflineError as error:
        send(error)
    else:
        send(None)


@contextmanager
def _interrupts_held() -> Generator[None]:
    """Let a Ctrl-C wait until the block's end.

    By a handler: were the signal blocked, the kernel would hand it to any other thread.
    """
    held: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: held.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if held:
            signal.raise_signal(signal.SIGINT)


def _main(campaign: Campaign, number: int, jobs: int, sender: Connection, parent: int) -> None:
    # A Ctrl-C reaches every process of the terminal; the parent decides and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    terminate_with_parent()
    if os.getppid() == parent:  # or nobody is left to hear of it
        work(campaign, number, jobs, sender.send)


def _received(receivers: list[Connection]) -> Iterator[Outcome]:
    while receivers:
        for ready in wait(receivers):
            receiver = next(each for each in receivers if each is ready)
            try:
                message: _Message = receiver.recv()
            except EOFError:
                message = OfflineError(
                    "a process that judged mutants ended without an answer; was it killed, or is "
                    "the machine out of memory?"
                )
            if isinstance(message, OfflineError):
                raise message
            if message is None:
                receivers.remove(receiver)
            else:
                yield message
