"""Exemptions: who let which resource off which rule, why, and until when."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from typing import Any

from pci.parameters import Parameter, ParameterError
from pci.props import Props
from pci.values import Missing, Value

#: The policy that judges the exemptions; they stand in its configuration, under `EXEMPTIONS`.
POLICY = "exemptions-justified"

_SCHEMA: dict[str, Any] = {
    "type": "array",
    "default": [],
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["rule", "resource", "reason", "approver", "expires"],
        "properties": {
            "rule": {"type": "string", "description": "Name of the rule."},
            "resource": {
                "type": "string",
                "description": "Logical name or URN of the resource; * and ? match any characters.",
            },
            "reason": {"type": "string", "minLength": 1, "description": "Why it may."},
            "approver": {"type": "string", "minLength": 1, "description": "Who answers for it."},
            "expires": {
                "type": "string",
                "format": "date",
                "description": "Last day it counts, as YYYY-MM-DD (UTC).",
            },
        },
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionList(Parameter[tuple[Props, ...]]):
    """The exemptions of the pack, complete or not."""

    def schema(self) -> dict[str, Any]:
        """See `Parameter.schema`."""
        return {**_SCHEMA, "description": self.description}

    def accept(self, value: Value) -> tuple[Props, ...] | None:
        """See `Parameter.accept`."""
        return tuple(Props(entry) for entry in value) if isinstance(value, list) else None


EXEMPTIONS = ExemptionList(
    name="exemptions",
    default=(),
    description="Resources that are let off a rule, with reason, approver and expiry date.",
)


class ExemptionError(ValueError):
    """An exemption that does not say who, why or until when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """One complete exemption; see `SCHEMA` for the fields."""

    rule: str
    resource: str
    reason: str
    approver: str
    expires: date

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.expires < datetime.now(UTC).date()

    def covers(self, *, name: str, urn: str) -> bool:
        """Whether it is about the resource."""
        return fnmatchcase(name, self.resource) or fnmatchcase(urn, self.resource)

    def __str__(self) -> str:
        return f"exempt until {self.expires}, approved by {self.approver}: {self.reason}"


def parse(entry: Props) -> Exemption:
    """Reads one entry of the configuration.

    Raises:
        ExemptionError: if a field is missing, empty or no date.
    """
    fields: dict[str, str] = {}
    for key in ("rule", "resource", "reason", "approver", "expires"):
        text = entry.text(key)
        if isinstance(text, Missing) or not text.strip():
            raise ExemptionError(f"gives no {key}")
        fields[key] = text.strip()
    try:
        expires = date.fromisoformat(fields.pop("expires"))
    except ValueError:
        raise ExemptionError("gives an expires that is no date as YYYY-MM-DD") from None
    return Exemption(**fields, expires=expires)


def in_force(config: Mapping[str, Any], *, rule: str, name: str, urn: str) -> Exemption | None:
    """The exemption that lets a resource off a rule today; incomplete ones let off nothing."""
    for exemption in _complete(config):
        if (
            exemption.rule == rule
            and exemption.covers(name=name, urn=urn)
            and not exemption.is_over
        ):
            return exemption
    return None


def _complete(config: Mapping[str, Any]) -> Iterator[Exemption]:
    # What is wrong with the others is said once, by the policy about exemptions.
    with suppress(ParameterError):
        for entry in EXEMPTIONS.read(config):
            with suppress(ExemptionError):
                yield parse(entry)
