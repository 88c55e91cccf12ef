"""Starting and stopping a throwaway server program without root's rights."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypedDict

import pg8000  # pyright: ignore[reportMissingTypeStubs] - pg8000 ships no types
import pymysql
import redis

from offline.errors import OfflineError
from offline.local.certificates import HOST, ServerCertificate, write_server_certificate
from offline.local.child import die_with_parent

START_TIMEOUT_SECONDS = 30.0
LOG_TAIL_CHARACTERS = 2000
ADMINISTRATOR = "administrator"
UNPRIVILEGED_USER = "nobody"
MEMORY = Path("/dev/shm")  # noqa: S108 - the directory in it is made by `tempfile`
ROOM_IN_MEMORY = 4 * 1024**3
"""Bytes: a server begins with 40 MB, and PostgreSQL's log grows to 1 GB (max_wal_size)."""
BINARY_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseServer:
    """Where a running server is and how its administrator logs in (over verified TLS)."""

    port: int
    password: str
    ca_file: Path
    host: str = HOST
    username: str = ADMINISTRATOR
    dbname: str = "payments"

    def tls(self) -> ssl.SSLContext:
        """A client context that trusts only this server's authority."""
        return _trusting(self.ca_file)


@cache
def _trusting(ca_file: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(ca_file))


class ServerError(OfflineError):
    """A server program failed or did not start; the text ends with what it said."""


class MissingServerError(OfflineError):
    """A server program is not installed."""


def new_server(
    certificate: ServerCertificate, *, username: str = ADMINISTRATOR, dbname: str = "payments"
) -> DatabaseServer:
    """Choose a free port and a password."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return DatabaseServer(
        port=port,
        password=secrets.token_urlsafe(24),
        ca_file=certificate.ca_file,
        username=username,
        dbname=dbname,
    )


def find_program(program: str, package: str) -> str:
    """Look on PATH and where the servers' packages put them, newest version first."""
    folders = [
        str(folder)
        for pattern in BINARY_FOLDERS
        for folder in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    ]
    found = shutil.which(program, path=os.pathsep.join([os.environ["PATH"], *folders]))
    if found is None:
        raise MissingServerError(
            f"{program} was not found on PATH or in {', '.join(BINARY_FOLDERS)}, and a real server "
            f"is needed here: install it with `apt-get install {package}`"
        )
    return found


class _Privileges(TypedDict, total=False):
    user: str
    group: int
    extra_groups: Sequence[int]


def _privileges() -> _Privileges:
    """Arguments of `subprocess` that start a program without root's rights."""
    if os.geteuid() != 0:
        return {}
    group = pwd.getpwnam(UNPRIVILEGED_USER).pw_gid
    return {"user": UNPRIVILEGED_USER, "group": group, "extra_groups": []}


def give_away(path: Path) -> None:
    """Let the unprivileged user, and only that one, use `path`."""
    path.chmod(0o700 if path.is_dir() else 0o600)
    if os.geteuid() == 0:
        shutil.chown(path, UNPRIVILEGED_USER)


@contextmanager
def workspace() -> Generator[tuple[Path, ServerCertificate]]:
    """A directory for one server, with its certificate; removed after the block."""
    with tempfile.TemporaryDirectory(
        prefix="payments-", dir=_quick_folder(), ignore_cleanup_errors=True
    ) as name:
        directory = Path(name)
        certificate = write_server_certificate(directory)
        for path in (directory, certificate.key_file):
            give_away(path)
        yield directory, certificate


def _quick_folder() -> Path | None:
    """Memory when there is plenty of it, else `tempfile`'s choice.

    MariaDB waits for the disk hundreds of times while it is set up: 4 s, in memory 0.7 s.
    """
    try:
        free = shutil.disk_usage(MEMORY).free
    except OSError:
        return None
    return MEMORY if free >= ROOM_IN_MEMORY else None


def run(command: list[str]) -> None:
    """Run a set-up program to its end."""
    done = subprocess.run(  # noqa: S603 - a program found by `find_program`
        command, capture_output=True, text=True, check=False, cwd="/", **_privileges()
    )
    if done.returncode:
        raise ServerError(f"{command[0]} failed ({done.returncode}): {done.stdout}{done.stderr}")


@contextmanager
def running(
    command: list[str], directory: Path, ready: Callable[[], None], *, stop: signal.Signals
) -> Generator[None]:
    """Run `command` from when `ready` stops raising until the block ends."""
    log = directory / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - a program found by `find_program`
            command,
            stdout=output,
            stderr=output,
            cwd="/",
            # A group of its own: a Ctrl-C reaches this program alone, which then ends the server.
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - one system call, nothing that could lock
            **_privileges(),
        )
    try:
        _wait(process, ready, log)
        yield
    finally:
        process.send_signal(stop)
        process.wait(timeout=START_TIMEOUT_SECONDS)


def _wait(process: subprocess.Popen[bytes], ready: Callable[[], None], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while True:
        try:
            ready()
        except (OSError, pg8000.Error, pymysql.MySQLError, redis.RedisError) as problem:
            if process.poll() is not None or time.monotonic() > deadline:
                tail = log.read_text(errors="replace")[-LOG_TAIL_CHARACTERS:]
                raise ServerError(f"{process.args!r} did not start: {tail}") from problem
            time.sleep(0.05)
        else:
            return
