"""Every component of a stack says what data it handles and why it is assessed."""

from collections import defaultdict
from typing import Any

import pytest

from components.classification import TIERS, DataClass, PciScope
from tests.support.stacks import (
    CACHE,
    CLUSTER,
    FUNCTION,
    INSTANCE,
    SECRET,
    STACKS,
    TABLE,
    TRAIL,
    VAULT,
    Graph,
    inputs,
)


@pytest.mark.parametrize("stack", STACKS)
def test_the_resources_of_a_tier_are_tagged_with_its_handling(graph: Graph, stack: str) -> None:
    state = graph(stack)
    wrong: list[tuple[str, Any]] = []
    for tier in state.children(state.resources[0].urn):
        for resource in state.descendants(tier.urn):
            tags = inputs(resource).get("tags")
            if tags and not tags.items() >= TIERS[tier.name].tags.items():
                wrong.append((resource.name, tags))
    assert not wrong


@pytest.mark.parametrize("stack", STACKS)
def test_every_tier_is_classified(graph: Graph, stack: str) -> None:
    state = graph(stack)
    assert {tier.name for tier in state.children(state.resources[0].urn)} <= set(TIERS)


def test_stores_of_payments_are_in_the_cardholder_data_environment(graph: Graph) -> None:
    tagged = defaultdict[str, set[str]](set)
    for stack in STACKS:
        state = graph(stack)
        for token in (CLUSTER, INSTANCE, TABLE, VAULT, CACHE, SECRET, TRAIL):
            for resource in state.by_type(token):
                tags = inputs(resource)["tags"]
                tagged[token].add(f"{tags['DataClass']}, {tags['PciScope']}")
    environment = f"{DataClass.CARDHOLDER}, {PciScope.ENVIRONMENT}"
    assert [tagged[token] for token in (CLUSTER, INSTANCE, TABLE, VAULT)] == [{environment}] * 4
    assert tagged[CACHE] == {"payment-data, connected-to"}
    assert tagged[SECRET] == {"credentials, security-impacting"}
    assert tagged[TRAIL] == {"audit-records, security-impacting"}


def test_the_rotation_function_is_no_payment_function(graph: Graph) -> None:
    classes = {
        function.name: inputs(function)["tags"]["DataClass"]
        for function in graph("prod").by_type(FUNCTION)
    }
    assert classes.pop("rotation-function-function") == "credentials"
    assert set(classes.values()) == {"cardholder-data"}


def test_a_tag_of_the_stack_wins(graph: Graph) -> None:
    state = graph("dev", overrides={"tags": {"DataClass": "restricted"}})
    assert inputs(state.one(TABLE))["tags"]["DataClass"] == "restricted"
    assert inputs(state.one(TABLE))["tags"]["PciScope"] == "cardholder-data-environment"
