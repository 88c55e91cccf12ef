from pathlib import Path
from typing import Any

import pytest

from offline.errors import PackError
from offline.policyfile import load


def test_without_a_file_nothing_is_configured() -> None:
    assert load(None) == {}


def test_a_file_holds_one_entry_for_each_rule(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"named": {"enforcementLevel": "mandatory"}}')
    assert load(path) == {"named": {"enforcementLevel": "mandatory"}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": ', r"config.json:1:7: not JSON: Expecting value"),
        ("[]", r"config.json: must hold one object: \{"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, text: Any, message: Any) -> None:
    path = tmp_path / "config.json"
    path.write_text(text)
    with pytest.raises(PackError, match=message):
        load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"absent.json: cannot be read: No such file"):
        load(tmp_path / "absent.json")
