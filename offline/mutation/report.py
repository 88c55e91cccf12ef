"""What the command `mutation` prints."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from json import dumps

from offline.mutation.outcome import LEAST, Outcome, Score
from offline.mutation.result import Result
from offline.plain import Plain


def lines(result: Result) -> Iterator[str]:
    """The report for a person."""
    yield from _scores("stack", result.by(lambda outcome: outcome.stack))
    yield from _scores("operator", result.by(lambda outcome: outcome.operator))
    yield ""
    yield "rule, mutants it kills"
    for rule, number in result.kills.most_common():
        yield f"  {number:6}  {rule}"
    yield ""
    yield "survivors"
    for reason, survivors in result.survivors.items():
        yield f"  {reason.verdict}: {reason.reason}" if reason else "  without a reason:"
        for what, alike in grouped(survivors).items():
            yield f"    {len(alike):4}  {what}"
    yield ""
    for reason in result.stale:
        yield f"explains nothing: {reason}"
    yield f"all        {result.score}   (at least {LEAST:.0%})"


def document(result: Result) -> str:
    """The report as JSON."""
    whole: Plain = {
        **_score(result.score),
        "least": LEAST,
        "stacks": _table(result.by(lambda outcome: outcome.stack)),
        "operators": _table(result.by(lambda outcome: outcome.operator)),
        "rules": dict(result.kills.most_common()),
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
            for reason, survivors in result.survivors.items()
            for survivor in survivors
        ],
        "stale": [str(reason) for reason in result.stale],
    }
    return dumps(whole, indent=2, ensure_ascii=False)


def grouped(survivors: Iterable[Outcome]) -> Mapping[str, Sequence[Outcome]]:
    """Survivors by type, property, operator and the rules that warn."""
    found: dict[str, list[Outcome]] = {}
    for survivor in survivors:
        advised = f" (advised: {', '.join(survivor.others)})" if survivor.others else ""
        what = f"{survivor.kind} {survivor.path} {survivor.operator}{advised}"
        found.setdefault(what, []).append(survivor)
    return found


def _scores(title: str, scores: Mapping[str, Score]) -> Iterator[str]:
    yield title
    for name, score in scores.items():
        yield f"  {name:20} {score}"


def _table(scores: Mapping[str, Score]) -> Plain:
    return {name: _score(score) for name, score in scores.items()}


def _score(score: Score) -> Plain:
    return {"mutants": score.mutants, "killed": score.killed, "share": round(score.share, 4)}
