"""A rule with everything that is said about it, bound in one place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict, Unpack

from pulumi_policy import PolicyComplianceFramework, PolicyConfigSchema, Severity

from pci import requirements
from pci.ground import Ground
from pci.parameters import Parameter
from pci.stack import Stack
from pci.subject import Subject

Check = Callable[[Subject], None]
StackCheck = Callable[[Stack], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is known about a rule.

    Attributes:
        name: unique in the pack, as the field names it.
        description: one imperative sentence.
        service: the AWS service it is about.
        types: the resource types it looks at.
        ground: what it protects; decides the level.
        severity: how bad a violation is.
        requirements: ids of PCI DSS requirements it supports.
        fix: what to write, in Python.
        url: AWS's documentation of the matter.
        parameters: what a user may tune.
        severe_because: why it is more severe than its ground is; empty if it is not.
    """

    name: str
    description: str
    service: str
    types: tuple[str, ...]
    ground: Ground
    severity: Severity
    requirements: tuple[str, ...]
    fix: str
    url: str
    parameters: tuple[Parameter[Any], ...] = ()
    severe_because: str = ""

    @property
    def framework(self) -> PolicyComplianceFramework:
        """The requirements, as the SDK carries them."""
        return PolicyComplianceFramework(
            name=requirements.FRAMEWORK,
            version=requirements.VERSION,
            reference=requirements.reference(self.requirements),
        )

    @property
    def schema(self) -> PolicyConfigSchema | None:
        """The parameters, as the engine checks and completes them."""
        if not self.parameters:
            return None
        return PolicyConfigSchema({one.name: one.schema() for one in self.parameters})


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRule(Rule):
    """A rule about one resource at a time."""

    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class StackRule(Rule):
    """A rule about what a stack has, or how its resources belong together."""

    check: StackCheck


class About(TypedDict):
    """What a rule says about itself, next to its code; see `Rule` for the meaning."""

    types: tuple[str, ...]
    ground: Ground
    severity: Severity
    requirements: tuple[str, ...]
    fix: str
    parameters: NotRequired[tuple[Parameter[Any], ...]]
    severe_because: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Topic:
    """What the rules of one service share.

    Attributes:
        service: the service, as the documentation heads it.
        url: where AWS documents its controls.
    """

    service: str
    url: str

    def resource_rule(
        self, name: str, description: str, **about: Unpack[About]
    ) -> Callable[[Check], ResourceRule]:
        """Makes a rule of a function that judges one resource."""
        return lambda check: ResourceRule(
            name=name,
            description=description,
            service=self.service,
            url=self.url,
            check=check,
            **about,
        )

    def stack_rule(
        self, name: str, description: str, **about: Unpack[About]
    ) -> Callable[[StackCheck], StackRule]:
        """Makes a rule of a function that judges a stack."""
        return lambda check: StackRule(
            name=name,
            description=description,
            service=self.service,
            url=self.url,
            check=check,
            **about,
        )
