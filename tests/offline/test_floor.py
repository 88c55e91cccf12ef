import asyncio
import contextvars
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime import reset_options
from pulumi.runtime.mocks import set_mocks
from pulumi.runtime.settings import SETTINGS, get_root_resource

from offline import floor
from offline.account import Account
from offline.errors import OfflineError


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """`run(folder)`: the number of resources of the stack `dev`, and nothing left behind.

    Under bare mocks the SDK makes an event loop in each of its threads and closes none of them.
    """
    loops = []
    make = asyncio.new_event_loop

    def new_event_loop() -> Any:
        loops.append(make())
        return loops[-1]

    monkeypatch.setattr(asyncio, "new_event_loop", new_event_loop)
    yield lambda folder: floor.run(folder, "dev")
    for loop in loops:
        loop.close()


def test_the_program_runs_under_bare_mocks(run: Any, example: Path) -> None:
    assert run(example) == 7


def test_functions_are_answered_as_in_the_preview(run: Any, project: Path) -> None:
    (project / "__main__.py").write_text(
        "import pulumi_aws as aws\n"
        "assert aws.get_availability_zones().names[0] == 'us-west-2a'\n"
        "assert 'password' in aws.secretsmanager.get_secret_version('db').secret_string\n"
    )
    assert run(project) == 0


def test_a_program_that_was_never_finished_is_not_waited_for(run: Any, project: Path) -> None:
    loop = asyncio.new_event_loop()
    (project / "__main__.py").write_text("import pulumi\npulumi.export('name', 'shop')\n")

    def run_after() -> int:
        reset_options()
        asyncio.set_event_loop(loop)
        set_mocks(floor.BareMocks(Account("us-west-2")))
        asyncio.set_event_loop(None)
        assert SETTINGS.outputs
        return run(project)

    try:
        assert contextvars.copy_context().run(run_after) == 0
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))


def test_the_program_leaves_nothing_behind(run: Any, example: Path) -> None:
    before = get_root_resource(), pulumi.get_stack(), set(SETTINGS.outputs), list(sys.path)
    run(example)
    after = get_root_resource(), pulumi.get_stack(), set(SETTINGS.outputs), list(sys.path)
    assert after == before


def test_the_command_prints_the_number(
    monkeypatch: pytest.MonkeyPatch, example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(floor, "run", lambda *given: len(given[1]) + 4)
    monkeypatch.chdir(example)
    floor.main(["floor", "dev"])
    assert capsys.readouterr().out == "7\n"


def test_the_stack_must_be_named_and_exist(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match=r"usage: python -m offline.floor STACK"):
        floor.main(["floor"])
    monkeypatch.chdir(example)
    with pytest.raises(OfflineError, match="no stack 'prod'"):
        floor.main(["floor", "prod"])
