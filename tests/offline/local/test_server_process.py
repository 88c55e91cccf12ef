import tempfile
from pathlib import Path

import pytest

from offline.local import server_process
from offline.local.server_process import (
    MissingServerError,
    ServerError,
    find_program,
    run,
    running,
    workspace,
)
from offline.local.servers import postgres_server


def test_a_server_that_is_not_installed_names_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(server_process, "BINARY_FOLDERS", ("/nowhere/*",))

    with (
        pytest.raises(
            MissingServerError, match=r"initdb was not found .*apt-get install postgresql"
        ),
        postgres_server(),
    ):
        pass


def test_a_server_that_dies_at_once_shows_what_it_said() -> None:
    program = find_program("sh", "dash")

    def never() -> None:
        raise ConnectionRefusedError

    with (
        workspace() as (directory, _),
        pytest.raises(ServerError, match="did not start: no such option"),
        running([program, "-c", "echo no such option; exit 1"], directory, never, stop=9),
    ):
        pass


def test_a_set_up_program_that_fails_shows_what_it_said() -> None:
    with pytest.raises(ServerError, match=r"failed \(3\): no such directory"):
        run([find_program("sh", "dash"), "-c", "echo no such directory; exit 3"])


def test_without_roots_rights_a_server_runs_as_the_caller(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(server_process.os, "geteuid", lambda: 1000)
    owner = tmp_path.stat().st_uid
    server_process.give_away(tmp_path)
    assert tmp_path.stat().st_uid == owner
    assert server_process._privileges() == {}


def test_a_server_s_files_lie_in_memory_only_where_there_is_plenty(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    disk = Path(tempfile.gettempdir())
    monkeypatch.setattr(server_process, "MEMORY", tmp_path)

    for room, folder in [(0, tmp_path), (2**63, disk)]:
        monkeypatch.setattr(server_process, "ROOM_IN_MEMORY", room)
        with workspace() as (directory, _):
            assert directory.parent == folder

    monkeypatch.setattr(server_process, "MEMORY", tmp_path / "missing")
    with workspace() as (directory, _):
        assert directory.parent == disk
