"""Breaking whole stacks, one part of their resources at a time."""

import traceback
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from offline.account import Account
from offline.errors import OfflineError, ProjectError
from offline.execution import execute_project
from offline.mutation.mutant import mutants
from offline.mutation.outcome import Outcome
from offline.mutation.pack import Pack
from offline.mutation.review import unreviewed
from offline.mutation.table import Entry
from offline.mutation.trial import Trial
from offline.projectfile import Project
from offline.recording import Recorder, Registration


@dataclass(frozen=True)
class Campaign:
    """Stacks to break.

    Attributes:
        table: what is broken, by resource type.
        trials: each stack before the policy pack, by its name.
    """

    table: Mapping[str, Entry]
    trials: Mapping[str, Trial]

    @classmethod
    def prepare(cls, project: Project, stacks: Sequence[str], table: Mapping[str, Entry]) -> Self:
        """Load the pack and judge the stacks as they are when deployed.

        Args:
            project: the project.
            stacks: names of its stacks.
            table: what is broken.

        Raises:
            OfflineError: a stack or the pack is wrong, or a stack configures what the table says
                nothing about.
        """
        recorded = {stack: _recorded(project, stack) for stack in stacks}
        resources = (each.resource for _, found in recorded.values() for each in found)
        if missing := unreviewed(resources, table):
            raise ProjectError(
                "the stacks configure what offline/mutation/breaks/ says nothing about; write how "
                "it is broken, or why not:\n  " + "\n  ".join(missing)
            )
        pack = Pack(project.folder / "policy")
        trials: dict[str, Trial] = {}
        for stack, (account, registrations) in recorded.items():
            with _about(f"stack {stack} as it is"):
                trials[stack] = Trial(pack, registrations, account)
        return cls(table, trials)

    def part(self, number: int, of: int) -> Iterator[Outcome]:
        """The outcomes of every `of`th resource of each stack, from resource `number` on.

        Raises:
            OfflineError: something went wrong; the text says with which stack and mutant.
        """
        for stack, trial in self.trials.items():
            for registration in trial.registrations[number::of]:
                resource = registration.resource
                with _about(f"stack {stack}, {resource.type} {resource.name}"):
                    entry = self.table.get(resource.type)
                    found = list(mutants(resource, entry)) if entry else []
                for mutant in found:
                    with _about(f"stack {stack}, {mutant}"):
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


@contextmanager
def _about(what: str) -> Generator[None]:
    """Turn whatever goes wrong in the block into one message that says what it is about."""
    try:
        yield
    except OfflineError as error:
        raise OfflineError(f"{what}: {error}") from error
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        raise OfflineError(
            f"{what}: the mutation tool itself failed, which is a defect: "
            f"{type(error).__name__}: {error} ({frame.filename}:{frame.lineno})"
        ) from error


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
