import os
import signal
import subprocess
import sys
import time

import pytest

from offline.errors import PackError
from offline.process import PackProcess
from offline.projectfile import StackConfig

CONFIG = StackConfig("shop", "dev", {"shop:size": "5"})


def pack(tmp_path, program):
    (tmp_path / "PulumiPolicy.yaml").write_text("runtime: python\n")
    (tmp_path / "__main__.py").write_text(program)
    return PackProcess(tmp_path, CONFIG, deployed=False)


def gone(pid):
    """Whether a process has ended; a child that was not waited for does not count as running."""
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123 - of the system, not of a project
            if stat.read().rpartition(")")[2].split()[0] == "Z":
                return True
        time.sleep(0.01)
    return False


def test_the_pack_is_told_project_stack_state_and_config(tmp_path):
    program = (
        "import json, os, sys\n"
        "assert os.environ['PULUMI_PROJECT'] == 'shop', 'project'\n"
        "assert os.environ['PULUMI_STACK'] == 'dev', 'stack'\n"
        "assert os.environ['PULUMI_DRY_RUN'] == 'true', 'dry run'\n"
        "assert json.loads(os.environ['PULUMI_CONFIG']) == {'shop:size': '5'}, 'config'\n"
        f"assert os.getcwd() == {str(tmp_path)!r}, 'folder'\n"
        "print(4711)\n"
    )
    with pack(tmp_path, program) as process:
        assert process.port() == 4711


def test_a_pack_that_does_not_start_is_reported_without_a_traceback(tmp_path):
    program = "def start():\n    raise RuntimeError('no rules')\nstart()\n"
    with pack(tmp_path, program) as process, pytest.raises(PackError) as caught:
        process.port()
    message = str(caught.value)
    assert "did not start" in message
    assert f"RuntimeError: no rules ({tmp_path}/__main__.py:2)" in message
    assert "Traceback" not in message


def test_a_pack_that_ends_without_a_word_is_reported_with_its_status(tmp_path):
    with pack(tmp_path, "import os\nos._exit(7)\n") as process, pytest.raises(PackError) as caught:
        process.port()
    assert "it wrote nothing; exit status 7" in str(caught.value)


def test_a_pack_that_prints_before_its_port_is_refused_with_what_it_printed(tmp_path):
    with pack(tmp_path, "print('hello')\n") as process, pytest.raises(PackError, match="'hello'"):
        process.port()


def test_what_is_printed_after_the_port_is_found(tmp_path):
    program = "import time\nprint(4711)\nprint('debug')\ntime.sleep(60)\n"
    with pack(tmp_path, program) as process:
        process.port()
        for _ in range(200):
            if said := process.printed():
                break
            time.sleep(0.01)
        assert said == "debug"
        assert process.printed() == ""


def test_stopping_ends_what_the_pack_started_too(tmp_path):
    program = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid)\n"
        "time.sleep(60)\n"
    )
    with pack(tmp_path, program) as process:
        child = process.port()
        os.kill(child, 0)  # still there
    assert gone(child)


def test_stopping_a_pack_that_has_ended_is_fine(tmp_path):
    process = pack(tmp_path, "")
    with pytest.raises(PackError):
        process.port()
    process.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_the_pack_ends_with_its_starter_even_when_that_is_killed(tmp_path):
    (tmp_path / "__main__.py").write_text("import os, time\nprint(os.getpid())\ntime.sleep(60)\n")
    starter = (
        "import time\n"
        "from pathlib import Path\n"
        "from offline.process import PackProcess\n"
        "from offline.projectfile import StackConfig\n"
        f"pack = PackProcess(Path({str(tmp_path)!r}), StackConfig('p', 's', {{}}), deployed=True)\n"
        "print(pack.port(), flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", starter], stdout=subprocess.PIPE, env={**os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path)}
    ) as started:
        pid = int(started.stdout.readline())
        started.send_signal(signal.SIGKILL)
    assert gone(pid)
