"""Running a Pulumi program in this process, under the recording monitor."""

import asyncio
import contextvars
import gc
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

from pulumi.runtime import Settings, configure, set_all_config
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.settings import ROOT
from pulumi.runtime.stack import run_in_stack

from offline.environment import foreign_hidden
from offline.failure import program_error
from offline.monitor import RecordingMonitor
from offline.plain import Mapped
from offline.projectfile import Project, StackConfig
from offline.recording import Recorder
from offline.state import State

_P = ParamSpec("_P")
_T = TypeVar("_T")


def execute(
    program: Callable[[], None],
    *,
    config: StackConfig,
    recorder: Recorder,
    root: Path | None = None,
) -> State:
    """Run a program to its end, all of its outputs resolved.

    Nothing of it stays behind: neither Pulumi's settings, nor its configuration, nor an event loop.

    Args:
        program: registers resources.
        config: the stack's configuration.
        recorder: records what is registered.
        root: the project's folder.

    Raises:
        ProgramError: the program raised; the text names the component and the resource.
    """
    engine = _Engine()

    def run() -> None:
        configure(
            Settings(
                project=config.project,
                stack=config.stack,
                monitor=RecordingMonitor(recorder),
                engine=engine,
                dry_run=not recorder.deployed,
                organization="organization",
                root_directory=str(root or Path.cwd()),
            )
        )
        ROOT.set(None)
        set_all_config(dict(config.values), sorted(config.secret_keys))
        with asyncio.Runner() as runner:
            loop = runner.get_loop()
            loop.set_default_executor(_Inline())
            # A failed resource fails every output that waits for it; the first failure is
            # reported, the rest would be printed as "exception was never retrieved".
            loop.set_exception_handler(_say_nothing)
            runner.run(run_in_stack(program), context=contextvars.copy_context())

    try:
        with foreign_hidden(), _no_collection():
            contextvars.copy_context().run(run)
    except Exception as error:  # a program may raise anything
        raise program_error(error, latest=recorder.latest, root=root) from error
    return State(
        project=config.project,
        stack=config.stack,
        deployed=recorder.deployed,
        resources=tuple(registration.resource for registration in recorder.registrations),
        messages=tuple(engine.messages),
    )


def execute_project(project: Project, config: StackConfig, recorder: Recorder) -> State:
    """Run a project's own program.

    Raises:
        OfflineError: the program is wrong.
    """
    return execute(project.run, config=config, recorder=recorder, root=project.folder)


@contextmanager
def _no_collection() -> Generator[None]:
    """Suspend garbage collection.

    A run makes many objects and drops few; scanning them again and again took half of its time
    (2.4 s against 1.2 s for 325 resources).
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _say_nothing(loop: asyncio.AbstractEventLoop, context: Mapped) -> None:
    """Take no notice of what an event loop has to say."""


class _Engine:
    """The engine's log, kept instead of printed."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []

    def Log(self, request: engine_pb2.LogRequest) -> None:  # noqa: N802 - the protocol's name
        level = engine_pb2.LogSeverity.Name(request.severity).lower()
        if level != "debug":
            self.messages.append((level, request.message))


class _Inline(ThreadPoolExecutor):
    """Runs each call at once in the caller's thread.

    The SDK hands every request to the monitor to a thread, because a real monitor is remote. Here
    it is not: this saves the switches, and makes the order of registrations the program's own.
    """

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        future: Future[_T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever awaits the future
            future.set_exception(error)
        return future
