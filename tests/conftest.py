"""The stacks' resources, for every test that asserts on what would be deployed."""

from collections.abc import Callable, Mapping
from json import dumps
from pathlib import Path

import pytest

from offline.graph import State, preview_state

PROJECT = Path(__file__).parent.parent

Graph = Callable[..., State]


@pytest.fixture(scope="session")
def graph() -> Graph:
    """`graph(stack, deployed=True, overrides=None)`: the state of a stack, previewed once.

    `overrides` replaces config values, by `namespace:key` or `key`; None removes one.
    """
    previewed: dict[tuple[str, bool, str], State] = {}

    def state(
        stack: str, *, deployed: bool = True, overrides: Mapping[str, object] | None = None
    ) -> State:
        key = stack, deployed, dumps(overrides or {}, sort_keys=True)
        if key not in previewed:
            previewed[key] = preview_state(
                stack, deployed=deployed, project_dir=PROJECT, overrides=overrides
            )
        return previewed[key]

    return state
