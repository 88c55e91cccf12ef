import json
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from offline import bench, documents, evidencing, mutating, previewing, sizing
from offline.errors import OfflineError
from operations import reader


@pytest.fixture
def offline(environment: Mapping[str, str]) -> Any:
    """`offline(*arguments, folder=...)`: the command as a process, in an unhelpful environment."""

    def start(*arguments: Any, folder: Any) -> Any:
        return subprocess.Popen(
            [sys.executable, "-m", "offline", *arguments],
            cwd=folder,
            env={**environment, "AWS_REGION": "mars-1", "PULUMI_CONFIG": "{"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def test_a_preview_needs_nothing_but_the_project(offline: Any, example: Path) -> None:
    with offline("preview", "bad", "--as", "new", "--json", folder=example) as process:
        text, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert json.loads(text)["stack"] == "bad"
    assert errors == "warning: one thing to know\n"


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_a_reader_that_goes_away_ends_the_command_quietly(
    offline: Any, example: Path, flags: list[str]
) -> None:
    with offline("preview", "bad", "--as", "new", *flags, folder=example) as process:
        process.stdout.close()
        process.stdout = None
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 141  # a shell's word for SIGPIPE; 1 would be a violation
    assert errors == ""


def test_a_broken_pipe_is_the_end_of_the_reader(
    monkeypatch: pytest.MonkeyPatch, invoke: Any
) -> None:
    def run(*_: Any, **__: Any) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(previewing, "run", run)
    monkeypatch.setattr(reader, "gone", lambda: sys.exit(reader.GONE))
    assert invoke("preview", "dev").exit_code == 141


def descendants(pid: int) -> list[int]:
    """The processes below a process, as the system lists them."""
    parents = {
        int(stat.parent.name): int(stat.read_text().rpartition(")")[2].split()[1])
        for stat in Path("/proc").glob("[0-9]*/stat")
        if stat.exists()
    }
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]


@pytest.mark.parametrize(
    ("number", "ends"),
    [
        (signal.SIGINT, (130, "interrupted\n")),
        (signal.SIGTERM, (130, "interrupted\n")),
        (signal.SIGKILL, (-signal.SIGKILL, "")),
    ],
)
def test_an_interrupt_leaves_no_process_behind(
    offline: Any, project: Path, gone: Callable[[int], bool], number: Any, ends: Any
) -> None:
    (project / "__main__.py").write_text(
        "import os, time\nopen(f'begun-{os.getpid()}', 'w').close()\ntime.sleep(60)\n"
    )
    with offline("preview", "dev", folder=project) as process:
        for _ in range(500):
            if len(list(project.glob("begun-*"))) == 2:
                break
            time.sleep(0.02)
        started = descendants(process.pid)
        process.send_signal(number)
        _, errors = process.communicate(timeout=10)
    assert len(started) >= 4  # two packs and two workers
    assert (process.returncode, errors) == ends
    assert all(map(gone, started))


def test_the_options_reach_the_preview(
    monkeypatch: pytest.MonkeyPatch, invoke: Any, tmp_path: Path
) -> None:
    seen = []

    def run(stack: Any, **options: Any) -> Any:
        seen.append((stack, options["state"], options["as_json"], options["policy_config"]))
        return 1

    monkeypatch.setattr(previewing, "run", run)
    config = str(tmp_path / "c.json")
    result = invoke("preview", "dev", "--as", "new", "--json", "--policy-config", config)
    assert result.exit_code == 1
    assert invoke("preview", "prod").exit_code == 1
    assert seen == [("dev", "new", True, Path(config)), ("prod", "both", False, None)]


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (OfflineError("no such thing"), 2, "error: no such thing\n"),
        (KeyboardInterrupt(), 130, "interrupted\n"),
    ],
)
def test_what_goes_wrong_is_one_message_and_a_status(
    monkeypatch: pytest.MonkeyPatch, invoke: Any, error: Any, status: Any, text: Any
) -> None:
    def run(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(previewing, "run", run)
    result = invoke("preview", "dev")
    assert (result.exit_code, result.stderr, result.stdout) == (status, text, "")


def test_an_unknown_state_is_a_usage_error(invoke: Any) -> None:
    result = invoke("preview", "dev", "--as", "half")
    assert result.exit_code == 2
    assert "'half' is not one of 'new', 'deployed', 'both'" in result.stderr


def test_the_benchmark_prints_its_lines_as_they_come(
    monkeypatch: pytest.MonkeyPatch, invoke: Any
) -> None:
    monkeypatch.setattr(bench, "bench", lambda folder, stack: iter([stack, str(folder.is_dir())]))
    assert invoke("bench").stdout == "prod\nTrue\n"
    assert invoke("bench", "dev").stdout == "dev\nTrue\n"


def test_the_documents_are_named_as_they_are_written(
    monkeypatch: pytest.MonkeyPatch, invoke: Any
) -> None:
    monkeypatch.setattr(documents, "write", lambda: iter(["one.md", "two.md"]))
    assert invoke("docs").stdout == "one.md\ntwo.md\n"


def test_the_mutation_run_ends_with_its_own_status(
    monkeypatch: pytest.MonkeyPatch, invoke: Any
) -> None:
    given: list[Any] = []

    def run(stacks: tuple[str, ...], **options: Any) -> int:
        given.append((stacks, options["as_json"], options["write"], options["folder"].is_dir()))
        return 1

    monkeypatch.setattr(mutating, "run", run)
    assert invoke("mutation", "dev", "web", "--json").exit_code == 1
    assert given == [(("dev", "web"), True, False, True)]


def test_the_bill_of_materials_and_the_headroom_are_of_the_named_stack(
    monkeypatch: pytest.MonkeyPatch, invoke: Any
) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(evidencing, "bill", lambda stack, **_: seen.append(stack))
    monkeypatch.setattr(
        sizing, "run", lambda stack, **given: seen.append((stack, given["as_json"]))
    )
    assert invoke("sbom", "web").exit_code == 0
    assert invoke("sizing", "dev", "--json").exit_code == 0
    assert seen == ["web", ("dev", True)]


def test_the_evidence_ends_with_its_own_status(
    monkeypatch: pytest.MonkeyPatch, invoke: Any
) -> None:
    given: list[Any] = []

    def run(stack: str, **options: Any) -> int:
        given.append((stack, options["as_json"], options["folder"].is_dir()))
        return 1

    monkeypatch.setattr(evidencing, "run", run)
    assert invoke("evidence", "prod", "--json").exit_code == 1
    assert given == [("prod", True, True)]


def test_the_module_is_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["offline", "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("offline", run_name="__main__")
    assert ended.value.code == 0
    assert "Usage: python -m offline" in capsys.readouterr().out
