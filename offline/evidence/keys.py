"""The keys of a stack and what is under them (PCI DSS 3.6.1.1, 4.2.1.1, 12.3.3)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from json import loads

from offline.plain import is_list
from offline.propertypath import value_at
from offline.state import State
from offline.wire import Value, shown

_KEY = "aws:kms/key:Key"
_ALIAS = "aws:kms/alias:Alias"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One customer managed key.

    Attributes:
        alias: what it is called.
        purpose: what it protects.
        algorithm: its key specification.
        rotation_days: its rotation period; None if it does not rotate by itself.
        deletion_days: how long it can be restored after a deletion.
        users: logical names of the resources under it, and names of the roles that call it.
    """

    alias: str
    purpose: str
    algorithm: str
    rotation_days: int | None
    deletion_days: int
    users: tuple[str, ...]


def keys(state: State) -> Iterator[Key]:
    """Every key that the stack makes, in the order of its aliases."""
    aliases = {
        urn: str(alias.inputs["name"])
        for alias in state.by_type(_ALIAS)
        for urn in alias.property_dependencies.get("targetKeyId", ())
    }
    users = _users(state)
    for key in sorted(state.by_type(_KEY), key=lambda each: aliases.get(each.urn, each.name)):
        inputs = shown(key.inputs)
        rotates = inputs.get("enableKeyRotation")
        yield Key(
            alias=aliases.get(key.urn, key.name),
            purpose=inputs["description"],
            algorithm=inputs["customerMasterKeySpec"],
            rotation_days=inputs["rotationPeriodInDays"] if rotates else None,
            deletion_days=inputs["deletionWindowInDays"],
            users=tuple(sorted({*users[key.urn], *_roles(inputs)})),
        )


def _roles(inputs: Value) -> Iterator[str]:
    """The roles that a key's policy lets call KMS themselves."""
    for statement in loads(inputs["policy"])["Statement"]:
        named = value_at(statement, "Condition.ArnEquals.[aws:PrincipalArn]")
        for arn in named if is_list(named) else []:
            yield str(arn).rpartition("/")[2]


def _users(state: State) -> dict[str, set[str]]:
    """The resources that name a key in one of their properties."""
    found = defaultdict[str, set[str]](set)
    of_keys = {key.urn for key in state.by_type(_KEY)}
    for resource in state.resources:
        if resource.custom and resource.type != _ALIAS:
            for urns in resource.property_dependencies.values():
                for urn in of_keys & set(urns):
                    found[urn].add(resource.name)
    return found
