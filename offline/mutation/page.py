"""The text of `docs/mutation.md`."""

from collections.abc import Iterator, Mapping
from typing import Final

from offline.mutation.operator import MEANINGS
from offline.mutation.outcome import LEAST, Score
from offline.mutation.reasons import VERDICTS, Verdict
from offline.mutation.report import grouped
from offline.mutation.result import Result
from offline.mutation.table import Entry

_INTRODUCTION: Final = f"""\
<!-- Written by `make mutation`. Do not edit; reasons stand in offline/mutation/reasons.yaml. -->
# Mutation

Does the policy pack bite? Every security-relevant property that the stacks configure is broken,
one at a time, in the deployed state of every stack, and the pack judges each of these *mutants*.

- A mutant is **killed** when a mandatory rule, or one of high or critical severity, is violated
  that was not violated before. At least {LEAST:.0%} have to be.
- A mutant that **survives** needs a reviewed reason; they are listed below. A survivor without
  one, or a reason that explains nothing any more, fails `make mutation` as a low score does.
- What is broken, and how, stands in `offline/mutation/breaks/`, by resource type. A property that
  no break, no review and no reason speaks for stops the run: nothing is left out unseen.
"""
_MEANING: Final[Mapping[Verdict, str]] = {
    "unseen": "No rule sees it; the reason says what protects instead, or what is missing.",
    "advised": "A rule of lower severity warns, which is what the matter deserves.",
    "equivalent": "The mutant is no weaker than the original.",
}


def text(result: Result, table: Mapping[str, Entry]) -> str:
    """The page.

    Args:
        result: that of every stack.
        table: what is broken, by resource type.
    """
    return "\n".join(_lines(result, table)) + "\n"


def _lines(result: Result, table: Mapping[str, Entry]) -> Iterator[str]:
    yield _INTRODUCTION
    by_stack = result.by(lambda one: one.stack)
    yield from _table("stack", {**by_stack, "**all**": result.score})
    by_operator = result.by(lambda one: one.operator)
    named = {
        f"`{name}`: {meaning}": by_operator[name]
        for name, meaning in MEANINGS.items()
        if name in by_operator
    }
    yield "## Ways to break"
    yield ""
    yield from _table("operator", named)
    yield "## Survivors"
    yield ""
    for verdict in VERDICTS:
        yield from _survivors(verdict, result)
    yield from _spared(table)
    yield from _kills(result)


def _table(title: str, scores: Mapping[str, Score]) -> Iterator[str]:
    yield f"| {title} | mutants | killed | share |"
    yield "|---|---:|---:|---:|"
    for name, score in scores.items():
        yield f"| {name} | {score.mutants} | {score.killed} | {score.percent} % |"
    yield ""


def _survivors(verdict: Verdict, result: Result) -> Iterator[str]:
    found = [
        (reason, outcomes)
        for reason, outcomes in result.survivors.items()
        if reason and reason.verdict == verdict
    ]
    yield f"### {verdict.capitalize()}: {sum(len(outcomes) for _, outcomes in found)}"
    yield ""
    yield _MEANING[verdict]
    yield ""
    for reason, outcomes in found:
        yield f"- {reason.reason}"
        for what, alike in grouped(outcomes).items():
            stacks = ", ".join(dict.fromkeys(outcome.stack for outcome in alike))
            yield f"  - {len(alike)} in {stacks}: `{what}`"
    yield ""


def _spared(table: Mapping[str, Entry]) -> Iterator[str]:
    yield "## What is not broken"
    yield ""
    yield "Properties whose names tell of security, and why breaking them would say nothing."
    yield ""
    reasons: dict[str, list[str]] = {}
    for kind, entry in table.items():
        for path, why in entry.spared.items():
            reasons.setdefault(why, []).append(f"`{kind} {path}`")
    for why, places in reasons.items():
        yield f"- {why} {', '.join(places)}"
    yield ""


def _kills(result: Result) -> Iterator[str]:
    yield "## Rules that kill"
    yield ""
    yield "A rule about stacks is only asked about what no rule about resources has killed."
    yield ""
    yield "| rule | mutants |"
    yield "|---|---:|"
    for rule, number in sorted(result.kills.items(), key=lambda each: (-each[1], each[0])):
        yield f"| `{rule}` | {number} |"
