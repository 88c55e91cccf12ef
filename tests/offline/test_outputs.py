import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from offline import outputs

PROGRAM = """
import pulumi

pulumi.export("zones", ["a", "b"])
pulumi.export("keys", {"logs": "arn"})
pulumi.export("password", pulumi.Output.secret("planted"))
"""


@pytest.fixture
def exporting(project: Path) -> Path:
    """A project that exports a list, an object and a secret."""
    (project / "__main__.py").write_text(PROGRAM)
    return project


def printed(folder: Path, form: str) -> str:
    out = StringIO()
    outputs.run("dev", form=form, folder=folder, out=out)
    return out.getvalue()


def test_every_output_is_a_line_and_a_secret_is_hidden(exporting: Path) -> None:
    assert printed(exporting, "lines") == "keys.logs = arn\npassword = [secret]\nzones = a,b\n"


def test_the_document_is_that_of_pulumi(exporting: Path) -> None:
    assert json.loads(printed(exporting, "json")) == {
        "keys": {"logs": "arn"},
        "password": "[secret]",
        "zones": ["a", "b"],
    }


def test_the_flat_document_is_the_file_that_other_commands_read(exporting: Path) -> None:
    assert json.loads(printed(exporting, "flat")) == {
        "keys.logs": "arn",
        "password": "[secret]",
        "stack": "dev",
        "zones": "a,b",
    }


@pytest.mark.parametrize(
    ("flags", "form"), [([], "lines"), (["--json"], "json"), (["--flat"], "flat")]
)
def test_the_flags_choose_the_form(
    monkeypatch: pytest.MonkeyPatch, invoke: Any, flags: list[str], form: str
) -> None:
    given: list[Any] = []
    monkeypatch.setattr(outputs, "run", lambda stack, **options: given.append((stack, options)))
    assert invoke("outputs", "dev", *flags).exit_code == 0
    assert [(stack, options["form"]) for stack, options in given] == [("dev", form)]
