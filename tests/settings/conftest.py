"""What the tests of configuration blocks share."""

import sys
from collections.abc import Callable, Mapping
from types import ModuleType

import pytest

from settings import SettingsError, parse

Problems = Callable[..., dict[str, str]]


@pytest.fixture(scope="session")
def problems_of() -> Problems:
    """`problems_of(raw)`: the problems of a configuration, their texts by path."""

    def problems(raw: Mapping[str, object]) -> dict[str, str]:
        with pytest.raises(SettingsError) as caught:
            parse(raw, stack="test", region="us-west-2")
        return {
            problem.path.removeprefix("payments:"): str(problem)
            for problem in caught.value.problems
        }

    return problems


@pytest.fixture
def only_checks_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType], None]:
    """`only_checks_of(module)`: what other modules check between blocks is left out."""

    def restrict(module: ModuleType) -> None:
        parser = sys.modules["settings.parse"]
        own = tuple(pair for pair in parser.CHECKS if pair[1].__module__ == module.__name__)
        assert own
        monkeypatch.setattr(parser, "CHECKS", own)

    return restrict
