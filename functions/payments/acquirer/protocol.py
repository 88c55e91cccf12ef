"""What every acquirer promises; the wire form of the HTTPS adapter is in docs/acquirer.md."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from payments.cards import CardNumber, Expiry, SecurityCode
from payments.money import Money


class Outcome(StrEnum):
    """What became of a charge; final once given."""

    APPROVED = "approved"
    """The money was taken."""
    DECLINED = "declined"
    """The issuer or the acquirer refused."""
    CANCELLED = "cancelled"
    """No money was taken, and a charge with this reference never will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A request to authorise and capture at once, under the payment's own reference."""

    reference: str
    merchant_id: str
    amount: Money
    card: CardNumber
    expiry: Expiry
    security_code: SecurityCode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The acquirer's final word on a charge."""

    outcome: Outcome
    code: str | None = None
    """Authorisation code of an approved charge."""
    reason: str | None = None
    """Short code of why a charge was declined."""


class NotSentError(Exception):
    """The acquirer certainly did not take the charge; sending it again is safe."""


class OutcomeUnknownError(Exception):
    """The acquirer may have taken the charge; only `find` or `cancel` can tell."""


class Acquirer(Protocol):
    """Takes money once per reference."""

    def charge(self, charge: Charge) -> Verdict:
        """Authorise and capture.

        Raises:
            NotSentError: the acquirer certainly did not take it.
            OutcomeUnknownError: it may have.
        """
        ...

    def find(self, reference: str) -> Verdict | None:
        """What became of a charge, None when the acquirer has not seen it.

        Raises:
            OutcomeUnknownError: the acquirer did not answer.
        """
        ...

    def cancel(self, reference: str) -> Verdict:
        """Rule a charge out, also one that is still on its way; a decided one stays as it is.

        Raises:
            OutcomeUnknownError: the acquirer did not answer.
        """
        ...
