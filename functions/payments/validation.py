"""The rules of a payment request beyond its shape: every problem by field, no card data in any."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, cast

from payments.activity import Activity
from payments.cards import CardNumber, CardNumberError, Expiry, SecurityCode
from payments.contract import PaymentRequest, contract_problems
from payments.limits import LimitBook
from payments.masking import holds_card_number
from payments.money import Money, country_currencies, minor_unit_digits
from payments.problem import FieldProblem, PaymentsError
from payments.tokenised import TokenisedPayment

IDENTIFIERS: Final = ("merchant_id", "customer_id", "reference", "device_id")
_COUNTRIES: Final = ("country", "ip_country")

_LAST_TIME_ZONE: Final = timedelta(hours=-12)
"""A card is valid through its month's last day; the month ends last at UTC-12."""

PASSING: Final = frozenset({"expired", "limit", "not_accepted"})
"""The problems that a valid request comes to have by itself: its card expires, or a deployment
changes the limits."""

MOST_YEARS_AHEAD: Final = 20
"""The schemes issue no card for longer; a later year is a typing error."""


class PaymentInvalidError(PaymentsError):
    """The payment breaks rules; `errors` lists all of them by field (422)."""

    def __init__(self, errors: list[FieldProblem]) -> None:
        fields = ", ".join(sorted({error.field for error in errors}))
        super().__init__(
            status=422,
            type="invalid-payment",
            title="The payment is invalid",
            detail=f"Correct {fields} and send the payment again.",
            errors=errors,
        )


def validate(document: object, *, limits: LimitBook, now: datetime) -> PaymentRequest:
    """Return the payment request that `document` holds.

    Raises:
        PaymentInvalidError: with every problem of the contract and of the rules.
    """
    rules = _Rules(document=document, limits=limits, now=now)
    request = rules.check()
    if rules.problems or request is None:
        raise PaymentInvalidError(rules.problems)
    return request


@dataclass(kw_only=True, slots=True)
class _Rules:
    """One pass over one document; a rule runs when the fields that it reads have their shape."""

    document: object
    limits: LimitBook
    now: datetime
    problems: list[FieldProblem] = field(default_factory=list[FieldProblem])

    def check(self) -> PaymentRequest | None:
        self.problems = contract_problems(self.document)
        broken = frozenset(problem.field for problem in self.problems)
        fields = _well_formed(self.document, "", broken)
        card = _well_formed(fields.get("card"), "card.", broken)
        self._identifiers(fields)
        number = self._number(card)
        self._security_code(card, number)
        expiry = self._expiry(card)
        money = self._money(fields)
        self._limits(fields, money, number)
        if self.problems or number is None or expiry is None or money is None:
            return None
        return PaymentRequest(
            merchant_id=fields["merchant_id"],
            customer_id=fields["customer_id"],
            reference=fields["reference"],
            money=money,
            card=number,
            expiry=expiry,
            security_code=SecurityCode(card["cvv"]),
            device_id=fields.get("device_id"),
            country=fields.get("country"),
            ip_country=fields.get("ip_country"),
            utc_offset_minutes=fields.get("utc_offset_minutes"),
        )

    def _refuse(self, name: str, code: str, detail: str) -> None:
        self.problems.append(FieldProblem(field=name, code=code, detail=detail))

    def _identifiers(self, fields: Mapping[str, Any]) -> None:
        for name in IDENTIFIERS:
            if name in fields and holds_card_number(fields[name]):
                self._refuse(name, "card_data", "reads as a card number; send an id of your own")
        for name in _COUNTRIES:
            if name in fields and country_currencies(fields[name]) is None:
                self._refuse(name, "country", f"is {fields[name]}, which ISO 3166-1 does not list")

    def _number(self, card: Mapping[str, Any]) -> CardNumber | None:
        if "number" not in card:
            return None
        try:
            return CardNumber(card["number"])
        except CardNumberError as error:
            self._refuse("card.number", error.code, str(error))
            return None

    def _security_code(self, card: Mapping[str, Any], number: CardNumber | None) -> None:
        if number is None or "cvv" not in card:
            return
        wanted = number.scheme.security_code_length
        if len(card["cvv"]) != wanted:
            detail = f"must have {wanted} digits on a card of {number.scheme.title}"
            self._refuse("card.cvv", "length", detail)

    def _expiry(self, card: Mapping[str, Any]) -> Expiry | None:
        if not {"expiry_month", "expiry_year"} <= card.keys():
            return None
        expiry = Expiry(card["expiry_year"], card["expiry_month"])
        today = self.now + _LAST_TIME_ZONE
        if (expiry.year, expiry.month) < (today.year, today.month):
            self._refuse("card.expiry_month", "expired", "lies in the past: the card has expired")
        elif expiry.year > today.year + MOST_YEARS_AHEAD:
            detail = f"lies more than {MOST_YEARS_AHEAD} years ahead"
            self._refuse("card.expiry_year", "too_far", detail)
        return expiry

    def _money(self, fields: Mapping[str, Any]) -> Money | None:
        currency = fields.get("currency")
        if currency is None:
            return None
        if minor_unit_digits(currency) is None:
            self._refuse("currency", "currency", f"is {currency}, which ISO 4217 does not list")
            return None
        amount = fields.get("amount_minor")
        return None if amount is None else Money(amount, currency)

    def _limits(
        self, fields: Mapping[str, Any], money: Money | None, number: CardNumber | None
    ) -> None:
        merchant = self.limits.for_merchant(fields.get("merchant_id", ""))
        if money is not None:
            most = self.limits.max_amount_minor
            if merchant.max_amount_minor is not None:
                most = min(most, merchant.max_amount_minor)
            if money.amount_minor > most:
                detail = f"is {money}, above the limit of {Money(most, money.currency)} a payment"
                self._refuse("amount_minor", "limit", detail)
            if merchant.currencies is not None and money.currency not in merchant.currencies:
                taken = ", ".join(sorted(merchant.currencies))
                detail = f"is {money.currency}; this merchant takes {taken}"
                self._refuse("currency", "not_accepted", detail)
        if number is not None and merchant.schemes is not None:
            if number.scheme.name in merchant.schemes:
                return
            detail = f"is of {number.scheme.title}, which this merchant does not take"
            self._refuse("card.number", "not_accepted", detail)


def _well_formed(value: object, prefix: str, broken: frozenset[str]) -> Mapping[str, Any]:
    """Return the entries of an object whose own shape is right."""
    if not isinstance(value, dict):
        return {}
    entries = cast("dict[str, Any]", value)
    if not broken:
        return entries
    return {name: entry for name, entry in entries.items() if f"{prefix}{name}" not in broken}


def check_past(payment: TokenisedPayment, activity: Activity, limits: LimitBook) -> None:
    """Refuse a duplicate and a payment beyond the customer's daily limits.

    Raises:
        PaymentInvalidError: with every such problem.
    """
    customer = limits.for_customer(payment.customer_id)
    money = payment.money
    problems: list[FieldProblem] = []
    if activity.seen_before:
        detail = "with this amount and card came before, inside the idempotency window"
        problems.append(FieldProblem(field="reference", code="duplicate", detail=detail))
    if activity.customer_in_day >= customer.daily_payments:
        detail = f"has attempted the {customer.daily_payments} payments of a day; try later"
        problems.append(FieldProblem(field="customer_id", code="daily_payments", detail=detail))
    if activity.spent_in_day_minor + money.amount_minor > customer.daily_amount_minor:
        most = Money(customer.daily_amount_minor, money.currency)
        detail = f"of {money} takes the customer above the limit of {most} a day"
        problems.append(FieldProblem(field="amount_minor", code="daily_amount", detail=detail))
    if problems:
        raise PaymentInvalidError(problems)
