"""The text of `docs/mutation.md`."""

from collections.abc import Iterator, Mapping, Sequence

from offline.mutation.operator import MEANINGS
from offline.mutation.outcome import LEAST, Outcomes, Score
from offline.mutation.reasons import Reason, explained
from offline.mutation.report import grouped

_INTRODUCTION = f"""\
<!-- Written by `make mutation`. Do not edit; reasons stand in offline/mutation/reasons.yaml. -->
# Mutation

Does the policy pack bite? Every security-relevant property that the stacks configure is broken,
one at a time, in the deployed state of every stack, and the pack judges each of these mutants. A
mutant is killed when a mandatory rule or one of high or critical severity is violated that was not
violated before. At least {LEAST:.0%} have to be killed. What counts as security-relevant, and what
does not, is reviewed in `offline/mutation/breaks/`.
"""


def text(outcomes: Outcomes, reasons: Sequence[Reason]) -> str:
    """The page.

    Args:
        outcomes: those of every stack.
        reasons: why mutants survive.
    """
    return "\n".join(_lines(outcomes, reasons)) + "\n"


def _lines(outcomes: Outcomes, reasons: Sequence[Reason]) -> Iterator[str]:
    yield _INTRODUCTION
    yield from _table("stack", {**outcomes.by(lambda one: one.stack), "**all**": outcomes.score})
    by_operator = outcomes.by(lambda one: one.operator)
    named = {
        f"`{name}`: {meaning}": by_operator[name]
        for name, meaning in MEANINGS.items()
        if name in by_operator
    }
    yield "## Ways to break"
    yield ""
    yield from _table("operator", named)
    yield from _survivors(outcomes, reasons)
    yield "## Rules that kill"
    yield ""
    yield "A rule about stacks is only asked about what no rule about resources has killed."
    yield ""
    yield "| rule | mutants |"
    yield "|---|---|"
    for rule, number in sorted(outcomes.kills.items(), key=lambda each: (-each[1], each[0])):
        yield f"| `{rule}` | {number} |"


def _survivors(outcomes: Outcomes, reasons: Sequence[Reason]) -> Iterator[str]:
    yield "## Survivors"
    yield ""
    yield "- *equivalent*: the mutant is no weaker than the original."
    yield "- *advised*: a rule of lower severity warns, which is what the matter deserves."
    yield "- *unseen*: no rule can or does see it; what protects instead is said."
    yield ""
    yield "| survivors | broken | verdict | reason |"
    yield "|---|---|---|---|"
    for reason, survivors in explained(outcomes.survivors, reasons).items():
        verdict = reason.verdict if reason else ""
        why = reason.reason if reason else "not reviewed yet"
        broken = "<br>".join(f"{number}: {what}" for what, number in grouped(survivors).items())
        yield f"| {len(survivors)} | {broken} | {verdict} | {why} |"
    yield ""


def _table(title: str, scores: Mapping[str, Score]) -> Iterator[str]:
    yield f"| {title} | mutants | killed | share |"
    yield "|---|---|---|---|"
    for name, score in scores.items():
        yield f"| {name} | {score.mutants} | {score.killed} | {score.percent} % |"
    yield ""
