"""A small logistic model read as a scorecard: points per signal that add up to the score."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

from payments.masking import Json

MODEL_PATH: Final = Path(__file__).with_name("model.json")


class Decision(StrEnum):
    """What to do with a payment, from mildest to hardest."""

    APPROVE = "approve"
    REVIEW = "review"
    DECLINE = "decline"


class ModelError(ValueError):
    """The model file breaks what the score promises; the message says where and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One signal's part in a score."""

    signal: str
    value: float
    points: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessment:
    """A score in points, the decision, and the reasons whose points add up to the score."""

    score: int
    probability: float
    decision: Decision
    reasons: tuple[Reason, ...]
    model_version: str

    def document(self) -> dict[str, Json]:
        """Return the assessment as JSON."""
        return {
            "score": self.score,
            "probability": round(self.probability, 6),
            "decision": self.decision.value,
            "reasons": [
                {
                    "signal": reason.signal,
                    "value": round(reason.value, 6),
                    "points": reason.points,
                    "text": reason.text,
                }
                for reason in self.reasons
            ],
            "model_version": self.model_version,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class SignalWeight:
    """Log-odds per unit of a signal, the value beyond which it no longer counts, and its text."""

    weight: float
    cap: float
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """Weights and thresholds; zero points are the base odds, and doubling the odds adds a step."""

    version: str
    base_log_odds: float
    points_per_log_odds: float
    review_from: int
    decline_from: int
    signals: Mapping[str, SignalWeight]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Return the model that a document describes.

        Raises:
            ModelError: a weight is negative (a signal would lower the score as it grows), a cap
                is not positive, or a review would be harder to reach than a decline.
            KeyError: the document lacks a part.
        """
        signals = {name: SignalWeight(**entry) for name, entry in document["signals"].items()}
        for name, signal in signals.items():
            if not (0 <= signal.weight < math.inf and 0 < signal.cap < math.inf):
                raise ModelError(
                    f"signal {name} has weight {signal.weight} and cap {signal.cap}; a weight "
                    "below zero or a cap of zero makes the score fall as the signal grows"
                )
        model = cls(
            version=document["version"],
            base_log_odds=document["base_log_odds"],
            points_per_log_odds=document["points_to_double_the_odds"] / math.log(2),
            review_from=document["review_from"],
            decline_from=document["decline_from"],
            signals=signals,
        )
        if not 0 < model.review_from < model.decline_from:
            raise ModelError(
                f"review_from {model.review_from} and decline_from {model.decline_from} must rise "
                "above zero in this order, or a payment without any signal is not approved"
            )
        return model

    def assess(self, values: Mapping[str, float]) -> Assessment:
        """Score the signals' values.

        Raises:
            KeyError: a signal of the model has no value.
        """
        reasons = [self._reason(name, values[name]) for name in self.signals]
        score = sum(reason.points for reason in reasons)
        log_odds = self.base_log_odds + score / self.points_per_log_odds
        return Assessment(
            score=score,
            probability=1 / (1 + math.exp(-log_odds)),
            decision=self._decision(score),
            reasons=tuple(
                sorted(
                    (reason for reason in reasons if reason.points),
                    key=lambda reason: (-reason.points, reason.signal),
                )
            ),
            model_version=self.version,
        )

    def _reason(self, name: str, value: float) -> Reason:
        signal = self.signals[name]
        log_odds = signal.weight * min(value, signal.cap)
        return Reason(
            signal=name,
            value=value,
            # Rounded before it is added: the points shown add up to the score exactly.
            points=round(log_odds * self.points_per_log_odds),
            text=signal.reason,
        )

    def _decision(self, score: int) -> Decision:
        if score >= self.decline_from:
            return Decision.DECLINE
        return Decision.REVIEW if score >= self.review_from else Decision.APPROVE


@cache
def shipped_model() -> Model:
    """Return the reviewed model that is part of the archive."""
    return Model.from_document(json.loads(MODEL_PATH.read_text(encoding="utf-8")))
