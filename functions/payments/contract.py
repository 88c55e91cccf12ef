"""The one request contract: a JSON schema for the API's model, this validator and the docs."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import fastjsonschema

from payments.cards import CardNumber, Expiry, SecurityCode
from payments.masking import scrub_text
from payments.money import Money
from payments.problem import FieldProblem

SCHEMA_PATH: Final = Path(__file__).with_name("payment_request.schema.json")

_ROOT: Final = "data"
_ADVICE: Final = {
    "pattern": "does not match the pattern {0}",
    "minimum": "is less than {0}",
    "maximum": "is more than {0}",
    "minLength": "is shorter than {0} characters",
    "maxLength": "is longer than {0} characters",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentRequest:
    """A payment request that keeps the contract and every rule; its `repr` shows no card data."""

    merchant_id: str
    customer_id: str
    reference: str
    money: Money
    card: CardNumber
    expiry: Expiry
    security_code: SecurityCode | None
    device_id: str | None = None
    country: str | None = None
    ip_country: str | None = None
    utc_offset_minutes: int | None = None


_Validator = Callable[[object], object]


def payment_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 4, as API Gateway's models are) of a payment request."""
    return json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))


def tokenised_schema() -> dict[str, Any]:
    """Return the same schema with the card replaced by its token."""
    schema = payment_schema()
    token = {"type": "string", "pattern": "^tok_[A-Za-z0-9_-]{43}$"}
    properties = {**schema["properties"], "card_token": token}
    del properties["card"]
    required = [name for name in schema["required"] if name != "card"]
    return {**schema, "properties": properties, "required": [*required, "card_token"]}


def contract_problems(document: object) -> list[FieldProblem]:
    """Return every way in which a payment request breaks the schema; no value is repeated."""
    return _broken_rules(_payment_validator(), document)


def tokenised_problems(document: object) -> list[FieldProblem]:
    """Return every way in which a tokenised payment breaks its schema; no value is repeated."""
    return _broken_rules(_tokenised_validator(), document)


@cache
def _payment_validator() -> _Validator:
    return fastjsonschema.compile(payment_schema(), use_default=False, fast_fail=False)


@cache
def _tokenised_validator() -> _Validator:
    return fastjsonschema.compile(tokenised_schema(), use_default=False, fast_fail=False)


def _broken_rules(validator: _Validator, document: object) -> list[FieldProblem]:
    try:
        validator(document)
    except fastjsonschema.JsonSchemaValuesException as broken:
        # The library's own messages repeat names of the caller's fields: they are not used.
        return [problem for error in broken.errors for problem in _problems(error)]
    return []


def _problems(error: fastjsonschema.JsonSchemaValueException) -> list[FieldProblem]:
    path = [part for part in error.path if part != _ROOT]
    field = ".".join(path) or "body"
    rule, wanted = error.rule or "", error.rule_definition
    if rule == "required":
        absent = [name for name in wanted if name not in error.value]
        return [
            FieldProblem(field=".".join([*path, name]), code="missing", detail="is required")
            for name in absent
        ]
    if rule == "additionalProperties":
        known = error.definition["properties"]
        unknown = ", ".join(
            sorted(scrub_text(name)[:64] for name in error.value if name not in known)
        )
        return [FieldProblem(field=field, code="unknown", detail=f"has unknown fields: {unknown}")]
    if rule == "type":
        return [FieldProblem(field=field, code="type", detail=f"must be of type {wanted}")]
    return [FieldProblem(field=field, code=rule, detail=_ADVICE[rule].format(wanted))]
