"""Fraud detection as one call: what was seen before, the signals in it, and the model's answer."""

from dataclasses import dataclass

from payments.activity import Activity
from payments.clock import Clock
from payments.fraud.model import Assessment, Model, shipped_model
from payments.fraud.signals import signals_of
from payments.tokenised import TokenisedPayment


@dataclass(frozen=True, kw_only=True, slots=True)
class FraudDetector:
    """Scores payments; `max_amount_minor` is the platform's limit on one payment."""

    model: Model
    clock: Clock
    max_amount_minor: int

    def assess(self, payment: TokenisedPayment, activity: Activity) -> Assessment:
        """Return the score of `payment` given what was seen before it."""
        values = signals_of(
            payment, activity, now=self.clock(), max_amount_minor=self.max_amount_minor
        )
        return self.model.assess(values)


def shipped_detector(clock: Clock, *, max_amount_minor: int) -> FraudDetector:
    """Return the detector with the reviewed model that is part of the archive."""
    return FraudDetector(model=shipped_model(), clock=clock, max_amount_minor=max_amount_minor)
