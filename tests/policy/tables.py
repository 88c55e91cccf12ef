"""The cases of every test module of this folder."""

import importlib.util
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.policy.harness import Cases, Res

HERE = Path(__file__).parent


@cache
def every_table() -> tuple[Cases, ...]:
    return tuple(_tables())


def _tables() -> Iterator[Cases]:
    for path in sorted(HERE.glob("test_*.py")):
        if "\nCASES = (" in path.read_text():
            spec = importlib.util.spec_from_file_location(f"cases_{path.stem}", path)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            yield from module.CASES


def resources(table: Cases) -> Iterator[Res]:
    """Every resource of a table: its bases and what its mutations make of them."""
    bases = [table.base] if isinstance(table.base, Res) else list(table.base.values())
    yield from bases
    changes = [*table.fine, *table.undetermined]
    changes += [change for change, _ in (*table.violating, *table.not_applicable)]
    for change in changes:
        if isinstance(change, Res):
            yield change
        elif isinstance(table.base, Res):
            yield table.base.but(change)
        else:
            yield from (one for one in change.values() if isinstance(one, Res))
