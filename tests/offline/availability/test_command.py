from pathlib import Path
from typing import Any

import pytest

from offline.availability import report


def test_the_command_names_the_stack(monkeypatch: pytest.MonkeyPatch, invoke: Any) -> None:
    given: list[Any] = []
    monkeypatch.setattr(report, "run", lambda stack, **options: given.append((stack, options)))
    assert invoke("availability", "prod").exit_code == 0
    ((stack, options),) = given
    assert (stack, options["folder"]) == ("prod", Path.cwd())
