import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import NoCredentialsError
from click.testing import CliRunner, Result

from operations import cli, gameday, outputs, reader
from operations.errors import OperationError
from operations.smoke import run

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def invoke() -> Callable[..., Result]:
    return lambda *arguments: CliRunner().invoke(cli.main, arguments)


def test_the_outputs_are_written_and_the_file_named(
    monkeypatch: pytest.MonkeyPatch, invoke: Any, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(outputs, "fetch", lambda stack, _: {"stack": stack})
    result = invoke("outputs", "dev")
    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / outputs.FILE}\n")
    assert outputs.load("dev", tmp_path) == {"stack": "dev"}


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (OperationError("no such thing"), 2, "error: no such thing\n"),
        (
            NoCredentialsError(),
            2,
            (
                "error: Unable to locate credentials. Sign in, as with aws sso login, or set "
                "AWS_PROFILE\n"
            ),
        ),
        (PermissionError(13, "Permission denied"), 2, "error: [Errno 13] Permission denied\n"),
        (KeyboardInterrupt(), 130, "interrupted\n"),
    ],
)
def test_what_goes_wrong_is_one_message_and_a_status(
    monkeypatch: pytest.MonkeyPatch, invoke: Any, error: Any, status: int, text: str
) -> None:
    def fetch(*_: Any) -> None:
        raise error

    monkeypatch.setattr(outputs, "fetch", fetch)
    result = invoke("outputs", "dev")
    assert (result.exit_code, result.stderr, result.stdout) == (status, text, "")


def test_the_module_is_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["operations", "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("operations", run_name="__main__")
    assert ended.value.code == 0
    assert "Usage: python -m operations" in capsys.readouterr().out


def test_the_smoke_test_ends_with_its_own_status(
    monkeypatch: pytest.MonkeyPatch, invoke: Any
) -> None:
    given: list[Any] = []

    def smoke(stack: str, **options: Any) -> int:
        given.append((stack, options["grace_minutes"], options["folder"].is_dir()))
        return 1

    monkeypatch.setattr(run, "run", smoke)
    assert invoke("smoke", "dev", "--grace-minutes", "5").exit_code == 1
    assert invoke("smoke", "prod").exit_code == 1
    assert given == [("dev", 5, True), ("prod", 30, True)]


def test_a_broken_pipe_is_the_end_of_the_reader(
    monkeypatch: pytest.MonkeyPatch, invoke: Any
) -> None:
    def fetch(*_: Any) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(outputs, "fetch", fetch)
    monkeypatch.setattr(reader, "gone", lambda: sys.exit(reader.GONE))
    assert invoke("outputs", "dev").exit_code == 141


def test_a_reader_that_goes_away_ends_the_command_quietly(tmp_path: Path) -> None:
    program = tmp_path / "pulumi"
    program.write_text("#!/bin/sh\necho '{}'\n")
    program.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:/bin:/usr/bin", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "operations", "outputs", "dev"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.close()
        process.stdout = None
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (141, b"")


def test_a_failover_has_to_be_confirmed(monkeypatch: pytest.MonkeyPatch, invoke: Any) -> None:
    given: list[Any] = []

    def day(stack: str, **options: Any) -> int:
        given.append((stack, options["confirmed"], options["limit_seconds"]))
        return 1

    monkeypatch.setattr(gameday, "run", day)
    assert invoke("gameday", "dev").exit_code == 1
    assert invoke("gameday", "dev", "--yes-fail-over", "dev", "--limit-seconds", "9").exit_code == 1
    assert given == [("dev", "", 120), ("dev", "dev", 9)]
