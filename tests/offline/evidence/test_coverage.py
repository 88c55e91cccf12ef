"""What shows a control, and what speaks against it."""

from collections.abc import Callable
from typing import Any

import pulumi_aws as aws
import pytest

from offline.evidence import coverage
from offline.evidence.control import Control
from offline.evidence.coverage import Coverage, covered
from offline.graph import State, run
from offline.task import Outcome
from tests.offline.evidence.conftest import ROOT

VPC = "aws:ec2/vpc:Vpc"


@pytest.fixture(scope="module")
def state() -> State:
    return run(lambda: aws.ec2.Vpc("network-vpc", cidr_block="10.0.0.0/16"), deployed=True)


@pytest.fixture
def status(state: State, judged: Callable[..., Outcome]) -> Callable[..., Coverage]:
    def of(*, violated: Any = (), undetermined: Any = (), **fields: Any) -> Coverage:
        control = Control.model_validate(
            {"requirements": ["1.2.5"], "control": "ports", "resources": [VPC], **fields}
        )
        return covered(control, judged(state, violated=violated, undetermined=undetermined), ROOT)

    return of


def test_resources_without_a_finding_show_a_control(status: Callable[..., Coverage]) -> None:
    shown = status()
    assert shown.status == "shown"
    assert [resource.name for resource in shown.resources] == ["network-vpc"]


def test_rules_are_found_by_the_requirements_they_name_and_disabled_ones_left_out(
    status: Callable[..., Coverage],
) -> None:
    assert status().rules == ("ports",)
    assert status(requirements=["10.3.4"]).rules == ("locks",)


def test_a_mandatory_violation_violates_the_control(status: Callable[..., Coverage]) -> None:
    found = status(violated=("ports",))
    assert found.status == "violated"
    assert [violation.policy for violation in found.violations] == ["ports"]


@pytest.mark.parametrize("verdict", [{"violated": ("locks",)}, {"undetermined": ("locks",)}])
def test_an_advisory_violation_and_an_undecided_rule_are_findings(
    status: Callable[..., Coverage], verdict: Any
) -> None:
    assert status(requirements=["10.3.4"], **verdict).status == "findings"
    assert status(**verdict).status == "shown"


def test_a_stack_without_the_resources_has_a_gap(status: Callable[..., Coverage]) -> None:
    assert status(resources=["aws:s3/bucket:Bucket"], shown_by=["README.md"]).status == "gap"
    assert status(resources=[], shown_by=["README.md"]).status == "shown"


def test_what_concerns_nothing_in_the_stack_is_not_here(status: Callable[..., Coverage]) -> None:
    bucket = "aws:s3/bucket:Bucket"
    assert status(resources=[bucket], only_with=[bucket]).status == "not here"
    assert status(only_with=[VPC]).status == "shown"


def test_a_file_that_is_missing_is_a_gap(status: Callable[..., Coverage]) -> None:
    found = status(shown_by=["docs/lost.md"])
    assert (found.status, found.untrue) == ("gap", ("docs/lost.md does not exist",))


def test_what_people_have_to_do_is_never_shown_by_resources(
    status: Callable[..., Coverage],
) -> None:
    assert status(people=True).status == "people"
    assert status(people=True, resources=["aws:s3/bucket:Bucket"]).status == "gap"
    assert status(people=True, violated=("ports",)).status == "violated"


def test_what_aws_answers_for_is_its_own(status: Callable[..., Coverage]) -> None:
    assert status(resources=[], aws=True).status == "aws"


def test_rows_are_held_against_the_stack(
    graph: Any, judged: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    control = Control(requirements=["1.4.4"], control="no way out", rows=["X4", "X5", "X7"])
    outcome = judged(graph("web"))
    assert covered(control, outcome, ROOT).rows == ("X4", "X7")
    monkeypatch.setattr(coverage, "check_evidence", lambda evidence, _: [f"{evidence.type} lost"])
    broken = covered(control, outcome, ROOT)
    assert (broken.rows, broken.status) == ((), "gap")
    assert broken.untrue[0] == "X4: aws:ec2/natGateway:NatGateway lost"
