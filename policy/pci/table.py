"""The pack's documentation: in `policy`, `python -m pci.table > ../docs/policies.md`."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby

from pci import pack
from pci.ground import Ground
from pci.parameters import Parameter
from pci.rule import Rule

_HEAD = """\
<!-- Written by `python -m pci.table`, which a test compares. Do not edit. -->
# Policies

What the pack judges, which PCI DSS v4.0.1 requirements a rule supports, and who else has the rule.
A rule shows one fact about one resource; it supports a requirement and never proves it. Above all,
encryption of disks and volumes alone does not make a stored PAN unreadable (3.5.1.2): rules on it
name 3.5.1 because it is needed too.
"""
_TYPES_SHOWN = 6
_COLUMNS = ("Security Hub", "Config", "Checkov", "Pulumi")
_KEYS = ("securityhub", "config", "checkov", "pulumi")


def markdown(rules: Iterable[Rule] = (*pack.RULES, pack.GOVERNANCE)) -> str:
    """The whole document as Markdown, by service and then in the order of `rules`."""
    ordered = sorted(rules, key=lambda rule: rule.service)
    parts = [_HEAD, *_levels(), *_severities(ordered), *_parameters(ordered)]
    for service, some in groupby(ordered, key=lambda rule: rule.service):
        parts += [f"\n## {service}\n", *_rules(list(some))]
    return "\n".join(parts) + "\n"


@cache
def equivalents() -> Mapping[str, Mapping[str, list[str]]]:
    """Rule → `securityhub`, `config`, `checkov`, `pulumi` → what others call it.

    Pulumi's are its prebuilt packs, its compliance-ready policies and AWSGuard.
    """
    return json.loads(files("pci").joinpath("equivalents.json").read_text(encoding="utf-8"))


def _levels() -> Iterator[str]:
    yield "## Levels\n"
    yield "| level | what it protects | severity, at most | why |\n|---|---|---|---|"
    for ground in Ground:
        yield (
            f"| {ground.level.value} | {ground.name.lower()} | {ground.severest.value} "
            f"| {ground.because} |"
        )


def _severities(rules: Iterable[Rule]) -> Iterator[str]:
    yield "\n## Severities\n"
    yield (
        "Who has to err next before account data, or the evidence about it, is lost? Nobody: "
        "critical. One more\nperson or control: high. Several: medium. Nothing but time is lost: "
        "low. These rules are more severe than\nwhat they protect is otherwise:\n"
    )
    yield "| rule | severity | why |\n|---|---|---|"
    for rule in rules:
        if rule.severe_because:
            yield f"| `{rule.name}` | {rule.severity.value} | {rule.severe_because} |"


def _parameters(rules: Iterable[Rule]) -> Iterator[str]:
    used: dict[Parameter[object], list[str]] = {}
    for rule in rules:
        for parameter in rule.parameters:
            used.setdefault(parameter, []).append(rule.name)
    yield "\n## Parameters\n"
    yield "| parameter | default | meaning | rules |\n|---|---|---|---|"
    for parameter in sorted(used, key=lambda one: one.name):
        default = json.dumps(parameter.schema()["default"])
        names = ", ".join(f"`{name}`" for name in used[parameter])
        yield f"| `{parameter.name}` | `{default}` | {parameter.description} | {names} |"


def _rules(rules: Iterable[Rule]) -> Iterator[str]:
    yield (
        "| rule | requirement | level | severity | types | "
        + " | ".join(_COLUMNS)
        + " |\n"
        + "|---" * (5 + len(_COLUMNS))
        + "|"
    )
    for rule in rules:
        others = equivalents().get(rule.name, {})
        yield (
            "| "
            + " | ".join(
                (
                    f"[`{rule.name}`]({rule.url}) {rule.description}",
                    ", ".join(rule.requirements),
                    rule.ground.level.value,
                    rule.severity.value,
                    _types(rule),
                    *(", ".join(others.get(key, ())) or "-" for key in _KEYS),
                )
            )
            + " |"
        )


def _types(rule: Rule) -> str:
    """Only the classes, and how many more when there are many."""
    names = list(dict.fromkeys(kind.rsplit(":", 1)[1] for kind in rule.types))
    more = len(names) - _TYPES_SHOWN
    return ", ".join(names[:_TYPES_SHOWN]) + (f" and {more} more" if more > 0 else "")


if __name__ == "__main__":
    sys.stdout.write(markdown())
