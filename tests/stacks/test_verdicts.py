"""The policy pack admits every stack as it stands."""

import json
from io import StringIO
from pathlib import Path

import pytest

from offline import previewing
from tests.support.stacks import STACKS

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("stack", STACKS)
def test_no_stack_violates_a_mandatory_policy_or_leaves_one_undecided(stack: str) -> None:
    out = StringIO()
    status = previewing.run(
        stack, state="deployed", as_json=True, policy_config=None, folder=ROOT, out=out
    )
    verdict = json.loads(out.getvalue())["policy"]
    assert [each for each in verdict["violations"] if each["level"] == "mandatory"] == []
    assert verdict["undetermined"] == []
    assert verdict["rules"] > 100
    assert status == 0
