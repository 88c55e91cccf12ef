"""What a stack would deploy, as its offline preview tells."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

from operations.errors import OperationError

#: The inputs of a resource; their shape is that of its type.
Inputs: TypeAlias = Mapping[str, Any]
#: The status of a preview that found a policy violated, but has a document.
_VIOLATED: Final = 1


@dataclass(frozen=True, slots=True)
class Planned:
    """A stack before its deployment.

    Attributes:
        region: where it goes.
        resources: the inputs of its resources, by type token.
    """

    region: str
    resources: Mapping[str, Sequence[Inputs]]

    def of(self, *types: str) -> list[Inputs]:
        """The inputs of every resource of the types."""
        return [inputs for type_ in types for inputs in self.resources.get(type_, ())]


def fetch(stack: str, folder: Path) -> Planned:
    """Preview a stack, which needs no account, and read what it says.

    Raises:
        OperationError: there is no such stack, or its preview fails.
    """
    command = [sys.executable, "-m", "offline", "preview", stack, "--as", "deployed", "--json"]
    done = subprocess.run(  # noqa: S603 - the stack's name is one argument, not a shell's text
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, _VIOLATED):
        raise OperationError(done.stderr.strip().removeprefix("error: "))
    return read(json.loads(done.stdout))


def read(document: Mapping[str, Any]) -> Planned:
    """What the document of a preview says."""
    resources: dict[str, list[Inputs]] = {}
    for step in cast("Sequence[Mapping[str, Any]]", document["steps"]):
        state = step["newState"]
        resources.setdefault(state["type"], []).append(state["inputs"])
    return Planned(document["outputs"]["region"], resources)
