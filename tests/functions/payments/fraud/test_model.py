import copy
import json
import math
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payments.fraud.model import MODEL_PATH, Decision, Model, ModelError, shipped_model

MODEL = shipped_model()
DECISIONS = list(Decision)
CARD = Path(__file__).parents[4] / "docs/fraud-model.md"
VALUES = st.fixed_dictionaries({name: st.floats(0, 1e6) for name in MODEL.signals})


def document() -> dict[str, Any]:
    return json.loads(MODEL_PATH.read_text(encoding="utf-8"))


@given(VALUES)
def test_the_reasons_add_up_to_the_score_exactly(values: dict[str, float]) -> None:
    assessment = MODEL.assess(values)
    assert sum(reason.points for reason in assessment.reasons) == assessment.score
    assert all(reason.points > 0 for reason in assessment.reasons)


@given(VALUES, st.sampled_from(sorted(MODEL.signals)), st.floats(0, 1e6))
def test_no_signal_lowers_the_score_or_softens_the_decision_as_it_grows(
    values: dict[str, float], name: str, more: float
) -> None:
    before = MODEL.assess(values)
    after = MODEL.assess(values | {name: values[name] + more})
    assert after.score >= before.score
    assert after.probability >= before.probability
    assert DECISIONS.index(after.decision) >= DECISIONS.index(before.decision)


@given(VALUES)
def test_the_probability_is_the_logistic_of_the_score(values: dict[str, float]) -> None:
    assessment = MODEL.assess(values)
    log_odds = math.log(assessment.probability / (1 - assessment.probability))
    assert log_odds == pytest.approx(-5 + assessment.score * math.log(2) / 20)


def test_a_payment_without_signals_is_approved_with_nothing_to_explain() -> None:
    assessment = MODEL.assess(dict.fromkeys(MODEL.signals, 0.0))
    assert (assessment.score, assessment.reasons) == (0, ())
    assert assessment.decision is Decision.APPROVE
    assert assessment.probability == pytest.approx(0.0067, abs=0.0001)


@pytest.mark.parametrize(
    ("points", "decision"),
    [(74, "approve"), (75, "review"), (144, "review"), (145, "decline")],
)
def test_decisions_change_exactly_at_their_thresholds(points: int, decision: str) -> None:
    model = Model.from_document(
        document()
        | {
            "points_to_double_the_odds": math.log(2),
            "signals": {"only": {"weight": 1.0, "cap": 1000, "reason": "points"}},
        }
    )
    assert model.assess({"only": points}).decision == decision


def test_the_strongest_reason_comes_first() -> None:
    values = dict.fromkeys(MODEL.signals, 0.0) | {"night": 1.0, "country_mismatch": 1.0}
    answer: Any = MODEL.assess(values).document()
    assert [reason["signal"] for reason in answer["reasons"]] == ["country_mismatch", "night"]
    assert answer["score"] == sum(reason["points"] for reason in answer["reasons"])
    assert answer["model_version"] == document()["version"]
    json.dumps(answer)


def test_a_missing_signal_is_an_error_and_never_a_zero() -> None:
    with pytest.raises(KeyError, match="card_velocity"):
        MODEL.assess({})


@pytest.mark.parametrize(
    ("entry", "value"), [("weight", -0.1), ("cap", 0), ("cap", math.inf), ("weight", math.nan)]
)
def test_a_signal_that_would_lower_the_score_is_refused(entry: str, value: float) -> None:
    changed = copy.deepcopy(document())
    changed["signals"]["night"][entry] = value
    with pytest.raises(ModelError, match=f"signal night has .*{entry} {value}"):
        Model.from_document(changed)


@pytest.mark.parametrize(("review", "decline"), [(0, 10), (10, 10), (20, 10)])
def test_thresholds_out_of_order_are_refused(review: int, decline: int) -> None:
    with pytest.raises(ModelError, match=f"review_from {review} and decline_from {decline}"):
        Model.from_document(document() | {"review_from": review, "decline_from": decline})


def test_the_shipped_model_says_where_it_comes_from_and_has_its_card() -> None:
    provenance = document()["provenance"]
    assert Path(__file__).parents[4] / provenance["card"] == CARD
    assert document()["version"] in CARD.read_text(encoding="utf-8")
    assert date.fromisoformat(provenance["reviewed"]) < date.fromisoformat(provenance["review_due"])


def test_every_figure_of_the_model_card_is_the_model_s() -> None:
    text = CARD.read_text(encoding="utf-8")
    document_ = document()
    most = {
        name: str(round(signal.weight * signal.cap * MODEL.points_per_log_odds))
        for name, signal in MODEL.signals.items()
    }
    rows = re.findall(r"^\| `(\w+)` \|.*\| (\d+) \|$", text, flags=re.MULTILINE)
    assert dict(rows) == most
    thresholds = {"approve": 0, "review": MODEL.review_from, "decline": MODEL.decline_from}
    for decision, points in thresholds.items():
        log_odds = document_["base_log_odds"] + points / MODEL.points_per_log_odds
        probability = 1 / (1 + math.exp(-log_odds))
        assert f"| {decision} | {points} | {probability:.1%} |".replace("%", " %") in text
    assert f"({document_['points_to_double_the_odds']} points double the odds" in text
    assert f"(`{document_['base_log_odds']}` log-odds, 0.67 %)" in text
    assert document_["provenance"]["review_due"] in text
