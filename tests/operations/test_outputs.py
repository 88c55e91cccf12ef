import json
from pathlib import Path

import pytest

from operations import outputs
from operations.errors import OperationError

#: Stands for the Pulumi CLI: what it prints on each of its two streams, and its status.
PULUMI = """#!/bin/sh
echo "$@" > called
cat <<'END'
{printed}
END
echo '{said}' >&2
exit {status}
"""


def pulumi(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    printed: object,
    *,
    said: str = "",
    status: int = 0,
) -> None:
    program = folder / "bin" / "pulumi"
    program.parent.mkdir()
    text = printed if isinstance(printed, str) else json.dumps(printed)
    program.write_text(PULUMI.format(printed=text, said=said, status=status))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/bin:/usr/bin")


def test_every_value_is_a_text_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = {
        "ids": ["a", "b"],
        "keys": {"logs": "arn", "deep": {"n": 1}},
        "no": None,
        "yes": True,
    }
    pulumi(tmp_path, monkeypatch, printed)
    assert outputs.fetch("dev", tmp_path) == {
        "ids": "a,b",
        "keys.logs": "arn",
        "keys.deep.n": "1",
        "no": "null",
        "stack": "dev",
        "yes": "true",
    }


def test_secrets_are_never_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pulumi(tmp_path, monkeypatch, {"password": outputs.SECRET})
    assert outputs.fetch("dev", tmp_path)["password"] == "[secret]"
    called = (tmp_path / "called").read_text()
    assert called == "stack output --json --stack dev --non-interactive\n"


def test_what_pulumi_says_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pulumi(tmp_path, monkeypatch, "", said="error: no stack named dev found", status=255)
    with pytest.raises(OperationError, match="--stack dev: error: no stack named dev found"):
        outputs.fetch("dev", tmp_path)


def test_a_silent_failure_is_told_by_its_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi(tmp_path, monkeypatch, "", status=3)
    with pytest.raises(OperationError, match="it ended with status 3"):
        outputs.fetch("dev", tmp_path)


def test_without_pulumi_the_way_to_install_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OperationError, match=r"get\.pulumi\.com.*offline outputs dev"):
        outputs.fetch("dev", tmp_path)


@pytest.mark.parametrize(
    ("printed", "wrong"), [("{", "is not JSON"), ([], "is not a JSON object with a value")]
)
def test_what_is_no_object_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: object, wrong: str
) -> None:
    pulumi(tmp_path, monkeypatch, printed)
    with pytest.raises(OperationError, match=f"pulumi stack output --stack dev {wrong}"):
        outputs.fetch("dev", tmp_path)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    written = {"stack": "dev", "ids": "a,b"}
    for _ in range(2):
        assert outputs.write(written, tmp_path) == tmp_path / "outputs/flat-outputs.json"
    assert outputs.load("dev", tmp_path) == written
    assert outputs.listed(written, "ids") == ["a", "b"]
    assert outputs.listed(written, "others") == []


def test_the_outputs_of_another_stack_are_refused(tmp_path: Path) -> None:
    outputs.write({"stack": "dev"}, tmp_path)
    with pytest.raises(OperationError, match=r"'dev', not of 'prod': .*make outputs STACK=prod"):
        outputs.load("prod", tmp_path)
    outputs.write({}, tmp_path)
    with pytest.raises(OperationError, match="the outputs of 'no stack', not of 'prod'"):
        outputs.load("prod", tmp_path)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    outputs.write({}, tmp_path).write_bytes(b"\xff\xfe\xff")
    with pytest.raises(OperationError, match=r"flat-outputs.json is not JSON: .*decode"):
        outputs.load("dev", tmp_path)


def test_a_stack_without_a_region_was_never_deployed() -> None:
    assert outputs.region({"stack": "dev", "region": "us-east-1"}) == "us-east-1"
    with pytest.raises(OperationError, match=r"'dev' has no output 'region'.*make outputs STACK"):
        outputs.region({"stack": "dev"})


def test_a_missing_file_is_named_with_the_command_that_writes_it(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match=r"flat-outputs.json is missing: .*make outputs"):
        outputs.load("dev", tmp_path)
