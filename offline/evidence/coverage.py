"""What shows a control on one stack, and what speaks against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from offline.conformance import check_evidence, check_place, rows
from offline.evidence.control import Control
from offline.rule import Verdict, Violation
from offline.state import Resource, State
from offline.task import Outcome

#: `shown` is evidence without a finding, never a requirement that is met.
Status = Literal["shown", "findings", "violated", "gap", "not here", "people", "aws"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A control as one stack shows it.

    Attributes:
        control: the control.
        status: `shown`, `findings` if an advisory rule is violated or a rule undetermined,
            `violated` if a mandatory one is, `gap` if the stack has nothing that shows it or a row
            is not true, `not here` if it concerns nothing in the stack, `people` if people have to
            do it and what is here helps them, `aws` if AWS answers for it.
        resources: what shows it.
        rules: names of the pack's rules that speak for its requirements.
        violations: what they found.
        undetermined: names of those that could not decide.
        rows: ids of the conformance rows that hold for the stack.
        untrue: what is not true about rows, and files that are missing.
    """

    control: Control
    status: Status
    resources: tuple[Resource, ...]
    rules: tuple[str, ...]
    violations: tuple[Violation, ...]
    undetermined: tuple[str, ...]
    rows: tuple[str, ...]
    untrue: tuple[str, ...]


def covered(control: Control, outcome: Outcome, root: Path) -> Coverage:
    """What a stack shows of a control.

    Args:
        control: the control.
        outcome: the stack and the pack's verdict on it.
        root: the project's folder, for the files that a control names.
    """
    state, verdict = outcome.state, outcome.verdict
    rules = tuple(sorted(_rules(control, verdict)))
    resources = state.by_type(*control.resources)
    violations = tuple(found for found in verdict.violations if found.policy in rules)
    undecided = {each.policy for each in verdict.undetermined}
    undetermined = tuple(rule for rule in rules if rule in undecided)
    held, untrue = _rows(control, state)
    untrue += [problem for place in control.shown_by for problem in check_place(place, root)]
    return Coverage(
        control=control,
        status=_status(
            control,
            concerned=not control.only_with or bool(state.by_type(*control.only_with)),
            nothing=bool(control.resources) and not resources,
            untrue=bool(untrue),
            violations=violations,
            undetermined=bool(undetermined),
        ),
        resources=resources,
        rules=rules,
        violations=violations,
        undetermined=undetermined,
        rows=tuple(held),
        untrue=tuple(untrue),
    )


def _rules(control: Control, verdict: Verdict) -> Iterator[str]:
    wanted = set(control.requirements)
    for rule in verdict.rules.values():
        if rule.level != "disabled" and wanted & set(rule.requirements):
            yield rule.name


def _rows(control: Control, state: State) -> tuple[list[str], list[str]]:
    """The rows that speak of this stack and hold, and what does not."""
    held: list[str] = []
    untrue: list[str] = []
    for row in rows():
        evidence = [each for each in row.evidence if each.stack == state.stack]
        if row.id in control.rows and evidence:
            found = [text for each in evidence for text in check_evidence(each, state)]
            untrue += [f"{row.id}: {text}" for text in found]
            held += [] if found else [row.id]
    return held, untrue


def _status(
    control: Control,
    *,
    concerned: bool,
    nothing: bool,
    untrue: bool,
    violations: tuple[Violation, ...],
    undetermined: bool,
) -> Status:
    if control.aws:
        return "aws"
    if any(found.level == "mandatory" for found in violations):
        return "violated"
    if not concerned:
        return "not here"
    if nothing or untrue:
        return "gap"
    if violations or undetermined:
        return "findings"
    return "people" if control.people else "shown"
