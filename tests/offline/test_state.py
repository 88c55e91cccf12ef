from collections.abc import Callable, Mapping
from typing import Any

import pytest

from offline.graph import State
from offline.task import Outcome

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"


@pytest.fixture
def state(outcomes: Callable[[str], Mapping[str, Outcome]]) -> State:
    return outcomes("dev")["new"].state


def test_resources_are_found_by_type(state: Any) -> None:
    assert [each.name for each in state.by_type(SUBNET, VPC)] == [
        "network-subnet-0", "network-subnet-1", "network-vpc",
    ]  # fmt: skip
    assert state.by_type("aws:ec2/natGateway:NatGateway") == ()
    assert state.type_counts[SUBNET] == 2


def test_the_only_match_is_found(state: Any) -> None:
    assert state.one(SUBNET, "subnet-1").inputs["cidrBlock"] == "10.0.1.0/24"
    assert state.one(VPC) is state.by_urn[state.one(VPC).urn]


def test_none_or_several_matches_are_an_error_that_lists_the_names(state: Any) -> None:
    with pytest.raises(LookupError, match=r"2 resources of type .*network-subnet-0, network-sub"):
        state.one(SUBNET)
    with pytest.raises(LookupError, match=r"0 .* whose name contains 'x'; .*: network-vpc"):
        state.one(VPC, "x")
    with pytest.raises(LookupError, match=r"0 resources of type 'a:b:C'; names of that type: none"):
        state.one("a:b:C")


def test_children_and_all_below_are_found(state: Any) -> None:
    root, network = state.resources[0], state.one("shop:index:Network")
    assert {each.parent for each in state.children(network.urn)} == {network.urn}
    assert len(state.children(network.urn)) == 3
    assert len(state.descendants(root.urn)) == len(state.resources) - 1


def test_a_state_without_a_stack_exports_nothing() -> None:
    assert State("p", "s", deployed=True, resources=()).stack_outputs == {}
