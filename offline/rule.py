"""What a policy pack says about its rules, and what its rules say about a stack."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

#: Severities from worst to mildest; "" is none given.
SEVERITIES: Final = ("critical", "high", "medium", "low", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the pack.

    Attributes:
        name: its identity in the pack.
        description: one sentence.
        level: `mandatory`, `advisory`, `remediate` or `disabled`, in effect.
        severity: one of `SEVERITIES`.
        framework: the framework that asks for it, as `PCI DSS`.
        requirements: ids of the framework's requirements.
        remediation: how to fix a violation.
        url: where to read more, or "".
    """

    name: str
    description: str
    level: str
    severity: str
    framework: str = ""
    requirements: tuple[str, ...] = ()
    remediation: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A rule is violated.

    Attributes:
        policy: the rule's name.
        level: `mandatory` or `advisory`.
        severity: one of `SEVERITIES`.
        urn: the resource, or the stack.
        message: what the rule says about this resource.
    """

    policy: str
    level: str
    severity: str
    urn: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undetermined:
    """A rule could not decide, because a value is not known yet."""

    policy: str
    urn: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotApplicable:
    """A rule does not apply, with the reason it gives: an exemption, for example."""

    policy: str
    urn: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the pack says about one state of a stack.

    Attributes:
        pack: the pack's name.
        version: the pack's version.
        rules: its rules by name.
        violations: in the order they were found.
        undetermined: in the order they were found.
        not_applicable: one for each rule and resource that has no say about the other.
    """

    pack: str
    version: str
    rules: Mapping[str, Rule]
    violations: tuple[Violation, ...] = ()
    undetermined: tuple[Undetermined, ...] = ()
    not_applicable: tuple[NotApplicable, ...] = field(default=(), repr=False)

    @cached_property
    def mandatory(self) -> tuple[Violation, ...]:
        """The violations that stop a deployment."""
        return tuple(found for found in self.violations if found.level == "mandatory")
