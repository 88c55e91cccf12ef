"""One state of a stack: the program run, and the policy pack asked while it runs."""

from collections.abc import Callable
from time import perf_counter

from google.protobuf import struct_pb2

from offline.account import Account
from offline.analyzer import Analyzer
from offline.execution import execute_project
from offline.process import PackProcess
from offline.recording import Recorder, Registration
from offline.task import Outcome, Task


def judge(task: Task, process: PackProcess, progress: Callable[[int], None]) -> Outcome:
    """Preview one state.

    Args:
        task: what to preview.
        process: the pack, already starting.
        progress: told how many resources are registered so far.

    Raises:
        OfflineError: the program or the pack is wrong.
    """
    began = perf_counter()
    with Analyzer(
        process,
        task.pack,
        task.config,
        deployed=task.deployed,
        policy_config=task.policy_config,
    ) as analyzer:
        count = 0

        def inspect(registration: Registration) -> struct_pb2.Struct | None:
            nonlocal count
            count += 1
            progress(count)
            return analyzer.inspect(registration)

        recorder = Recorder(
            project=task.config.project,
            stack=task.config.stack,
            account=Account(task.config.region),
            deployed=task.deployed,
            inspect=inspect,
            root=task.project.folder,
        )
        state = execute_project(task.project, task.config, recorder)
        verdict = analyzer.verdict(recorder.registrations)
    return Outcome(task.name, state, verdict, perf_counter() - began)
