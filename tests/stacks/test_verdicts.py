"""The policy pack admits every stack as it stands."""

import json
import re
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


def test_the_readme_shows_what_a_preview_of_dev_prints() -> None:
    out = StringIO()
    previewing.run("dev", state="new", as_json=False, policy_config=None, folder=ROOT, out=out)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^\$ make preview STACK=dev\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert found is not None
    shown = [line for line in found[1].splitlines() if line != "…"]
    assert shown
    assert set(shown) <= set(out.getvalue().splitlines())
