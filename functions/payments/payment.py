"""One payment as it is recorded: frozen, flat, and free of card data that may be read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Final, TypeAlias

from payments.state import OPEN, State, check_move

Value: TypeAlias = str | int | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A version of a payment record; times are milliseconds since the epoch.

    The card is a token (keyed MAC), a ciphertext under its own key, BIN and last four
    (PCI DSS v4.0.1 3.4.1, 3.5.1). The verification code has no field: it is never stored (3.3.1).
    """

    transaction_id: str
    merchant_id: str
    customer_id: str
    reference: str
    """The merchant's own reference of the order."""
    idempotency_key: str
    """A digest of merchant and key, so that one merchant's keys never meet another's."""
    key_expires_at: int
    fingerprint: str
    """A digest of the request with the card's token in place of its number."""
    amount_minor: int
    currency: str
    card_token: str
    card_ciphertext: str
    card_bin: str
    card_last4: str
    card_scheme: str
    device_id: str | None
    country: str | None
    state: State
    version: int
    attempt_id: str
    """Who wrote this version: tells a repeated write from a lost race."""
    lease_until: int
    """Until then the writer of an open state may still be at work on it."""
    created_at: int
    updated_at: int
    correlation_id: str
    fraud_score: int
    """Points; see `payments.fraud.model`."""
    fraud_decision: str
    fraud_reasons: str
    """JSON list of the score's contributions."""
    authorisation_code: str | None = None
    outcome_reason: str | None = None
    """Why the payment stands where it stands, as a short code."""
    unpublished: bool = False
    """Whether the event of this version still has to be published."""

    def moved(
        self,
        target: State,
        *,
        at: int,
        attempt_id: str,
        lease_until: int = 0,
        unpublished: bool = False,
        authorisation_code: str | None = None,
        outcome_reason: str | None = None,
    ) -> "Payment":
        """The next version, in another state.

        Raises:
            IllegalMoveError: the state machine has no such move.
        """
        check_move(self.state, target)
        return replace(
            self,
            state=target,
            version=self.version + 1,
            attempt_id=attempt_id,
            lease_until=lease_until,
            updated_at=at,
            unpublished=unpublished,
            authorisation_code=authorisation_code,
            outcome_reason=outcome_reason,
        )

    def published(self, *, at: int, attempt_id: str) -> "Payment":
        """The next version, in the same state, with nothing left to publish."""
        return replace(
            self,
            version=self.version + 1,
            attempt_id=attempt_id,
            updated_at=at,
            unpublished=False,
        )

    def key_is_spent(self, now: int) -> bool:
        """Whether its idempotency key may be used again: expired, and nothing is open."""
        return self.key_expires_at <= now and self.state not in OPEN

    def is_due(self, now: int) -> bool:
        """Whether somebody has to see to it: left open past its lease, or not published."""
        return (self.state in OPEN or self.unpublished) and self.lease_until <= now

    def disclosed(self) -> dict[str, Value | dict[str, str]]:
        """What every outsider may see: no token, no ciphertext; BIN and last four (PCI 3.4.1)."""
        return {
            "transaction_id": self.transaction_id,
            "merchant_id": self.merchant_id,
            "customer_id": self.customer_id,
            "reference": self.reference,
            "amount_minor": self.amount_minor,
            "currency": self.currency,
            "card": {
                "bin": self.card_bin,
                "last_four": self.card_last4,
                "scheme": self.card_scheme,
            },
        }

    def to_record(self) -> dict[str, Value]:
        """Its fields as plain values, in the order of `FIELDS`."""
        return {name: getattr(self, name) for name in FIELDS} | {"state": self.state.value}

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> "Payment":
        """The payment that a store's record holds; what a store adds is ignored.

        Raises:
            KeyError: the record lacks a field.
            ValueError: a field holds what its type does not allow.
        """
        return cls(**{name: read(record[name]) for name, read in _READERS})  # pyright: ignore[reportArgumentType] - each reader yields its field's type


FIELDS: Final = tuple(field.name for field in fields(Payment))

CHANGING: Final = (
    "state",
    "version",
    "attempt_id",
    "lease_until",
    "updated_at",
    "authorisation_code",
    "outcome_reason",
    "unpublished",
)
"""The fields that a next version may change; all others stay as they were claimed."""


def _optional_text(value: object) -> str | None:
    return None if value is None else str(value)


def _number(value: object) -> int:
    return int(str(value))  # DynamoDB hands numbers out as text


_READ_BY_TYPE: Final[Mapping[object, Callable[[object], Value]]] = {
    str: str,
    str | None: _optional_text,
    int: _number,
    bool: bool,
    State: lambda value: State(str(value)),
}
_READERS: Final = tuple((field.name, _READ_BY_TYPE[field.type]) for field in fields(Payment))
