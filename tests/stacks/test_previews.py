"""Every stack previews, before and after its first deployment."""

import pytest

from tests.support.stacks import STACKS, Graph


@pytest.mark.parametrize("stack", STACKS)
def test_every_stack_previews_in_both_states(graph: Graph, stack: str) -> None:
    new, deployed = graph(stack, deployed=False), graph(stack)
    assert len(deployed.resources) > 200
    assert not [text for level, text in deployed.messages if level in {"warning", "error"}]
    assert set(new.by_urn) == set(deployed.by_urn)


@pytest.mark.parametrize("stack", STACKS)
def test_every_resource_of_a_provider_belongs_to_a_component(graph: Graph, stack: str) -> None:
    state = graph(stack)
    alone = [
        resource.name
        for resource in state.resources
        if resource.custom and state.by_urn[resource.parent].custom
    ]
    assert not alone
