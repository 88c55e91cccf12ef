import pytest
from hypothesis import given
from hypothesis import strategies as st
from pci.actions import WITHOUT_RESOURCE, changes_named_resources


@pytest.mark.parametrize(
    ("action", "changes"),
    [
        ("dynamodb:putitem", True),
        ("dynamodb:*", True),
        ("kms:createkey", False),
        ("elasticloadbalancing:modifyrule", True),
        ("elasticloadbalancing:registertargets", True),
        ("elasticloadbalancing:setwebacl", False),
        ("elasticloadbalancing:describetargethealth", False),
        ("secretsmanager:describesecret", False),
        ("xray:puttracesegments", False),
        ("*", False),
    ],
)
def test_changes_that_could_name_a_resource_are_told(action: str, changes: object) -> None:
    assert changes_named_resources(action) is changes


def test_no_action_stands_among_those_without_resource_that_only_reads() -> None:
    for service, names in WITHOUT_RESOURCE.items():
        assert not [name for name in names if name.startswith(("get", "list", "describe"))], service


@given(st.text())
def test_any_text_may_be_an_action(action: str) -> None:
    assert changes_named_resources(action) in (True, False)
