"""Functions as processes: unpack the archive, start, invoke, end."""

import json
import os
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from offline.local import runtime
from offline.local.child import die_with_parent
from offline.local.plan import FunctionPlan

#: Where the payment code keeps the authorities that it trusts.
AUTHORITIES: Final = "payments/rds-ca-bundle.pem"

_BACKLOG: Final = 128
#: Importing a function takes a second or two on a busy machine.
_START_SECONDS: Final = 30


class InvocationError(Exception):
    """The function raised, ended, or took too long; the text is what Lambda would report."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A running function."""

    plan: FunctionPlan
    port: int

    def invoke(self, event: Mapping[str, Any], *, request_id: str = "") -> Any:  # noqa: ANN401 - a function returns any JSON
        """What the function answers.

        Raises:
            InvocationError: there is no answer, or the function raised.
        """
        seconds = self.plan.timeout_seconds + _START_SECONDS
        connection = HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        headers = {runtime.REQUEST_ID_HEADER: request_id or str(uuid.uuid4())}
        try:
            connection.request("POST", "/", json.dumps(event), headers)
            response = connection.getresponse()
            answer = json.loads(response.read())
        except (OSError, ValueError) as error:
            raise InvocationError(f"{self.plan.name} gave no answer ({error})") from error
        finally:
            connection.close()
        if response.headers[runtime.ERROR_HEADER]:
            raise InvocationError(f"{self.plan.name}: {answer['errorMessage']}")
        return answer


def unpack(archive: Path, folder: Path, *, authorities: Sequence[Path]) -> None:
    """Unpack a function's code, made to trust local servers.

    Args:
        archive: the zip file that would be deployed.
        folder: where to.
        authorities: certificates of who vouches for the local servers, in place of AWS's.
    """
    with ZipFile(archive) as packed:
        packed.extractall(folder)
    bundle = "\n".join(path.read_text(encoding="ascii") for path in authorities)
    if bundle:
        (folder / AUTHORITIES).write_text(bundle, encoding="ascii")


@contextmanager
def instance(
    plan: FunctionPlan, folder: Path, environment: Mapping[str, str]
) -> Generator[Instance]:
    """Run a function until the block ends.

    Args:
        plan: the function.
        folder: its unpacked archive.
        environment: every variable that it sees.
    """
    with socket.create_server(("127.0.0.1", 0), backlog=_BACKLOG) as listener:
        port: int = listener.getsockname()[1]
        descriptor = listener.fileno()
        process = subprocess.Popen(  # noqa: S603 - the project's own function
            [sys.executable, "-P", runtime.__file__, str(folder), plan.handler, str(descriptor)],
            cwd=folder,
            env=dict(environment),
            pass_fds=(descriptor,),
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,  # what a function prints is its log
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - one system call, nothing that could lock
        )
    try:
        yield Instance(plan, port)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
