"""Runs the `CASES` of each test module, one test a case."""

from collections.abc import Callable, Iterable

import pytest

from tests.policy.harness import Cases, Server


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        tables: Iterable[Cases] = metafunc.module.CASES
        found = [
            (f"{number}-{table.rule}-{name}", run)
            for number, table in enumerate(tables)
            for name, run in table
        ]
        metafunc.parametrize("case", [run for _, run in found], ids=[name for name, _ in found])


@pytest.fixture(scope="session")
def server() -> Server:
    """The pack with its defaults."""
    return Server()


Case = Callable[[], None]
