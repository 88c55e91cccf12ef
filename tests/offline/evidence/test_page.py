"""What is printed: coverage, never compliance."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from offline import evidencing
from offline.evidence.dossier import dossier
from offline.evidence.page import page
from offline.evidence.responsibility import responsibilities
from offline.graph import run as run_program
from offline.task import Outcome
from tests.offline.evidence.conftest import ROOT


@pytest.fixture
def evidence(
    graph: Any, judged: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str]]:
    """`evidence(stack, as_json=False, violated=())`: exit status and text."""

    def of(stack: str, *, as_json: bool = False, **verdict: Any) -> tuple[int, str]:
        outcome = judged(graph(stack), **verdict)

        def preview(tasks: Any, tell: Any) -> Any:
            tell(tasks[0].name, 1)
            return {task.name: outcome for task in tasks}

        monkeypatch.setattr(evidencing, "preview", preview)
        out = io.StringIO()
        status = evidencing.run(stack, as_json=as_json, folder=ROOT, out=out)
        return status, out.getvalue()

    return of


def test_the_page_states_coverage_and_denies_compliance(evidence: Any) -> None:
    status, text = evidence("prod")
    assert status == 0
    assert text.startswith("# Evidence: prod\n")
    assert "nothing here says\nthat anyone is compliant" in text
    for section in ("Coverage", "Controls", "Findings", "Inventory (12.5.1)", "Left to you"):
        assert f"\n## {section}\n" in text
    assert "| 9 physical | Offices |" in text
    assert "fully met" not in text


def test_the_same_stack_gives_the_same_page(evidence: Any) -> None:
    assert evidence("dev") == evidence("dev")


def test_a_finding_is_one_line_with_its_resource(evidence: Any) -> None:
    status, text = evidence("dev", violated=("ports",), undetermined=("locks",))
    assert status == 1
    found = [line for line in text.splitlines() if line.startswith("| 1.2.5 | ports |")]
    assert [line.endswith(" | is \\| wrong |") for line in found] == [True]
    assert "| 10.3.2 | locks | undetermined |  |  |" in text


def test_without_a_finding_the_section_says_so(evidence: Any) -> None:
    assert "## Findings\n\nNone.\n" in evidence("prod")[1]


def test_what_a_stack_has_not_is_a_gap(evidence: Any) -> None:
    _, text = evidence("dev")
    trail = next(line for line in text.splitlines() if line.startswith("| 10.2.1, "))
    assert trail.endswith("| gap |")


def test_the_document_has_every_list(evidence: Any) -> None:
    document = json.loads(evidence("web", as_json=True)[1])
    assert document["stack"] == "web"
    assert sum(document["counts"].values()) == sum(
        len(control["requirements"]) for control in document["controls"]
    )
    assert {"inventory", "certificates", "keys", "software", "responsibilities"} <= set(document)
    assert document["certificates"][0]["subjects"][0] == "payment-web.example.com"


def test_secrets_are_never_part_of_it(evidence: Any, graph: Any) -> None:
    generated = graph("prod").by_type("random:index/randomPassword:RandomPassword")
    texts = [evidence("prod", as_json=as_json)[1] for as_json in (True, False)]
    values = [str(each.outputs["result"].value) for each in generated]
    assert values
    assert not [value for value in values for text in texts if value in text]


def test_a_stack_without_anything_has_empty_lists(judged: Callable[..., Outcome]) -> None:
    empty = page(dossier(judged(run_program(lambda: None)), ROOT))
    assert "## Certificates (4.2.1.1)\n\nNone.\n" in empty


def test_what_is_left_to_people_is_said_for_all_twelve_requirements() -> None:
    found = list(responsibilities(ROOT))
    assert [each.number for each in found] == list(range(1, 13))
    assert found[6].title == "access by need"
    assert found[6].people == "Access reviews (7.2.4)"
