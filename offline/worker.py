"""A process for each state, so that both states and their packs share the machine's cores."""

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from importlib import import_module
from multiprocessing.connection import Connection, wait
from typing import Final, NoReturn, TypeAlias

from offline.errors import OfflineError
from offline.process import PackProcess, terminate_with_parent
from offline.task import Outcome, Task

#: Told, by the state's name, how many resources are registered so far.
Progress: TypeAlias = Callable[[str, int], None]

#: What a worker sends: a number for progress, and at its end an outcome or what is wrong.
_Message: TypeAlias = int | Outcome | OfflineError

_EVERY: Final = 25  # resources between two messages about progress


def preview(tasks: Sequence[Task], progress: Progress) -> Mapping[str, Outcome]:
    """Preview the states side by side; every process that was started has ended on return.

    Raises:
        OfflineError: the first thing found wrong.
    """
    for task in tasks:
        progress(task.name, 0)
    with ExitStack() as started:
        packs = [
            started.enter_context(PackProcess(task.pack, task.config, deployed=task.deployed))
            for task in tasks
        ]
        _load_sdks()
        # Forked, so that what was just loaded is shared; no gRPC channel exists yet.
        context = multiprocessing.get_context("fork")
        workers: dict[Connection, str] = {}
        for task, pack in zip(tasks, packs, strict=True):
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(
                target=_main, args=(task, pack, sender, os.getpid()), daemon=True
            )
            process.start()
            started.callback(process.join)
            started.callback(process.kill)
            sender.close()
            workers[receiver] = task.name
        return _collect(workers, progress)


def work(task: Task, pack: PackProcess, send: Callable[[_Message], None]) -> None:
    """Preview one state and send what comes of it."""

    def tell(count: int) -> None:
        if count % _EVERY == 0:
            send(count)

    from offline.judgement import judge  # noqa: PLC0415 - see _load_sdks

    try:
        send(judge(task, pack, tell))
    except OfflineError as error:
        send(error)
    except Exception as error:  # noqa: BLE001 - the parent has to hear of a defect, too
        frame = traceback.extract_tb(error.__traceback__)[-1]
        send(
            OfflineError(
                f"the offline preview itself failed, which is a defect: {type(error).__name__}: "
                f"{error} ({frame.filename}:{frame.lineno})"
            )
        )


def _main(task: Task, pack: PackProcess, sender: Connection, parent: int) -> None:
    def end(*_: object) -> NoReturn:
        """End the pack with this process: its own parent is the one that has died."""
        pack.kill()
        os._exit(1)

    # A Ctrl-C reaches every process of the terminal; the parent decides and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, end)
    terminate_with_parent()
    if os.getppid() != parent:
        end()
    work(task, pack, sender.send)


def _collect(workers: dict[Connection, str], progress: Progress) -> Mapping[str, Outcome]:
    outcomes: dict[str, Outcome] = {}
    order = list(workers.values())
    while workers:
        for ready in wait(list(workers)):
            receiver = next(connection for connection in workers if connection is ready)
            message = _received(receiver, workers[receiver])
            if isinstance(message, OfflineError):
                raise message
            if isinstance(message, Outcome):
                outcomes[workers.pop(receiver)] = message
            else:
                progress(workers[receiver], message)
    return {name: outcomes[name] for name in order}


def _received(receiver: Connection, name: str) -> _Message:
    try:
        return receiver.recv()
    except EOFError:
        return OfflineError(
            f"the process that previewed the state {name!r} ended without an answer; was it "
            f"killed, or is the machine out of memory?"
        )


def _load_sdks() -> None:
    """Import what the workers share, while the packs start in processes of their own."""
    for name in ("pulumi_aws", "offline.judgement"):
        import_module(name)
