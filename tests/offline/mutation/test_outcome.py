"""Scores."""

from collections.abc import Callable

import pytest

from offline.mutation.outcome import Outcome, Score


def test_a_mutant_is_killed_by_a_rule_that_kills_and_not_by_advice(
    outcome: Callable[..., Outcome],
) -> None:
    killed, advised = outcome(killers=("rotated",)), outcome(others=("described",))
    assert Score.of([killed, advised, killed, killed]) == Score(4, 3)


@pytest.mark.parametrize(
    ("score", "percent", "is_enough"),
    [
        (Score(0, 0), 100.0, True),
        (Score(2000, 1899), 94.9, False),
        (Score(20, 19), 95.0, True),
        (Score(1000, 999), 99.9, True),
    ],
)
def test_a_share_is_rounded_down(score: Score, percent: float, *, is_enough: bool) -> None:
    assert score.percent == percent
    assert score.is_enough is is_enough


def test_a_score_is_one_line() -> None:
    assert str(Score(20, 19)) == "    20 mutants     19 killed   95.0 %"
