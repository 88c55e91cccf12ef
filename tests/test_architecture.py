"""The house rules: who may import whom, and what the top level holds."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

#: What tools leave behind; git ignores it.
IGNORED = {".git", ".venv", ".build", ".hypothesis", "__pycache__", "node_modules", "outputs"}
ROOT = Path(__file__).parent.parent
OWN = {"settings", "components", "policy", "functions", "offline", "operations"}
FORBIDDEN = {
    "settings": {"policy", "functions", "offline", "operations", "components"},
    "components": {"policy", "functions", "offline", "operations"},
    "policy": {"settings", "components", "functions", "offline", "operations"},
    "functions": {"settings", "components", "policy", "offline", "operations"},
    "operations": {"settings", "components", "policy", "functions", "offline"},
}
TOP_LEVEL = {
    ".ci", ".github", ".gitignore", "Makefile", "Pulumi.yaml", "README.md", "__main__.py",
    "components", "docs", "functions", "offline", "operations", "policy", "pyproject.toml",
    "requirements.txt", "requirements-dev.txt", "settings", "tests",
}  # fmt: skip
#: Arithmetic, names and documents: plain values in, plain values out.
PURE = (
    "settings/sizing.py", "settings/naming.py", "components/context.py", "components/iam.py",
    "components/classification.py", "components/key_domains.py", "components/key_policy.py",
    "components/grants.py",
    "components/workload.py", "components/workloads.py", "components/topology.py",
    "components/subnets.py", "components/protection.py",
)  # fmt: skip


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("package", sorted(FORBIDDEN))
def test_a_package_imports_only_what_the_architecture_allows(package: str) -> None:
    found = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(package)
        for name in imports(path)
        if name.split(".")[0] in FORBIDDEN[package]
    ]
    assert sources(package)
    assert not found


@pytest.mark.parametrize("path", PURE)
def test_pure_helpers_do_not_import_pulumi(path: str) -> None:
    names = {name.split(".")[0] for name in imports(ROOT / path)}
    assert not names & {"pulumi", "pulumi_aws", "pulumi_random"}


def test_only_settings_reads_the_configuration() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for package in OWN - {"offline"}
        for path in sources(package)
        if "pulumi.Config(" in path.read_text()
    }
    assert readers == {"settings/load.py"}


def test_the_composition_root_creates_no_resource_and_stays_short() -> None:
    text = (ROOT / "__main__.py").read_text()
    assert len(text.splitlines()) <= 120
    assert not {"pulumi_aws", "pulumi_random"} & set(imports(ROOT / "__main__.py"))


def test_the_top_level_holds_only_what_the_architecture_names() -> None:
    entries = {entry.name for entry in ROOT.iterdir()} - IGNORED
    ours = {name for name in entries if not name.startswith((".coverage", ".pytest", ".ruff"))}
    stacks = {name for name in ours if name.startswith("Pulumi.")}
    assert ours - stacks <= TOP_LEVEL


def test_workflows_run_the_pulumi_that_the_program_is_written_for() -> None:
    pinned = re.search(r"^pulumi==(\S+)$", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    workflows = "\n".join(path.read_text() for path in (ROOT / ".github/workflows").iterdir())
    assert pinned
    assert set(re.findall(r"pulumi-version: (\S+)", workflows)) == {pinned[1]}
