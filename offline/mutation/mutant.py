"""Mutants: a stack with one property of one resource broken."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from offline import declared, madeup, wire
from offline.account import Account
from offline.identity import Identity
from offline.mutation.change import GONE, changed
from offline.mutation.operator import change
from offline.mutation.table import Break, Entry
from offline.recording import Registration
from offline.state import Resource
from offline.wire import Properties, revealed

#: Characters from which on a text tells one resource from another.
_TELLING: Final = 6


@dataclass(frozen=True, slots=True)
class Mutant:
    """One broken property.

    Attributes:
        of: the resource as the program registers it.
        break_: what is broken, and how.
        place: where exactly, and in which statement of a document.
        inputs: the resource's inputs; None when the resource is dropped.
    """

    of: Resource
    break_: Break
    place: str
    inputs: Properties | None = field(repr=False)

    def __str__(self) -> str:
        """Which resource is broken, where and how."""
        return f"{self.of.type} {self.of.name}: {self.break_.operator} at {self.place}"

    def registration(self, others: Mapping[str, Resource], account: Account) -> Registration | None:
        """The resource as it would have been recorded with the broken inputs; None if dropped.

        Args:
            others: the stack's resources by URN.
            account: where the made-up resources live.
        """
        if self.inputs is None:
            return None
        kept = _dependencies(self.of, self.inputs, others)
        own = {urn for urns in self.of.property_dependencies.values() for urn in urns}
        explicit = set(self.of.dependencies) - own
        outputs = _outputs(self.of, self.inputs, account)
        resource = replace(
            self.of,
            inputs=self.inputs,
            outputs=outputs,
            property_dependencies=kept,
            dependencies=tuple(sorted(explicit.union(*kept.values()))),
        )
        return Registration(resource, wire.encode(self.inputs), wire.encode(outputs))


def mutants(resource: Resource, entry: Entry) -> Iterator[Mutant]:
    """Every mutant of one resource; those that come out alike only once."""
    seen: list[Properties] = []
    if resource.read or not entry.applies(resource.inputs):
        return
    for break_ in entry.each():
        if break_.operator == "drop":
            yield Mutant(resource, break_, ".", None)
            continue
        act = change(break_.operator, break_.argument)
        for place, inputs in changed(dict(resource.inputs), break_.path, act):
            if inputs is not GONE and inputs not in seen:
                seen.append(inputs)
                yield Mutant(resource, break_, place, inputs)


def _outputs(of: Resource, inputs: Properties, account: Account) -> Properties:
    """The outputs: what the provider adds stays, and it fills in what is no longer given."""
    added = {name: value for name, value in of.outputs.items() if name not in of.inputs}
    removed = set(of.inputs) - set(inputs)
    if removed & set(declared.outputs(of.type)):
        made_up = madeup.outputs(Identity(of.type, of.name, of.urn, inputs, account))
        added |= {name: made_up[name] for name in removed if name in made_up}
    return {**added, **inputs}


def _dependencies(
    of: Resource, inputs: Properties, others: Mapping[str, Resource]
) -> Mapping[str, tuple[str, ...]]:
    """The dependencies that are left: a changed property keeps those it still holds a value of."""
    found: dict[str, tuple[str, ...]] = {}
    for name, urns in of.property_dependencies.items():
        if name not in inputs:
            continue
        if inputs[name] == of.inputs.get(name):
            found[name] = urns
            continue
        text = str(revealed(inputs[name]))
        kept = tuple(urn for urn in urns if _is_named(others[urn], text))
        if kept:
            found[name] = kept
    return found


def _is_named(other: Resource, text: str) -> bool:
    """Whether a text holds something that only the other resource has."""
    known = (value for value in other.outputs.values() if isinstance(value, str))
    return any(value in text for value in known if len(value) >= _TELLING)
