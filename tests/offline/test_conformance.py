"""Every requirement has a row, every row is true, and the page shows them all."""

from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from offline import conformancedoc
from offline.conformance import Row, check, rows
from offline.graph import State, run

ROOT = Path(__file__).parent.parent.parent
#: The documents and how many rows each has in the requirements list.
DOCUMENTS = {"S000": 79, "S001": 42, "S002": 127, "S003": 106, "S004": 70, "X": 43}
VPC = "aws:ec2/vpc:Vpc"
ROUTE = "aws:ec2/internetGateway:InternetGateway"


def ids(document: str) -> list[str]:
    prefix = "X" if document == "X" else f"{document}-"
    return [f"{prefix}{number}" for number in range(1, DOCUMENTS[document] + 1)]


@pytest.fixture(scope="module")
def state() -> State:
    def program() -> None:
        vpc = aws.ec2.Vpc("network-vpc", cidr_block="10.0.0.0/16", enable_dns_support=True)
        aws.ec2.Vpc("other-vpc", cidr_block="10.1.0.0/16")
        aws.ec2.InternetGateway("network-igw", vpc_id=vpc.id, tags={"Name": "igw-dev"})
        pulumi.export("vpc_id", vpc.id)

    return run(program, deployed=True)


def row(**fields: Any) -> Row:
    return Row.model_validate({"id": "X1", "requirement": "something to show", **fields})


def found(state: State, **evidence: Any) -> list[str]:
    tested = row(evidence=[{"stack": "dev", **evidence}])
    return [str(finding) for finding in check(tested, lambda _: state, ROOT)]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_requirement_has_exactly_one_row_in_the_documents_order(document: str) -> None:
    assert [row.id for row in rows() if conformancedoc.document(row.id) == document] == (
        ids(document)
    )


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_row_is_true(graph: Any, document: str) -> None:
    tested = [row for row in rows() if conformancedoc.document(row.id) == document]
    findings = [str(finding) for row in tested for finding in check(row, graph, ROOT)]
    assert findings == []


def test_the_page_is_current(graph: Any) -> None:
    written = (ROOT / "docs" / "conformance.md").read_text()
    assert written == conformancedoc.page(graph), "run `make docs`"


def test_a_row_names_the_item_that_decides_it_and_why() -> None:
    decided = [row for row in rows() if row.resolution]
    assert len(decided) > 150
    known = set(ids("X"))
    assert all(set(row.resolution.split(", ")) <= known and row.reason for row in decided)


def test_exact_values_and_references_are_found(state: State) -> None:
    assert found(state, type=VPC, name="network", expect={"cidrBlock": "10.0.0.0/16"}) == []
    assert found(state, type=ROUTE, count=1, refers={"vpcId": "network-vpc"}) == []
    assert found(state, type=ROUTE, mentions={"tags": ["igw", "dev"]}) == []
    assert found(state, type="aws:ec2/eip:Eip", absent=True) == []


@pytest.mark.parametrize(
    ("evidence", "text"),
    [
        ({"expect": {"cidrBlock": "10.9.0.0/16"}}, "'10.0.0.0/16', not '10.9.0.0/16'"),
        ({"expect": {"enableDnsSupport": 1}}, "network-vpc.enableDnsSupport is True, not 1"),
        ({"expect": {"tags.Name": "vpc"}}, "network-vpc.tags.Name is '(missing)', not 'vpc'"),
        ({"mentions": {"cidrBlock": ["172."]}}, "network-vpc.cidrBlock does not mention 172."),
        ({"refers": {"cidrBlock": "ipam"}}, "network-vpc.cidrBlock comes from [], not from ipam"),
        ({"count": 3}, "1 of aws:ec2/vpc:Vpc named …network… in dev instead of 3"),
        ({"absent": True}, "aws:ec2/vpc:Vpc named …network… in dev exists"),
    ],
)
def test_what_is_not_true_is_found_with_its_row(
    state: State, evidence: dict[str, Any], text: str
) -> None:
    (finding,) = found(state, type=VPC, name="network", **evidence)
    assert finding.startswith("X1: ")
    assert text in finding


def test_resources_that_are_not_there_are_found(state: State) -> None:
    assert found(state, type=VPC, name="third") == [
        "X1: no aws:ec2/vpc:Vpc named …third… in dev",
    ]


def test_files_and_tests_that_are_not_there_are_found(state: State) -> None:
    places = ["README.md", "docs/nothing.md", f"tests/offline/{Path(__file__).name}::test_nothing"]
    findings = [str(f) for f in check(row(shown_by=places), lambda _: state, ROOT)]
    assert findings == [
        "X1: docs/nothing.md does not exist",
        "X1: tests/offline/test_conformance.py has no test test_nothing",
    ]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "X1 names no resource, no reason and no file"),
        ({"shown_by": ["README.md"], "resolution": "X2"}, "X1 names X2 without the reason"),
        ({"id": "S005-1", "reason": "none"}, "should match pattern"),
        ({"reason": "none", "note": "misspelt"}, "Extra inputs"),
    ],
)
def test_a_row_that_says_nothing_is_refused(fields: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        row(**fields)


def test_a_row_that_occurs_twice_is_refused(tmp_path: Path) -> None:
    one = "- {id: X7, requirement: something to show, reason: none}\n"
    (tmp_path / "a.yaml").write_text(one)
    (tmp_path / "b.yaml").write_text(one)
    with pytest.raises(ValueError, match="rows occur twice: X7"):
        rows(tmp_path)


def test_every_row_of_the_page_is_one_line_of_a_table(graph: Any) -> None:
    page = conformancedoc.page(graph)
    lines = [line for line in page.splitlines() if line.startswith(("| S0", "| X"))]
    assert len(lines) == sum(DOCUMENTS.values())
    assert "`fintech`: no `aws:ec2/natGateway:NatGateway`" in page
    assert "and 6 more" in page
    assert "`masterPassword` not set" in page
    assert "`storageEncrypted` = `true`" in page
