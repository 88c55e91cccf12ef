"""What a program registered, frozen."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from offline.urn import STACK_TYPE
from offline.wire import Properties

_NOTHING: Final[Properties] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The resource options in effect, inherited ones included.

    Attributes:
        protect: a deletion is refused.
        retain_on_delete: a deletion leaves the physical resource alone.
        deleted_with: the URN of the resource whose deletion takes this one along.
        delete_before_replace: a replacement deletes first; None leaves it to the provider.
        ignore_changes: properties whose changes are ignored.
        replace_on_changes: properties whose changes replace the resource.
        additional_secret_outputs: outputs that are secret whatever the provider says.
        aliases: URNs the resource may be known by in an older state.
        provider: the provider's reference `<urn>::<id>`, "" for the default provider.
        import_id: the physical resource to adopt, or "".
        timeouts: seconds by operation (`create`, `update`, `delete`), as given.
    """

    protect: bool = False
    retain_on_delete: bool = False
    deleted_with: str = ""
    delete_before_replace: bool | None = None
    ignore_changes: tuple[str, ...] = ()
    replace_on_changes: tuple[str, ...] = ()
    additional_secret_outputs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    provider: str = ""
    import_id: str = ""
    timeouts: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One registered resource.

    Attributes:
        urn: its identity in the stack.
        type: type token, as `aws:ec2/vpc:Vpc`.
        name: logical name.
        parent: the parent's URN; "" for the stack itself.
        custom: a provider manages it; False for components.
        read: it exists already and is only looked up.
        id: the provider's id; "" when not known or when it has none.
        inputs: what the program gave, property names as on the wire.
        outputs: inputs and what the provider adds; for a component what it registered.
        dependencies: URNs of everything it depends on, sorted.
        property_dependencies: the URNs behind each input, sorted.
        options: resource options in effect.
        source: `file:line` in the program, or "".
    """

    urn: str
    type: str
    name: str
    parent: str
    custom: bool
    read: bool = False
    id: str
    inputs: Properties
    outputs: Properties
    dependencies: tuple[str, ...]
    property_dependencies: Mapping[str, tuple[str, ...]]
    options: Options
    source: str = ""


@dataclass(frozen=True)
class State:
    """Everything one run of a program registered, in registration order.

    Attributes:
        project: the project's name.
        stack: the stack's name.
        deployed: whether outputs were known.
        resources: the resources, the stack itself first.
        messages: what the program logged, as `(level, text)`.
    """

    project: str
    stack: str
    deployed: bool
    resources: tuple[Resource, ...]
    messages: tuple[tuple[str, str], ...] = ()

    @cached_property
    def by_urn(self) -> Mapping[str, Resource]:
        """The resources by URN."""
        return {resource.urn: resource for resource in self.resources}

    @cached_property
    def _by_type(self) -> Mapping[str, tuple[Resource, ...]]:
        grouped: dict[str, list[Resource]] = {}
        for resource in self.resources:
            grouped.setdefault(resource.type, []).append(resource)
        return {token: tuple(found) for token, found in grouped.items()}

    @cached_property
    def _children(self) -> Mapping[str, tuple[Resource, ...]]:
        grouped: dict[str, list[Resource]] = {}
        for resource in self.resources:
            grouped.setdefault(resource.parent, []).append(resource)
        return {parent: tuple(found) for parent, found in grouped.items()}

    @property
    def stack_outputs(self) -> Properties:
        """What the program exports."""
        return next((r.outputs for r in self.resources if r.type == STACK_TYPE), _NOTHING)

    @property
    def type_counts(self) -> Counter[str]:
        """How many resources of each type there are."""
        return Counter(resource.type for resource in self.resources)

    def by_type(self, *tokens: str) -> tuple[Resource, ...]:
        """The resources of the given types."""
        return tuple(found for token in tokens for found in self._by_type.get(token, ()))

    def one(self, token: str, name_contains: str = "") -> Resource:
        """The only resource of a type whose logical name contains a text.

        Raises:
            LookupError: none or several match; the text lists the names there are.
        """
        candidates = self.by_type(token)
        found = [resource for resource in candidates if name_contains in resource.name]
        if len(found) == 1:
            return found[0]
        wanted = f" whose name contains {name_contains!r}" if name_contains else ""
        raise LookupError(
            f"{len(found)} resources of type {token!r}{wanted}; "
            f"names of that type: {_listed(candidates)}"
        )

    def children(self, urn: str) -> tuple[Resource, ...]:
        """The direct children of a resource."""
        return self._children.get(urn, ())

    def descendants(self, urn: str) -> tuple[Resource, ...]:
        """The children of a resource, theirs, and so on."""
        direct = self.children(urn)
        return (*direct, *(below for child in direct for below in self.descendants(child.urn)))


def _listed(resources: Iterable[Resource]) -> str:
    return ", ".join(sorted(resource.name for resource in resources)) or "none"
