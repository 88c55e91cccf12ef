"""The software that a stack runs, with versions (PCI DSS 6.3.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distribution
from json import loads
from pathlib import Path
from re import findall

from offline.state import State
from offline.wire import shown

_ENGINES = (
    "aws:rds/cluster:Cluster",
    "aws:rds/instance:Instance",
    "aws:elasticache/replicationGroup:ReplicationGroup",
)


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Software:
    """One piece of software.

    Attributes:
        kind: `distribution`, `engine`, `image`, `own code` or `runtime`.
        name: as its publisher calls it.
        version: its version, a digest of our own code, "" if its name says it.
        licence: as its publisher states it, "" if nothing does.
    """

    kind: str
    name: str
    version: str
    licence: str = ""


def software(state: State, root: Path) -> list[Software]:
    """What runs in the stack, sorted; each once.

    Args:
        state: the stack's resources.
        root: the project's folder, for what is packed into the functions' archive.
    """
    found = {*_functions(state), *_engines(state), *_images(state)}
    if any(each.kind == "own code" for each in found):
        found.update(_distributions(root))
    return sorted(found)


def _functions(state: State) -> Iterator[Software]:
    for function in state.by_type("aws:lambda/function:Function"):
        inputs = shown(function.inputs)
        yield Software(kind="runtime", name=str(inputs["runtime"]), version="")
        yield Software(
            kind="own code",
            name="functions",
            version=f"sha256 {inputs['sourceCodeHash']}",
        )


def _engines(state: State) -> Iterator[Software]:
    for server in state.by_type(*_ENGINES):
        inputs = shown(server.inputs)
        yield Software(
            kind="engine", name=str(inputs["engine"]), version=str(inputs["engineVersion"])
        )


def _images(state: State) -> Iterator[Software]:
    for task in state.by_type("aws:ecs/taskDefinition:TaskDefinition"):
        for container in loads(shown(task.inputs)["containerDefinitions"]):
            yield Software(kind="image", name=container["image"], version="")


def _distributions(root: Path) -> Iterator[Software]:
    """The distributions that the functions' archive is composed from."""
    names = findall(r"(?m)^[A-Za-z0-9._-]+", (root / "functions/requirements.txt").read_text())
    for name in names:
        found = distribution(name)
        stated = found.metadata.json
        licence = str(stated.get("license_expression") or stated.get("license") or "")
        yield Software(
            kind="distribution",
            name=found.name,
            version=found.version,
            # Some publishers put the whole text there, its name first.
            licence=licence.partition("\n")[0],
        )
