"""The pack notices what is broken in a stack."""

import json
from io import StringIO
from pathlib import Path

import pytest

from offline import mutating
from offline.errors import OfflineError

ROOT = Path(__file__).parent.parent.parent.parent


def test_at_least_95_percent_of_the_mutants_of_dev_are_killed_and_every_survivor_is_explained() -> (
    None
):
    out = StringIO()
    status = mutating.run(["dev"], as_json=True, write=False, folder=ROOT, out=out)
    assert status == 0
    found = json.loads(out.getvalue())
    assert found["share"] >= found["least"] == 0.95
    assert found["killed"] + len(found["survivors"]) == found["mutants"]
    assert not [one for one in found["survivors"] if len(one["reason"]) < 20]


def test_the_page_is_about_every_stack() -> None:
    with pytest.raises(OfflineError, match="without naming dev"):
        mutating.run(["dev"], as_json=False, write=True, folder=ROOT, out=StringIO())
