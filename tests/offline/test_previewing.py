import io
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from offline import previewing
from offline.errors import PackError
from offline.task import Outcome


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, outcomes: Callable[[str], Mapping[str, Outcome]], example: Path
) -> Any:
    """`run(stack, ...)`: exit status and text; the states themselves are previewed once."""

    def of(
        stack: Any,
        *,
        state: Any = "both",
        as_json: Any = False,
        policy_config: Any = None,
        folder: Any = example,
        out: Any = None,
    ) -> Any:
        def preview(tasks: Any, tell: Any) -> Any:
            tell(tasks[0].name, 25)
            return {task.name: outcomes(stack)[task.name] for task in tasks}

        monkeypatch.setattr(previewing, "preview", preview)
        out = out or io.StringIO()
        status = previewing.run(
            stack,
            state=state,
            as_json=as_json,
            policy_config=policy_config,
            folder=folder,
            out=out,
        )
        return status, out.getvalue()

    return of


def test_a_stack_without_mandatory_violations_is_fine(run: Any) -> None:
    status, text = run("dev")
    assert status == 0
    assert "As new" in text
    assert "As deployed" in text


def test_a_mandatory_violation_is_the_exit_status(run: Any) -> None:
    status, text = run("bad", state="new")
    assert status == 1
    assert "no-open-ingress  [mandatory]  PCI DSS 1.3.1, 1.4.2" in text
    assert "fix: Name a security group instead of an address range." in text
    assert "As deployed" not in text


class Terminal(io.StringIO):
    """A screen of which one reads back what it shows."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_the_lines_that_a_pipe_carries(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    _, piped = run("bad")
    _, shown = run("bad", out=Terminal())
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown) == piped


def test_one_state_is_one_document_and_both_are_an_object_of_two(run: Any) -> None:
    assert json.loads(run("dev", state="deployed", as_json=True)[1])["as"] == "deployed"
    both = json.loads(run("bad", as_json=True)[1])
    assert list(both) == ["new", "deployed"]
    assert both["new"]["as"] == "new"


def test_what_the_program_logs_is_said_once_and_beside_the_document(
    run: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    _, text = run("dev", as_json=True)
    assert "one thing to know" not in text
    assert capsys.readouterr().err == "warning: one thing to know\n"


def test_without_a_policy_pack_nothing_is_judged_and_that_is_an_error(
    run: Any, project: Path
) -> None:
    (project / "policy" / "PulumiPolicy.yaml").unlink()
    with pytest.raises(PackError, match=r"PulumiPolicy.yaml is missing: a preview without"):
        run("dev", folder=project)


def test_a_policy_config_is_read_before_anything_starts(run: Any, tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"absent.json: cannot be read"):
        run("dev", policy_config=tmp_path / "absent.json")


def test_the_states_asked_for_are_what_is_previewed(example: Path) -> None:
    names = {
        state: [task.name for task in previewing.tasks("dev", state, None, example)]
        for state in ("new", "deployed", "both")
    }
    assert names == {"new": ["new"], "deployed": ["deployed"], "both": ["new", "deployed"]}
