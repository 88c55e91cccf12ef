"""A deterministic acquirer for development and `make local`: test cards and amounts decide.

The table is documented in docs/acquirer.md. Its ledger lives as long as the process, which is
what a development stack needs; a production stack names an `https://` acquirer.
"""

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from payments.acquirer.protocol import (
    Charge,
    NotSentError,
    Outcome,
    OutcomeUnknownError,
    Verdict,
)


class Fault(Enum):
    """What goes wrong on the way to the simulated acquirer and back."""

    NOT_SENT = auto()
    REQUEST_LOST = auto()
    ANSWER_LOST = auto()


@dataclass(frozen=True, slots=True)
class Script:
    """What the simulator does with a charge: decline it, lose it, or approve it."""

    decline: str | None = None
    fault: Fault | None = None


CARDS: Final[Mapping[str, Script]] = MappingProxyType(
    {
        "4000000000000002": Script(decline="do_not_honour"),
        "4000000000009995": Script(decline="insufficient_funds"),
        "4000000000000069": Script(decline="expired_card"),
        "4000000000000127": Script(decline="security_code_mismatch"),
        "4000000000000119": Script(fault=Fault.ANSWER_LOST),
    }
)
"""Public test numbers with a meaning; every other card is approved."""

AMOUNTS: Final[Mapping[int, Script]] = MappingProxyType(
    {
        9005: Script(decline="do_not_honour"),
        9051: Script(decline="insufficient_funds"),
        9054: Script(decline="expired_card"),
        9091: Script(fault=Fault.NOT_SENT),
        9096: Script(fault=Fault.ANSWER_LOST),
        9097: Script(fault=Fault.REQUEST_LOST),
    }
)
"""Amounts in minor units with a meaning: 90 and a response code in the style of ISO 8583."""

_APPROVE: Final = Script()


class SimulatedAcquirer:
    """An `Acquirer` that answers by `CARDS`, then by `AMOUNTS`, and remembers every charge."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ledger: dict[str, Verdict] = {}
        self._captured: dict[str, int] = {}

    def charge(self, charge: Charge) -> Verdict:
        """Authorise and capture once per reference; see the protocol."""
        script = CARDS.get(charge.card.reveal()) or AMOUNTS.get(
            charge.amount.amount_minor, _APPROVE
        )
        if script.fault is Fault.NOT_SENT:
            raise NotSentError("the simulated acquirer refuses connections for this amount")
        if script.fault is Fault.REQUEST_LOST:
            raise OutcomeUnknownError("the simulated network lost the request")
        with self._lock:
            verdict = self._ledger.get(charge.reference)
            if verdict is None:
                verdict = self._ledger[charge.reference] = _verdict(charge, script)
                if verdict.outcome is Outcome.APPROVED:
                    self._captured[charge.reference] = charge.amount.amount_minor
        if script.fault is Fault.ANSWER_LOST:
            raise OutcomeUnknownError("the simulated network lost the answer")
        return verdict

    def find(self, reference: str) -> Verdict | None:
        """What became of a charge; see the protocol."""
        with self._lock:
            return self._ledger.get(reference)

    def cancel(self, reference: str) -> Verdict:
        """Rule a charge out unless it is decided; see the protocol."""
        with self._lock:
            return self._ledger.setdefault(reference, Verdict(outcome=Outcome.CANCELLED))

    def captured(self) -> dict[str, int]:
        """What was taken, in minor units by reference: the other side of the books."""
        with self._lock:
            return dict(self._captured)


def _verdict(charge: Charge, script: Script) -> Verdict:
    if script.decline is not None:
        return Verdict(outcome=Outcome.DECLINED, reason=script.decline)
    code = hashlib.sha256(charge.reference.encode()).hexdigest()[:6].upper()
    return Verdict(outcome=Outcome.APPROVED, code=code)
