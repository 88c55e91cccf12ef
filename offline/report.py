"""What a person sees: the tree of resources, then the verdict with what to do about it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Final

from offline import urn as urns
from offline.rule import SEVERITIES, Rule, Undetermined, Verdict, Violation
from offline.task import Outcome
from offline.tree import tree

_WIDTH: Final = 100
_FEW: Final = 3  # resources named in full when many are concerned

_ASSUMED: Final = {"new": "nothing is deployed yet", "deployed": "everything is deployed"}

#: Rich styles by severity.
_STYLES: Final = {
    "critical": "bold red",
    "high": "red",
    "medium": "yellow",
    "low": "cyan",
    "": "white",
}
#: How the pack's own rules begin to say what is not known.
_UNTIL_DEPLOYED: Final = "undetermined until deployed: "


def report(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, str]]:
    """The lines to print, each with its style.

    States differ in what is known, seldom in their resources: the tree is shown once.
    """
    for line in tree(outcomes[-1].state):
        yield line, ""
    for outcome in outcomes:
        yield "", ""
        yield from _state(outcome)


def _state(outcome: Outcome) -> Iterator[tuple[str, str]]:
    verdict = outcome.verdict
    yield f"As {outcome.name}: {_ASSUMED[outcome.name]}", "bold"
    advisory = len(verdict.violations) - len(verdict.mandatory)
    counts = f"{len(verdict.mandatory)} mandatory, {advisory} advisory"
    pack = f"{len(verdict.rules)} rules of {verdict.pack} {verdict.version}".rstrip()
    line = f"  {counts}, {len(verdict.undetermined)} undetermined · {pack}"
    yield line, "bold red" if verdict.mandatory else "bold green"
    for severity in SEVERITIES:
        found = [each for each in verdict.violations if each.severity == severity]
        if found:
            yield f"  {severity or 'no severity given'}", _STYLES[severity]
            yield from _violations(found, verdict.rules)
    yield from _undetermined(verdict)
    yield from _exempted(verdict)


def _violations(found: Iterable[Violation], rules: Mapping[str, Rule]) -> Iterator[tuple[str, str]]:
    mandatory_first = sorted(found, key=lambda each: (each.level != "mandatory", each.policy))
    for name, group in groupby(mandatory_first, key=lambda each: each.policy):
        rule, each_of = rules[name], list(group)
        required = f"  {rule.framework} {', '.join(rule.requirements)}" if rule.requirements else ""
        yield f"    {name}  [{each_of[0].level}]{required}", ""
        for message in dict.fromkeys(each.message for each in each_of):
            named = ", ".join(_resource(each.urn) for each in each_of if each.message == message)
            yield from _wrapped(f"{named}: {message}", "      ")
        if rule.remediation:
            yield from _wrapped(f"fix: {rule.remediation}", "      ")


def _undetermined(verdict: Verdict) -> Iterator[tuple[str, str]]:
    if verdict.undetermined:
        yield f"  {_UNTIL_DEPLOYED.rstrip(': ')}", "dim"
    ordered = sorted(verdict.undetermined, key=lambda each: each.policy)
    for name, group in groupby(ordered, key=lambda each: each.policy):
        each_of = list(group)
        named = ", ".join(_undecided(each) for each in each_of[:_FEW])
        more = f" and {len(each_of) - _FEW} more" if len(each_of) > _FEW else ""
        yield from _wrapped(f"{name}: {named}{more}", "    ", "dim")


def _undecided(each: Undetermined) -> str:
    """What is not known, of which resource."""
    reason = each.reason.removeprefix(_UNTIL_DEPLOYED)
    whole = urns.type_of(each.urn) == urns.STACK_TYPE
    return reason if whole or reason != each.reason else _resource(each.urn)


def _exempted(verdict: Verdict) -> Iterator[tuple[str, str]]:
    exempted = [each for each in verdict.not_applicable if each.reason.startswith("exempt")]
    if exempted:
        yield "  exempted", "dim"
    for each in exempted:
        yield from _wrapped(f"{each.policy}: {_resource(each.urn)}: {each.reason}", "    ", "dim")


def _resource(urn: str) -> str:
    """A resource as its type and name, which is what one looks for in the code."""
    return f"{urns.type_of(urn)} {urns.name_of(urn)}"


def _wrapped(text: str, indent: str, style: str = "") -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        for part in wrap(
            line,
            _WIDTH,
            initial_indent=indent,
            subsequent_indent=f"{indent}  ",
            break_long_words=False,
            break_on_hyphens=False,
            drop_whitespace=True,
        ):
            yield part, style
