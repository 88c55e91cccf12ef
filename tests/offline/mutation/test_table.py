"""The reviewed table."""

from pathlib import Path

import pytest

from offline.errors import ProjectError
from offline.mutation import table
from offline.mutation.table import Break, Entry


def loaded(folder: Path, **files: str) -> dict[str, Entry]:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return dict(table.load(folder))


def test_a_type_says_how_each_property_is_broken(tmp_path: Path) -> None:
    text = "aws:x:Y: {drop: true, breaks: {flag: [flip], days: [remove, {weaken: 7}]}}"
    entry = loaded(tmp_path, one=text)["aws:x:Y"]
    assert list(entry.each()) == [
        Break(".", "drop"),
        Break("flag", "flip"),
        Break("days", "remove"),
        Break("days", "weaken", 7),
    ]


def test_a_property_is_reviewed_by_its_first_step(tmp_path: Path) -> None:
    text = "aws:x:Y: {breaks: {rules/*/action: [remove]}, harmless: [id], spared: {a/b: why}}"
    assert loaded(tmp_path, one=text)["aws:x:Y"].reviewed == {"rules", "id", "a"}


def test_a_type_stands_in_one_file(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"two\.yaml: aws:x:Y stands in another file, too"):
        loaded(tmp_path, one="aws:x:Y: {}", two="aws:x:Y: {}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("aws:x:Y: {broken: {}}", "Extra inputs are not permitted"),
        ("aws:x:Y: {breaks: {flag: [explode]}}", "flag: 'explode' is no operator; write one of"),
        ("aws:x:Y: {breaks: {flag: [weaken]}}", "'weaken' is no operator"),
        ("aws:x:Y: {breaks: {flag: [{flip: 1}]}}", "{'flip': 1} is no operator"),
    ],
)
def test_what_is_written_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ProjectError, match=r"one\.yaml: aws:x:Y") as raised:
        loaded(tmp_path, one=text)
    assert message in str(raised.value)


def test_every_spared_property_says_why() -> None:
    spared = [why for entry in table.load().values() for why in entry.spared.values()]
    assert [why for why in spared if len(why) < 15 or not why.endswith(".")] == []
