"""What the command prints."""

import json
from collections.abc import Callable

import pytest

from offline.mutation import report
from offline.mutation.outcome import Outcome
from offline.mutation.reasons import Reason
from offline.mutation.result import Result

POLICY = Reason(kind="aws:kms/*", path="policy", verdict="advised", reason="a warning is enough")
STALE = Reason(kind="aws:s3/*", verdict="equivalent", reason="nothing is weaker")


@pytest.fixture
def found(outcome: Callable[..., Outcome]) -> Result:
    advised = outcome(others=("described",))
    unexplained = outcome(stack="prod", path="usage", operator="flip")
    killed = outcome(killers=("rotated",))
    return Result(
        outcomes=[killed, advised, advised, unexplained], reasons=[POLICY, STALE], is_whole=True
    )


def test_a_person_reads_scores_rules_survivors_and_stale_reasons(found: Result) -> None:
    assert list(report.lines(found)) == [
        "stack",
        "  dev                       3 mutants      1 killed   33.3 %",
        "  prod                      1 mutants      0 killed    0.0 %",
        "operator",
        "  remove                    3 mutants      1 killed   33.3 %",
        "  flip                      1 mutants      0 killed    0.0 %",
        "",
        "rule, mutants it kills",
        "       1  rotated",
        "",
        "survivors",
        "  advised: a warning is enough",
        "       2  aws:kms/key:Key policy remove (advised: described)",
        "  without a reason:",
        "       1  aws:kms/key:Key usage flip",
        "",
        "explains nothing: aws:s3/* equivalent",
        "all             4 mutants      1 killed   25.0 %   (at least 95%)",
    ]


def test_a_program_reads_the_same(found: Result) -> None:
    read = json.loads(report.document(found))
    assert (read["mutants"], read["killed"], read["share"], read["least"]) == (4, 1, 0.25, 0.95)
    assert read["stacks"]["dev"] == {"mutants": 3, "killed": 1, "share": 0.3333}
    assert read["operators"]["flip"]["killed"] == 0
    assert read["rules"] == {"rotated": 1}
    assert read["stale"] == ["aws:s3/* equivalent"]
    first, _, last = read["survivors"]
    assert (first["verdict"], first["reason"]) == ("advised", "a warning is enough")
    assert last == {
        "stack": "prod",
        "type": "aws:kms/key:Key",
        "name": "data",
        "property": "usage",
        "place": "policy",
        "operator": "flip",
        "advised": [],
        "verdict": None,
        "reason": None,
    }
