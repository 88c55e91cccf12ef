"""What the tests of configuration blocks share."""

from collections.abc import Callable, Mapping

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
