"""What is to be previewed, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from offline.plain import Plain
from offline.projectfile import Project, StackConfig
from offline.rule import Verdict
from offline.state import State


@dataclass(frozen=True, slots=True)
class Task:
    """One state of one stack.

    Attributes:
        project: the project.
        config: the stack's configuration.
        deployed: whether everything is assumed to exist.
        pack: the policy pack's folder.
        policy_config: the content of a policy config file.
    """

    project: Project
    config: StackConfig
    deployed: bool
    pack: Path
    policy_config: Mapping[str, Plain]

    @property
    def name(self) -> str:
        """How users name the state."""
        return "deployed" if self.deployed else "new"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A previewed state: its resources, the pack's verdict, and the seconds it took."""

    name: str
    state: State
    verdict: Verdict
    duration: float
