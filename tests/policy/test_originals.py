"""The pack finds what was wrong with the documents this platform unites."""

from pathlib import Path

import pytest

from tests.policy.harness import Res, Server
from tests.policy.originals import ORIGINALS, Original
from tests.policy.unseen_originals import PARTLY_UNSEEN, UNSEEN

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("original", ORIGINALS, ids=lambda one: f"{one.item}: {one.says}")
def test_the_pack_finds_what_a_document_configures_wrong(
    server: Server, original: Original
) -> None:
    thing = original.found_in
    verdict = server.resource(thing) if isinstance(thing, Res) else server.stack(thing)
    assert set(original.finds) <= set(verdict.violations), verdict.violations


def test_every_item_is_either_found_or_out_of_sight() -> None:
    found = {original.item for original in ORIGINALS}
    assert found.isdisjoint(UNSEEN)
    assert found.issuperset(PARTLY_UNSEEN)
    assert found | set(UNSEEN) == {f"X{number}" for number in range(1, 44)}


def test_what_is_out_of_sight_is_taken_care_of_elsewhere() -> None:
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    for item, unseen in (*UNSEEN.items(), *PARTLY_UNSEEN.items()):
        assert f"def {unseen.instead}(" in tests or (ROOT / unseen.instead).is_file(), item
