"""The resources of a state as text: a tree of components with what is in each."""

from collections import Counter
from collections.abc import Iterator

from offline.state import Resource, State

_BRANCH, _LAST, _PIPE, _GAP = "├─ ", "└─ ", "│  ", "   "


def tree(state: State) -> Iterator[str]:
    """The lines of the tree.

    A component is a branch with the number of resources below it; resources of one type in one
    component are one line with their number.
    """
    root = state.resources[0]
    custom = sum(resource.custom for resource in state.resources)
    components = len(state.resources) - custom - 1
    yield (
        f"{state.project} · {state.stack} · "
        f"{_counted(custom, 'resource')} in {_counted(components, 'component')}"
    )
    yield from _below(state, root, "")


def _below(state: State, parent: Resource, indent: str) -> Iterator[str]:
    children = state.children(parent.urn)
    branches = [child for child in children if not child.custom or state.children(child.urn)]
    leaves = Counter(child.type for child in children if child not in branches)
    entries = len(branches) + len(leaves)
    for index, branch in enumerate(branches, start=1):
        count = sum(below.custom for below in state.descendants(branch.urn))
        last = index == entries
        label = f"{branch.name}  {_short(branch.type)}  {_counted(count, 'resource')}"
        yield f"{indent}{_LAST if last else _BRANCH}{label}"
        yield from _below(state, branch, indent + (_GAP if last else _PIPE))
    for index, (type_, count) in enumerate(sorted(leaves.items()), start=len(branches) + 1):
        times = f" x {count}" if count > 1 else ""
        yield f"{indent}{_LAST if index == entries else _BRANCH}{_short(type_)}{times}"


def _short(type_: str) -> str:
    """`aws:ec2/vpc:Vpc` as `aws:ec2:Vpc`, as Pulumi prints it."""
    package, module, kind = type_.split(":")
    return ":".join((package, module.partition("/")[0], kind))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
