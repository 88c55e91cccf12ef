"""Breaking whole stacks, with every core of the machine."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TypeAlias

from offline.account import Account
from offline.errors import OfflineError
from offline.execution import execute_project
from offline.mutation.mutant import mutants
from offline.mutation.outcome import Outcome
from offline.mutation.pack import Pack
from offline.mutation.table import Entry
from offline.mutation.trial import Trial
from offline.process import terminate_with_parent
from offline.projectfile import Project
from offline.recording import Recorder, Registration

#: What a worker sends: an outcome, what is wrong, or None at its end.
_Message: TypeAlias = Outcome | OfflineError | None
#: Told how many mutants have been judged so far.
Progress: TypeAlias = Callable[[int], None]


@dataclass(frozen=True)
class Campaign:
    """Stacks to break.

    Attributes:
        pack: the policy pack.
        table: what is broken, by resource type.
        stacks: the account and the resources of each stack, by its name.
    """

    pack: Pack
    table: Mapping[str, Entry]
    stacks: Mapping[str, tuple[Account, Sequence[Registration]]]

    def part(self, number: int, of: int) -> Iterator[Outcome]:
        """The outcomes of every `of`th resource of each stack, from resource `number` on."""
        for stack, (account, registrations) in self.stacks.items():
            trial = Trial(self.pack, registrations, account)
            for registration in registrations[number::of]:
                entry = self.table.get(registration.resource.type)
                for mutant in mutants(registration.resource, entry) if entry else ():
                    verdict = trial.judge(mutant)
                    yield Outcome(
                        stack=stack,
                        kind=mutant.of.type,
                        name=mutant.of.name,
                        path=mutant.break_.path,
                        operator=mutant.break_.operator,
                        place=mutant.place,
                        killers=verdict.killers,
                        others=verdict.others,
                    )


def prepare(folder: Path, stacks: Sequence[str], table: Mapping[str, Entry]) -> Campaign:
    """Load the pack and record the stacks as they are when deployed.

    Args:
        folder: the project's folder.
        stacks: names of stacks.
        table: what is broken.

    Raises:
        OfflineError: the project, a stack or the pack is wrong.
    """
    project = Project.load(folder)
    pack = Pack(folder / "policy")
    return Campaign(pack, table, {stack: _recorded(project, stack) for stack in stacks})


def outcomes(campaign: Campaign, jobs: int, progress: Progress) -> list[Outcome]:
    """Break the stacks and judge every mutant; every process that was started has ended on return.

    Args:
        campaign: what to break.
        jobs: how many processes.
        progress: told after every mutant.

    Raises:
        OfflineError: the first thing found wrong.
    """
    with ExitStack() as started:
        context = multiprocessing.get_context("fork")  # the recorded stacks need no sending
        receivers: list[Connection] = []
        for number in range(jobs):
            receiver, sender = context.Pipe(duplex=False)
            arguments = (campaign, number, jobs, sender)
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


def _main(campaign: Campaign, number: int, jobs: int, sender: Connection) -> None:
    # A Ctrl-C reaches every process of the terminal; the parent decides and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    terminate_with_parent()
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


def _recorded(project: Project, stack: str) -> tuple[Account, Sequence[Registration]]:
    config = project.config(stack)
    account = Account(config.region)
    recorder = Recorder(
        project=config.project,
        stack=stack,
        account=account,
        deployed=True,
        root=project.folder,
    )
    execute_project(project, config, recorder)
    return account, recorder.registrations
