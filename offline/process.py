"""The policy pack as a process of its own, started as the engine starts it."""

import ctypes
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from json import dumps
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final, Self

from offline.errors import PackError
from offline.projectfile import StackConfig

#: The SDK wants the engine's address and, without remote calls to make, never uses it.
ENGINE_ADDRESS: Final = "127.0.0.1:1"
_TRACEBACK_START: Final = "Traceback (most recent call last):"
_TRACEBACK_PLACE: Final = re.compile(r'\s+File "(?P<file>[^"]+)", line (?P<line>\d+)')
_PR_SET_PDEATHSIG: Final = 1  # Linux, <sys/prctl.h>


class PackProcess:
    """A running policy pack; a context manager that ends it.

    Args:
        folder: where `PulumiPolicy.yaml` is.
        config: the stack being judged.
        deployed: whether values are known; the pack is told by `PULUMI_DRY_RUN`.
    """

    def __init__(self, folder: Path, config: StackConfig, *, deployed: bool) -> None:
        self._folder = folder
        self._errors = TemporaryFile("w+b")  # noqa: SIM115 - lives as long as the process
        self._process = subprocess.Popen(  # noqa: S603 - the project's own pack
            [sys.executable, "-u", "-m", "pulumi.policy", ENGINE_ADDRESS, str(folder)],
            cwd=folder,
            env={
                **os.environ,
                "PULUMI_ORGANIZATION": "organization",
                "PULUMI_PROJECT": config.project,
                "PULUMI_STACK": config.stack,
                "PULUMI_DRY_RUN": "false" if deployed else "true",
                "PULUMI_CONFIG": dumps(dict(config.values)),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            # A group of its own: a Ctrl-C reaches this program alone, which then ends the pack.
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def port(self) -> int:
        """The port the pack listens on; waits until it does.

        Raises:
            PackError: the pack ended, or printed something else first.
        """
        line = self._output.readline().decode(errors="replace").strip()
        if not line:
            self._process.wait()
            raise PackError(f"the policy pack in {self._folder} did not start:\n{self.report()}")
        if not line.isdecimal():
            raise PackError(
                f"the policy pack in {self._folder} printed {line!r} before its port: nothing may "
                f"be printed while it starts"
            )
        return int(line)

    def printed(self) -> str:
        """What rules have printed since the pack started."""
        os.set_blocking(self._output.fileno(), False)
        return (self._output.read() or b"").decode(errors="replace").strip()

    def report(self) -> str:
        """What the pack has written to stderr, without tracebacks."""
        self._errors.seek(0)
        text = self._errors.read().decode(errors="replace").strip()
        return _essence(text) or f"it wrote nothing; exit status {self._process.poll()}"

    def kill(self) -> None:
        """End the pack and whatever it started, at once."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End the pack and release what it used."""
        self.kill()
        self._process.wait()
        self._output.close()
        self._errors.close()

    @property
    def _output(self) -> IO[bytes]:
        if self._process.stdout is None:  # pragma: no cover - it was asked for when starting
            raise PackError("the policy pack has no output")
        return self._process.stdout


def _essence(text: str) -> str:
    """A text with each traceback reduced to its exception and the line that raised it."""
    kept: list[str] = []
    place = ""
    for line in text.splitlines():
        if found := _TRACEBACK_PLACE.match(line):
            place = f"{found['file']}:{found['line']}"
        elif line.startswith(_TRACEBACK_START):
            place = "?"
        elif not place:
            kept.append(line)
        elif not line.startswith(" "):
            kept.append(f"{line} ({place})")
            place = ""
    return "\n".join(kept)


def terminate_with_parent() -> None:
    """Let Linux send this process SIGTERM when the one that forked it dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
