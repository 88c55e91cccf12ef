from pathlib import Path

import pytest

from offline import documents

ROOT = Path(__file__).parent.parent.parent


def test_every_document_is_written_to_its_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    monkeypatch.setattr(documents, "DOCUMENTS", {"one.md": lambda: "1", "two.md": lambda: "2"})
    assert list(documents.write()) == ["one.md", "two.md"]
    assert [(tmp_path / name).read_text() for name in ("one.md", "two.md")] == ["1", "2"]


def test_the_table_of_policies_is_current() -> None:
    path = "docs/policies.md"
    assert (ROOT / path).read_text() == documents.DOCUMENTS[path](), "run `make docs`"


def test_the_page_of_requirements_reads_deployed_stacks(monkeypatch: pytest.MonkeyPatch) -> None:
    def preview(stack: str, *, deployed: bool, project_dir: Path) -> str:
        return f"{stack} {deployed} {project_dir}"

    monkeypatch.setattr(documents, "preview_state", preview)
    monkeypatch.setattr(documents.conformancedoc, "page", lambda state: state("any"))
    assert documents.DOCUMENTS["docs/conformance.md"]() == f"any True {ROOT}"
    documents._deployed.cache_clear()
