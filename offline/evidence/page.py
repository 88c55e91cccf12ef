"""A dossier as a Markdown page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from offline import urn as urns
from offline.evidence.coverage import Coverage, Status
from offline.evidence.dossier import Dossier
from offline.evidence.inventory import Component

_FEW: Final = 4
_MEANINGS: Final[Mapping[Status, str]] = {
    "shown": "resources, rows and rules speak for it, and none against it",
    "findings": "an advisory rule is violated, or a rule could not decide",
    "violated": "a mandatory rule is violated",
    "gap": "nothing in this stack shows it; what an account has once, another stack may",
    "not here": "the stack has nothing that it concerns",
    "people": "people have to do it; what is listed helps them",
    "aws": "AWS answers for it under its own attestation (AWS Artifact)",
}
_INTRODUCTION: Final = """\
# Evidence: {stack}

What the configuration of stack `{stack}` shows about PCI DSS v4.0.1, read from the resources of the
offline preview, as if everything were deployed, and from the verdict of {pack}.
It states coverage: a control that is shown is no requirement that is met, and nothing here says
that anyone is compliant. What was really deployed, what people do, and requirements that are not
listed are for the assessment.
"""


def page(found: Dossier) -> str:
    """The text of the page; the same for the same resources, rules and files."""
    sections = (
        _INTRODUCTION.format(stack=found.stack, pack=found.pack),
        _coverage(found),
        _controls(found.controls),
        _findings(found.controls),
        _inventory(found.inventory),
        _certificates(found),
        _keys(found),
        _software(found),
        _people(found),
    )
    return "\n".join(section for section in sections if section)


def _coverage(found: Dossier) -> str:
    rows = [(status, str(found.counts[status]), text) for status, text in _MEANINGS.items()]
    return _table("Coverage", ("status", "requirements", "meaning"), rows)


def _controls(controls: Sequence[Coverage]) -> str:
    rows = [
        (
            ", ".join(each.control.requirements),
            each.control.control,
            "<br>".join(_shown(each)),
            _counted(len(each.rules), "rule") if each.rules else "",
            each.status,
        )
        for each in controls
    ]
    return _table("Controls", ("requirement", "control", "shown by", "judged by", "status"), rows)


def _shown(each: Coverage) -> Iterator[str]:
    by_type = groupby(each.resources, key=lambda resource: resource.type)
    for token, group in by_type:
        yield f"`{token}`: {_listed([resource.name for resource in group])}"
    if each.rows:
        yield f"conformance {', '.join(each.rows)}"
    yield from (f"`{place}`" for place in each.control.shown_by)


def _findings(controls: Sequence[Coverage]) -> str:
    """Each finding once, under the first control it speaks against."""
    rows: dict[tuple[str, str], tuple[str, ...]] = {}
    for each in controls:
        first = each.control.requirements[0]
        for found in each.violations:
            key = found.policy, found.urn
            rows.setdefault(
                key, (first, found.policy, found.level, urns.name_of(found.urn), found.message)
            )
        for rule in each.undetermined:
            rows.setdefault((rule, ""), (first, rule, "undetermined", "", ""))
        rows.update({(first, text): (first, "", "gap", "", text) for text in each.untrue})
    if not rows:
        return "## Findings\n\nNone.\n"
    header = ("requirement", "rule", "level", "resource", "what")
    return _table("Findings", header, list(rows.values()))


def _inventory(components: Sequence[Component]) -> str:
    ordered = sorted(components, key=lambda each: (each.pci_scope, each.data_class, each.tier))
    groups = groupby(ordered, key=lambda each: (each.pci_scope, each.data_class, each.tier))
    rows: list[tuple[str, ...]] = []
    for (scope, data, tier), group in groups:
        members = list(group)
        counted = Counter(_short(each.type) for each in members)
        listed = ", ".join(f"{count} {kind}" for kind, count in sorted(counted.items()))
        rows.append((scope, data, tier, members[0].use, listed))
    return _table(
        "Inventory (12.5.1)",
        ("scope", "data", "tier", "use", "components"),
        rows,
        "Every resource that carries tags, each by its name with `--json`; policies, rules and "
        "associations are parts of these.",
    )


def _certificates(found: Dossier) -> str:
    rows = [
        (each.name, ", ".join(each.subjects), each.algorithm, each.issuer, ", ".join(each.users))
        for each in found.certificates
    ]
    header = ("certificate", "for", "key", "issued by", "presented by")
    return _table("Certificates (4.2.1.1)", header, rows)


def _keys(found: Dossier) -> str:
    rows = [
        (
            each.alias,
            each.purpose,
            each.algorithm,
            f"{each.rotation_days} days" if each.rotation_days else "by hand",
            f"{each.deletion_days} days",
            _listed(each.users),
        )
        for each in found.keys
    ]
    header = ("key", "purpose", "algorithm", "rotation", "deletion after", "used by")
    return _table("Keys (3.6.1.1)", header, rows)


def _software(found: Dossier) -> str:
    rows = [(each.kind, each.name, each.version, each.licence) for each in found.software]
    return _table("Software (6.3.2)", ("kind", "name", "version", "licence"), rows)


def _people(found: Dossier) -> str:
    rows = [(f"{each.number} {each.title}", each.people) for each in found.responsibilities]
    return _table("Left to you", ("requirement", "what no program does"), rows)


def _table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]], note: str = "") -> str:
    """A section with a table; without one if it had no row."""
    lines = [_row(cells) for cells in rows]
    if not lines:
        return f"## {title}\n\nNone.\n"
    intro = [note, ""] if note else []
    return "\n".join(
        (f"## {title}", "", *intro, _row(header), "|---" * len(header) + "|", *lines, "")
    )


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(f"`{name}`" for name in names[:_FEW]) + more


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _short(token: str) -> str:
    """`aws:ec2/vpc:Vpc` as `ec2 Vpc`."""
    _, module, kind = token.split(":")
    return f"{module.partition('/')[0]} {kind}"
