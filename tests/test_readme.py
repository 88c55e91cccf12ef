"""What the documents claim about the project holds."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
DOCUMENTS = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("policy/*.md")]
    if ".venv" not in path.parts
)


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)", README))
    assert named
    assert named <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text())
    missing = [link for link in links if not (path.parent / link).exists()]
    assert not missing


def test_the_table_of_stacks_is_complete_and_in_the_right_regions() -> None:
    rows = dict(re.findall(r"^\| `([a-z]+)` \| ([a-z0-9-]+) \|", README, re.MULTILINE))
    configured = {
        path.name.split(".")[1]: yaml.safe_load(path.read_text())["config"]["aws:region"]
        for path in ROOT.glob("Pulumi.*.yaml")
    }
    assert rows == configured


def test_every_folder_is_described() -> None:
    described = set(re.findall(r"^\| `([a-z]+)/` \|", README, re.MULTILINE))
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name.isalpha()}
    assert folders - {"tests", "outputs"} <= described
