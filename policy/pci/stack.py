"""The stack a rule judges, and how its resources belong together."""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from pulumi_policy import PolicyResource

from pci.findings import Findings, NotApplicable
from pci.parameters import Parameter
from pci.props import Props
from pci.subject import Subject
from pci.values import UNKNOWN, decoded

Setting = TypeVar("Setting")

#: What other resources call a resource by.
_IDENTITIES = ("id", "arn", "name", "bucket", "keyId", "identifier", "clusterIdentifier")


class Node(Subject):
    """One resource of the stack; its properties are outputs, as far as they are known."""

    def __init__(
        self, resource: PolicyResource, findings: Findings, config: Mapping[str, Any]
    ) -> None:
        super().__init__(
            kind=resource.resource_type,
            name=resource.name,
            urn=resource.urn,
            props=Props(decoded(resource.props)),
            findings=findings,
            config=config,
        )
        self._dependencies = resource.dependencies
        self._property_dependencies = resource.property_dependencies

    def depends_on(self, other: "Node") -> bool:
        """Whether any property of this resource, or an explicit dependency, names `other`."""
        return any(dependency.urn == other.urn for dependency in self._dependencies) or any(
            dependency.urn == other.urn
            for dependencies in self._property_dependencies.values()
            for dependency in dependencies
        )

    def refers(self, path: str) -> bool:
        """Whether the property at `path` comes from another resource of the stack."""
        return bool(self._property_dependencies.get(path.split(".", maxsplit=1)[0]))

    def is_computed(self, path: str) -> bool:
        """Whether the property at `path` was left to the provider, as far as a preview can tell.

        Outputs are unknown both when the program gave something unknown, which has a reference,
        and when it gave nothing and the provider will compute it, which has none.
        """
        return self.props.at(path) is UNKNOWN and not self.refers(path)

    def is_given(self, path: str) -> bool:
        """Whether the program configured the property at `path`."""
        return self.refers(path) or (self.props.has(path) and not self.is_computed(path))

    def names(self, other: "Node", path: str) -> bool:
        """Whether the property at `path` names `other`, by reference or by a known identity."""
        linked = self._property_dependencies.get(path.split(".", maxsplit=1)[0], ())
        if any(dependency.urn == other.urn for dependency in linked):
            return True
        mine = {text for text in self._texts(path) if isinstance(text, str)}
        return any(other.props.text(identity) in mine for identity in _IDENTITIES)

    def names_unseen(self, path: str) -> bool:
        """Whether the property at `path` is unknown and no reference says what it names."""
        return not self.refers(path) and any(text is UNKNOWN for text in self._texts(path))

    def _texts(self, path: str) -> Sequence[object]:
        return (self.props.text(path), *self.props.texts(path))


class Stack:
    """The whole stack under one rule."""

    def __init__(self, resources: Sequence[PolicyResource], config: Mapping[str, Any]) -> None:
        self.findings = Findings()
        self._config = config
        self._resources = resources

    def setting(self, parameter: Parameter[Setting]) -> Setting:
        """The user's value of a parameter of the rule, or its default."""
        return parameter.read(self._config)

    def of(self, *types: str) -> list[Node]:
        """The resources of these types, in the program's order; of every type without one."""
        return [
            Node(resource, self.findings, self._config)
            for resource in self._resources
            if not types or resource.resource_type in types
        ]

    def not_applicable(self, reason: str) -> NoReturn:
        """Ends the rule: it does not apply to this stack."""
        raise NotApplicable(reason)

    def violated(self, message: str) -> None:
        """Reports that the stack as a whole violates the rule."""
        self.findings.violations.append((None, message))

    def require_companion(
        self, node: Node, companions: Sequence[Node], path: str, why: str
    ) -> None:
        """One of `companions` names `node` at `path`.

        Undetermined when none does, but one names something that is not known yet.
        """
        if any(companion.names(node, path) for companion in companions):
            return
        unseen = [companion for companion in companions if companion.names_unseen(path)]
        for companion in unseen:
            companion.undetermined(path)
        if not unseen:
            node.violated(f"{node.name} {why}")
