from pathlib import Path
from typing import Any

import pytest

from offline.errors import ProjectError
from offline.yamlfile import load


def write(tmp_path: Path, text: Any) -> Any:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_mapping_is_read(tmp_path: Path) -> None:
    assert load(write(tmp_path, "config:\n  a: [1, {b: c}]\n")) == {
        "config": {"a": [1, {"b": "c"}]}
    }


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    assert load(write(tmp_path, "")) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("config:\n  a: [1,\n", r"Pulumi.dev.yaml:3:1: not valid YAML: "),
        ("config:\n  a: b: c\n", r"Pulumi.dev.yaml:2:7: not valid YAML: mapping values"),
        ("a: 1\nb: 2\na: 3\n", r"Pulumi.dev.yaml:3: 'a' is already given on line 1"),
        ("a:\n  - b: 1\n    b: 2\n", r"Pulumi.dev.yaml:3: 'b' is already given on line 2"),
        ("- 1\n", r"Pulumi.dev.yaml:1: must hold keys and values, not a list"),
        (b"a: \xff\n", r"Pulumi.dev.yaml: not valid YAML: "),
        ("a: \x00", r"Pulumi.dev.yaml: not valid YAML: "),
        ("a: !odd 1\n", r"Pulumi.dev.yaml:1:4: not valid YAML: could not determine a constructor"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, text: Any, message: Any) -> None:
    with pytest.raises(ProjectError, match=message):
        load(write(tmp_path, text))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"absent.yaml: cannot be read: No such file"):
        load(tmp_path / "absent.yaml")
