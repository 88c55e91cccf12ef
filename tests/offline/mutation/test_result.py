"""What a run found."""

from collections.abc import Callable, Sequence

import pytest

from offline.mutation.outcome import Outcome, Score
from offline.mutation.reasons import Reason
from offline.mutation.result import Result

Became = Callable[..., Outcome]
POLICY = Reason(kind="aws:kms/*", path="policy", verdict="unseen", reason="a test holds it")
STALE = Reason(kind="aws:s3/*", verdict="equivalent", reason="nothing is weaker")


def result(outcomes: Sequence[Outcome], *reasons: Reason, is_whole: bool = True) -> Result:
    return Result(outcomes=outcomes, reasons=reasons, is_whole=is_whole)


def killed(outcome: Became, number: int = 19) -> list[Outcome]:
    return [outcome(killers=("rotated", "aliased"))] * number


def test_scores_are_counted_by_whatever_is_asked(outcome: Became) -> None:
    found = result([*killed(outcome, 2), outcome(), outcome(stack="prod")])
    assert found.score == Score(4, 2)
    assert found.by(lambda each: each.stack) == {"dev": Score(3, 2), "prod": Score(1, 0)}
    assert found.kills == {"rotated": 2, "aliased": 2}


def test_survivors_stand_under_the_first_reason_that_fits(outcome: Became) -> None:
    other = outcome(path="description")
    late = POLICY.model_copy(update={"reason": "too late"})
    found = result([*killed(outcome), outcome(), other], POLICY, late)
    assert found.survivors == {POLICY: [outcome()], None: [other]}
    assert found.stale == [late]


@pytest.mark.parametrize(
    ("kills", "reasons", "is_whole", "is_fine"),
    [
        (19, (POLICY,), True, True),
        (18, (POLICY,), True, False),  # below 95 %
        (19, (), True, False),  # a survivor without a reason
        (19, (POLICY, STALE), True, False),  # a reason that explains nothing
        (19, (POLICY, STALE), False, True),  # it may explain something of another stack
    ],
)
def test_a_run_is_fine_when_enough_is_killed_and_the_rest_explained(
    outcome: Became, kills: int, reasons: tuple[Reason, ...], *, is_whole: bool, is_fine: bool
) -> None:
    found = result([*killed(outcome, kills), outcome()], *reasons, is_whole=is_whole)
    assert found.is_fine is is_fine
