"""The stacks' resources, for every test that asserts on what would be deployed."""

from collections.abc import Callable, Mapping
from json import dumps
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

from offline.graph import State, preview_state

# A busy machine is slow, not wrong; a failure reproduces from its own text.
settings.register_profile(
    "payments", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("payments")

PROJECT = Path(__file__).parent.parent

Graph = Callable[..., State]


#: Tests that preview whole stacks.
WHOLE = (
    "tests/stacks/",
    "tests/offline/evidence/",
    "tests/offline/test_conformance.py",
    "tests/offline/test_diagram.py",
    "tests/offline/test_headroom.py",
)


class Together(LoadFileScheduling):
    """Side by side, the tests of a file stay in one worker, as do all that preview whole stacks."""

    def _split_scope(self, nodeid: str) -> str:
        return WHOLE[0] if nodeid.startswith(WHOLE) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    return Together(config, log)


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
