"""A payment whose card is a token: what fraud detection, history and events may know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, cast

from payments.contract import PaymentRequest, tokenised_problems
from payments.masking import holds_card_number
from payments.money import Money, country_currencies, minor_unit_digits
from payments.problem import FieldProblem, PaymentsError


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenisedPayment:
    """A payment request without any card data; `card_token` is the vault's."""

    merchant_id: str
    customer_id: str
    reference: str
    money: Money
    card_token: str
    device_id: str | None = None
    country: str | None = None
    ip_country: str | None = None
    utc_offset_minutes: int | None = None

    @classmethod
    def of(cls, request: PaymentRequest, card_token: str) -> Self:
        """Return the request with its card replaced by the card's token."""
        return cls(
            merchant_id=request.merchant_id,
            customer_id=request.customer_id,
            reference=request.reference,
            money=request.money,
            card_token=card_token,
            device_id=request.device_id,
            country=request.country,
            ip_country=request.ip_country,
            utc_offset_minutes=request.utc_offset_minutes,
        )

    @classmethod
    def from_document(cls, document: object) -> Self:
        """Return the tokenised payment of a direct invocation.

        Raises:
            PaymentsError: 422 with every problem by field; card data in any field is one.
        """
        problems = tokenised_problems(document) or _rule_problems(cast("dict[str, Any]", document))
        if problems:
            raise PaymentsError(
                status=422,
                type="invalid-tokenised-payment",
                title="The tokenised payment is invalid",
                detail=f"Correct {', '.join(sorted({problem.field for problem in problems}))}.",
                errors=problems,
            )
        fields = dict(cast("dict[str, Any]", document))
        money = Money(fields.pop("amount_minor"), fields.pop("currency"))
        return cls(money=money, **fields)


def _rule_problems(fields: Mapping[str, Any]) -> list[FieldProblem]:
    """Return what the schema cannot say about well-formed fields."""
    problems = [
        FieldProblem(field=name, code="card_data", detail="reads as a card number")
        for name, value in fields.items()
        if isinstance(value, str) and holds_card_number(value)
    ]
    if minor_unit_digits(fields["currency"]) is None:
        detail = f"is {fields['currency']}, which ISO 4217 does not list"
        problems.append(FieldProblem(field="currency", code="currency", detail=detail))
    problems += [
        FieldProblem(field=name, code="country", detail=f"is {fields[name]}, not in ISO 3166-1")
        for name in ("country", "ip_country")
        if name in fields and country_currencies(fields[name]) is None
    ]
    return problems
