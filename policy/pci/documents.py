"""IAM policy documents: given as JSON text or as an object, read without crashing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pci.conditions import (
    PUBLIC,
    Condition,
    limits_callers,
    limits_service,
    parse_conditions,
    texts,
)
from pci.resources import is_wildcard, names_any, names_everything
from pci.values import ABSENT, UNKNOWN, Missing, Value, parse_json

#: Services whose requests to topics and keys say neither which account nor which resource they are
#: for (EventBridge user guide, "Encrypted Amazon SNS topics" and "Amazon SNS permissions").
_NAMELESS = frozenset({"events.amazonaws.com"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement, with every list as a tuple, whether IAM's short form was used or not.

    Attributes:
        number: place in the document, from 1, for messages.
        allows: whether the effect is Allow.
        principals: kind (`AWS`, `Service`, …) and value; `*` alone is (`AWS`, `*`).
        excepts_principals: whether `NotPrincipal` was given instead.
        actions: in lower case; IAM ignores case.
        excepts_actions: whether `NotAction` was given instead.
        resources: ARNs or patterns.
        excepts_resources: whether `NotResource` was given instead.
        conditions: all of them have to hold.
    """

    number: int
    allows: bool
    principals: tuple[tuple[str, str], ...]
    excepts_principals: bool
    actions: tuple[str, ...]
    excepts_actions: bool
    resources: tuple[str, ...]
    excepts_resources: bool
    conditions: tuple[Condition, ...]

    @property
    def is_public(self) -> bool:
        """Whether it allows everyone, with no condition that narrows who everyone is."""
        if not self.allows:
            return False
        everyone = self.excepts_principals or any(who == PUBLIC for _, who in self.principals)
        return everyone and not limits_callers(self.conditions)

    def foreign_accounts(self, trusted: Iterable[str]) -> frozenset[str]:
        """Accounts it allows that are not `trusted`, unless a condition narrows the callers."""
        if not self.allows or limits_callers(self.conditions):
            return frozenset()
        named = {account_of(who) for kind, who in self.principals if kind == "AWS"}
        return frozenset(named - {"", *trusted})

    def grants(self, action: str) -> bool:
        """Whether its actions cover `action`, such as `kms:Decrypt`."""
        wanted = action.lower()
        covered = any(_matches(wanted, pattern) for pattern in self.actions)
        return covered != self.excepts_actions

    def grants_whole_service(self, services: Iterable[str] = ()) -> bool:
        """Whether an action is `*` or `service:*`; `services` that may are left out."""
        if self.excepts_actions:
            return True
        allowed = {service.lower() for service in services}
        return any(
            is_wildcard(name) and service not in allowed
            for service, _, name in (action.rpartition(":") for action in self.actions)
        )

    @property
    def scopable_services(self) -> frozenset[str]:
        """The AWS services it is about that say for whom they act."""
        return frozenset(who for kind, who in self.principals if kind == "Service") - _NAMELESS

    @property
    def admits_services_for_anyone(self) -> bool:
        """Whether a service may act by it for every account of AWS: "The confused deputy"."""
        return self.allows and bool(self.scopable_services) and not limits_service(self.conditions)

    @property
    def denies_everyone(self) -> bool:
        """Whether it takes what it names from every caller."""
        everyone = ("AWS", PUBLIC) in self.principals and not self.excepts_principals
        return not self.allows and everyone

    @property
    def on_everything(self) -> bool:
        """Whether a resource is `*`, however it is spelt, or everything but some."""
        return self.excepts_resources or any(map(names_everything, self.resources))

    @property
    def on_any(self) -> bool:
        """Whether a resource is every one of a service or a kind, such as `…:role/*`."""
        return self.excepts_resources or any(map(names_any, self.resources))

    @property
    def is_specific(self) -> bool:
        """Whether a condition asks for more than how the call is made."""
        return any(condition.is_specific for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document."""

    statements: tuple[Statement, ...]

    @property
    def allowing(self) -> Sequence[Statement]:
        """The statements that allow."""
        return [statement for statement in self.statements if statement.allows]

    @property
    def plaintext_denials(self) -> Sequence[Statement]:
        """The statements that refuse everyone who comes without TLS, whatever else holds."""
        return [
            statement
            for statement in self.statements
            if statement.denies_everyone
            and not statement.excepts_actions
            and not statement.excepts_resources
            and any(condition.is_plaintext for condition in statement.conditions)
            and len(statement.conditions) == 1
        ]

    def denies_plaintext(self, actions: Iterable[str]) -> bool:
        """Whether all of `actions` are denied to everyone who comes without TLS."""
        denials = self.plaintext_denials
        return all(any(denial.grants(action) for denial in denials) for action in actions)


def parse_document(value: Value) -> Document | Missing:
    """Reads a policy document.

    Returns:
        the document, `ABSENT` if there is none, or `UNKNOWN` if it, or a part of it, is not known
        or is no policy document: AWS would refuse it, a rule cannot judge it.
    """
    value = parse_json(value)
    if isinstance(value, Missing):
        return value
    if not isinstance(value, dict) or _has_unknown(value):
        return UNKNOWN
    listed = value.get("Statement", ABSENT)
    statements = listed if isinstance(listed, list) else [listed]
    if not all(isinstance(statement, dict) for statement in statements):
        return UNKNOWN
    return Document(
        tuple(
            _statement(number, statement)
            for number, statement in enumerate(statements, start=1)
            if isinstance(statement, dict)
        )
    )


def account_of(principal: str) -> str:
    """The account of an AWS principal given as ARN or as account id; empty if it names none."""
    parts = principal.split(":")
    account = parts[4] if len(parts) > 4 else principal  # noqa: PLR2004 - arn:aws:iam::account:…
    return account if account.isdecimal() else ""


def _matches(action: str, pattern: str) -> bool:
    # Few actions are patterns, and to compile one takes far longer than to compare a name.
    return action == pattern or (
        ("*" in pattern or "?" in pattern) and fnmatchcase(action, pattern)
    )


def _statement(number: int, body: dict[str, Value]) -> Statement:
    return Statement(
        number=number,
        allows=body.get("Effect", ABSENT) == "Allow",
        principals=_principals(body.get("Principal", body.get("NotPrincipal", ABSENT))),
        excepts_principals="NotPrincipal" in body,
        actions=tuple(
            action.lower() for action in texts(body.get("Action", body.get("NotAction", ABSENT)))
        ),
        excepts_actions="NotAction" in body,
        resources=texts(body.get("Resource", body.get("NotResource", ABSENT))),
        excepts_resources="NotResource" in body,
        conditions=parse_conditions(body.get("Condition", ABSENT)),
    )


def _principals(value: Value) -> tuple[tuple[str, str], ...]:
    if isinstance(value, dict):
        return tuple((kind, who) for kind, listed in value.items() for who in texts(listed))
    return tuple(("AWS", who) for who in texts(value))


def _has_unknown(value: Value) -> bool:
    if isinstance(value, dict):
        return any(_has_unknown(part) for part in value.values())
    if isinstance(value, list):
        return any(_has_unknown(part) for part in value)
    return value is UNKNOWN
