"""The table of breaks speaks for everything that the stacks configure; nothing in it is idle."""

from collections.abc import Callable
from pathlib import Path

import pytest

from offline.graph import State
from offline.mutation import table
from offline.mutation.mutant import mutants
from offline.mutation.review import unreviewed
from offline.projectfile import Project
from offline.state import Resource

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def resources(graph: Callable[..., State]) -> list[Resource]:
    """Those of every stack."""
    return [one for stack in Project.load(ROOT).stacks for one in graph(stack).resources]


def test_the_table_speaks_for_every_property_that_the_stacks_configure(
    resources: list[Resource],
) -> None:
    assert unreviewed(resources, table.load()) == []


def test_every_way_to_break_a_type_breaks_something_in_some_stack(
    resources: list[Resource],
) -> None:
    whole = table.load()
    made = {
        (resource.type, mutant.break_.path, mutant.break_.operator)
        for resource in resources
        if resource.type in whole
        for mutant in mutants(resource, whole[resource.type])
    }
    used = {resource.type for resource in resources}
    breaks = {
        (kind, each.path, each.operator)
        for kind, entry in whole.items()
        for each in entry.each()
        if kind in used
    }
    assert sorted(breaks - made) == []
