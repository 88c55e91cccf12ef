import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from offline import process
from offline.errors import PackError
from offline.process import PackProcess
from offline.projectfile import StackConfig

CONFIG = StackConfig("shop", "dev", {"shop:size": "5"})


def pack(tmp_path: Path, program: Any) -> Any:
    (tmp_path / "PulumiPolicy.yaml").write_text("runtime: python\n")
    (tmp_path / "__main__.py").write_text(program)
    return PackProcess(tmp_path, CONFIG, deployed=False)


def test_the_pack_is_told_project_stack_state_and_config(tmp_path: Path) -> None:
    program = (
        "import json, os, sys\n"
        "assert os.environ['PULUMI_PROJECT'] == 'shop', 'project'\n"
        "assert os.environ['PULUMI_STACK'] == 'dev', 'stack'\n"
        "assert os.environ['PULUMI_DRY_RUN'] == 'true', 'dry run'\n"
        "assert json.loads(os.environ['PULUMI_CONFIG']) == {'shop:size': '5'}, 'config'\n"
        f"assert os.getcwd() == {str(tmp_path)!r}, 'folder'\n"
        "print(4711)\n"
    )
    with pack(tmp_path, program) as running:
        assert running.port() == 4711


def test_a_pack_that_does_not_start_is_reported_without_a_traceback(tmp_path: Path) -> None:
    program = "def start():\n    raise RuntimeError('no rules')\nstart()\n"
    with pack(tmp_path, program) as running, pytest.raises(PackError) as caught:
        running.port()
    message = str(caught.value)
    assert "did not start" in message
    assert f"RuntimeError: no rules ({tmp_path}/__main__.py:2)" in message
    assert "Traceback" not in message


def test_a_pack_that_ends_without_a_word_is_reported_with_its_status(tmp_path: Path) -> None:
    with pack(tmp_path, "import os\nos._exit(7)\n") as running, pytest.raises(PackError) as caught:
        running.port()
    assert "it wrote nothing; exit status 7" in str(caught.value)


def test_a_pack_that_prints_before_its_port_is_refused_with_what_it_printed(tmp_path: Path) -> None:
    with pack(tmp_path, "print('hello')\n") as running, pytest.raises(PackError, match="'hello'"):
        running.port()


def test_what_is_printed_after_the_port_is_found(tmp_path: Path) -> None:
    program = "import time\nprint(4711)\nprint('debug')\ntime.sleep(60)\n"
    with pack(tmp_path, program) as running:
        running.port()
        for _ in range(200):
            if said := running.printed():
                break
            time.sleep(0.01)
        assert said == "debug"
        assert running.printed() == ""


def test_stopping_ends_what_the_pack_started_too(
    tmp_path: Path, gone: Callable[[int], bool]
) -> None:
    program = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid)\n"
        "time.sleep(60)\n"
    )
    with pack(tmp_path, program) as running:
        child = running.port()
        os.kill(child, 0)  # still there
    assert gone(child)


def test_stopping_a_pack_that_has_ended_is_fine(tmp_path: Path) -> None:
    running = pack(tmp_path, "")
    with pytest.raises(PackError):
        running.port()
    running.stop()


def test_this_process_ends_with_its_parent_where_linux_offers_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called = []
    monkeypatch.setattr(
        process.ctypes, "CDLL", lambda _: SimpleNamespace(prctl=lambda *a: called.append(a))
    )
    monkeypatch.setattr(process.sys, "platform", "darwin")
    process.terminate_with_parent()
    monkeypatch.setattr(process.sys, "platform", "linux")
    process.terminate_with_parent()
    assert called == [(1, signal.SIGTERM)]
