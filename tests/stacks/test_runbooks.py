"""What the runbooks tell an operator to type exists."""

import re
from json import dumps
from pathlib import Path

import click
import pytest

from offline import cli as offline
from operations import cli as operations
from tests.support.stacks import STACKS, Graph

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("policy/*.md")])
RUNBOOKS = sorted((ROOT / "docs" / "runbooks").glob("*.md"))
COMMANDS = {"offline": offline.main, "operations": operations.main}
#: A physical name ends with the suffix of its stack.
NAME = re.compile(rf"(?<![\w.$-])[a-z][\w./!-]*-(?:{'|'.join(STACKS)})(?![\w.-]*\w)")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_an_output_that_is_read_is_exported(graph: Graph, path: Path) -> None:
    asked = re.findall(r"pulumi stack output ([a-z_]+)(?: --stack ([a-z]+))?", path.read_text())
    exported = {stack: set(graph(stack).stack_outputs) for stack in STACKS} if asked else {}
    missing = [
        (output, stack)
        for output, stack in asked
        if not any(output in names for of, names in exported.items() if stack in {"", of})
    ]
    assert not missing


@pytest.mark.parametrize("path", RUNBOOKS, ids=named)
def test_a_resource_that_is_named_is_in_its_stack(graph: Graph, path: Path) -> None:
    commands = re.findall(
        r"```console\n(.*?)```|`([^`\n]+(?:\n[^`\n]+)?)`", path.read_text(), re.DOTALL
    )
    names = {name for pair in commands for text in pair for name in NAME.findall(text)}
    known = {stack: dumps([r.inputs for r in graph(stack).resources], default=str)
             for stack in {name.rpartition("-")[2] for name in names}}  # fmt: skip
    assert not [name for name in names if name not in known[name.rpartition("-")[2]]]


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_a_command_that_is_named_exists(path: Path) -> None:
    text = path.read_text()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|\$ )make ([a-z-]+)", text)) <= targets
    for package, command in re.findall(r"python -m (offline|operations) ([a-z][a-z-]+)", text):
        group = COMMANDS[package]
        assert group.get_command(click.Context(group), command), f"{package} {command}"
