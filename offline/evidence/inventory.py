"""The components of a stack, with the data they handle and why they are in scope (12.5.1)."""

from collections.abc import Iterator
from dataclasses import dataclass

from components.classification import TIERS
from offline.plain import Mapped, is_mapping
from offline.state import Resource, State
from offline.wire import shown

#: How a resource without the tags is listed.
UNTAGGED = "untagged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One resource that carries tags, which is what AWS can list as well.

    Attributes:
        tier: the tier it belongs to.
        use: what the tier is for.
        type: its type token.
        name: its `Name` tag, or its logical name.
        data_class: its `DataClass` tag.
        pci_scope: its `PciScope` tag.
    """

    tier: str
    use: str
    type: str
    name: str
    data_class: str
    pci_scope: str


def inventory(state: State) -> Iterator[Component]:
    """Every tagged resource, tier by tier; the others are parts of one of these."""
    for tier in state.children(state.resources[0].urn):
        known = TIERS.get(tier.name)
        for resource in (tier, *state.descendants(tier.urn)):
            tags = _tags(resource)
            if tags:
                yield Component(
                    tier=tier.name,
                    use=known.use if known else "",
                    type=resource.type,
                    name=str(tags.get("Name", resource.name)),
                    data_class=str(tags.get("DataClass", UNTAGGED)),
                    pci_scope=str(tags.get("PciScope", UNTAGGED)),
                )


def _tags(resource: Resource) -> Mapped:
    tags = shown(resource.inputs).get("tags")
    return tags if is_mapping(tags) else {}
