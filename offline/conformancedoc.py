"""The page that maps every requirement to what realises it."""

from collections.abc import Callable, Iterable, Iterator
from json import dumps
from typing import Final

from offline.conformance import Evidence, Row, realising, rows
from offline.graph import State
from offline.propertypath import MISSING

_MOST_NAMED = 3
_INTRODUCTION = """\
<!-- Written by `make docs` from offline/rows: do not edit. -->
# Conformance

Every requirement of the five source documents (S000 to S004) and of the list of contradictions
(X), numbered as in the requirements list: the stack, resource and property that realises it, and
where documents contradict each other, PCI DSS or AWS, the item of the X list with the reason.
Property names are the provider's. `←` names the resource that a property comes from, `∋` a text
inside it. A test holds every row against the resources of the offline preview.
"""
_TITLES: Final = {
    "S000": "S000: transaction processing on Aurora and HTTP API (stack `fintech`)",
    "S001": "S001: the brief behind S000 (stack `fintech`)",
    "S002": "S002: containers (stack `containers`)",
    "S003": "S003: serverless migration (stack `serverless`)",
    "S004": "S004: web with public load balancer (stack `web`)",
    "X": "X: contradictions and what is built instead",
}


def page(state: Callable[[str], State]) -> str:
    """The text of `docs/conformance.md`.

    Args:
        state: gives a stack's resources.
    """
    found = rows()
    sections = (
        _section(title, [row for row in found if document(row.id) == name], state)
        for name, title in _TITLES.items()
    )
    return "\n".join((_INTRODUCTION, *sections))


def document(row_id: str) -> str:
    """The document a row belongs to: `S000` to `S004`, or `X`."""
    return row_id.partition("-")[0] if row_id.startswith("S") else "X"


def _section(title: str, found: Iterable[Row], state: Callable[[str], State]) -> str:
    lines = [f"## {title}", "", "| row | requirement | realised by | note |", "|---|---|---|---|"]
    for row in found:
        places = (f"`{place}`" for place in row.shown_by)
        realised = "<br>".join((*(_evidence(each, state) for each in row.evidence), *places))
        note = f"{row.resolution}: {row.reason}" if row.resolution else row.reason
        cells = (row.id, row.requirement, realised, note)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join((*lines, ""))


def _evidence(evidence: Evidence, state: Callable[[str], State]) -> str:
    if evidence.absent:
        named = f" named `{evidence.name}`" if evidence.name else ""
        return f"`{evidence.stack}`: no `{evidence.type}`{named}"
    found = [resource.name for resource in realising(evidence, state(evidence.stack))]
    listed = ", ".join(f"`{name}`" for name in found[:_MOST_NAMED])
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    facts = "; ".join(_facts(evidence))
    return f"`{evidence.stack}`: `{evidence.type}` {listed}{more}{': ' if facts else ''}{facts}"


def _facts(evidence: Evidence) -> Iterator[str]:
    for path, value in evidence.expect.items():
        text = value if isinstance(value, str) else dumps(value)
        yield f"`{path}` not set" if value == MISSING else f"`{path}` = `{text}`"
    for name, origin in evidence.refers.items():
        yield f"`{name}` ← `{origin}`"
    for path, texts in evidence.mentions.items():
        yield f"`{path}` ∋ {', '.join(f'`{text}`' for text in texts)}"
