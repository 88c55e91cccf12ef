"""What the command `mutation` prints."""

from collections.abc import Iterator, Mapping, Sequence
from json import dumps

from offline.mutation.outcome import LEAST, Outcome, Outcomes, Score
from offline.mutation.reasons import Reason, explained
from offline.plain import Plain


def lines(outcomes: Outcomes, reasons: Sequence[Reason]) -> Iterator[str]:
    """The report for a person."""
    yield from _scores("stack", outcomes.by(lambda outcome: outcome.stack))
    yield from _scores("operator", outcomes.by(lambda outcome: outcome.operator))
    yield ""
    yield "rule, mutants it kills"
    for rule, number in outcomes.kills.most_common():
        yield f"  {number:6}  {rule}"
    yield ""
    yield "survivors"
    for reason, survivors in explained(outcomes.survivors, reasons).items():
        yield f"  {reason.verdict}: {reason.reason}" if reason else "  without a reason:"
        for what, number in grouped(survivors).items():
            yield f"    {number:4}  {what}"
    yield ""
    yield f"all        {outcomes.score}   (at least {LEAST:.0%})"


def document(outcomes: Outcomes, reasons: Sequence[Reason]) -> str:
    """The report as JSON."""
    whole: Plain = {
        **_score(outcomes.score),
        "least": LEAST,
        "stacks": _table(outcomes.by(lambda outcome: outcome.stack)),
        "operators": _table(outcomes.by(lambda outcome: outcome.operator)),
        "rules": dict(outcomes.kills.most_common()),
        "survivors": [
            {
                "stack": survivor.stack,
                "type": survivor.kind,
                "name": survivor.name,
                "property": survivor.path,
                "place": survivor.place,
                "operator": survivor.operator,
                "advised": list(survivor.others),
                "verdict": reason.verdict if reason else None,
                "reason": reason.reason if reason else None,
            }
            for reason, survivors in explained(outcomes.survivors, reasons).items()
            for survivor in survivors
        ],
    }
    return dumps(whole, indent=2, ensure_ascii=False)


def grouped(survivors: Sequence[Outcome]) -> Mapping[str, int]:
    """How many survivors there are of each type, property and operator."""
    found: dict[str, int] = {}
    for survivor in survivors:
        advised = f" (advised: {', '.join(survivor.others)})" if survivor.others else ""
        what = f"{survivor.kind} {survivor.path} {survivor.operator}{advised}"
        found[what] = found.get(what, 0) + 1
    return found


def _scores(title: str, scores: Mapping[str, Score]) -> Iterator[str]:
    yield title
    for name, score in scores.items():
        yield f"  {name:20} {score}"


def _table(scores: Mapping[str, Score]) -> Plain:
    return {name: _score(score) for name, score in scores.items()}


def _score(score: Score) -> Plain:
    return {"mutants": score.mutants, "killed": score.killed, "share": round(score.share, 4)}
