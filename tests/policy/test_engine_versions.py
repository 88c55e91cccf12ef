import pytest
from hypothesis import given
from hypothesis import strategies as st
from pci.engine_versions import FLOORS, is_supported


@pytest.mark.parametrize(
    ("engine", "version", "supported"),
    [
        ("aurora-postgresql", "15.4", False),
        ("aurora-postgresql", "14.6", True),
        ("aurora-postgresql", "13.20", False),
        ("aurora-postgresql", "16", True),
        ("aurora-postgresql", "21.1", True),
        ("aurora-mysql", "8.0.mysql_aurora.3.02.0", False),
        ("aurora-mysql", "5.7.mysql_aurora.2.11.1", False),
        ("aurora-mysql", "8.0.mysql_aurora.3.10.0", True),
        ("postgres", "16.9", True),
        ("mysql", "8.0.42", False),
        ("mysql", "8.4", True),
        ("mariadb", "10.6.5", False),
        ("mariadb", "11.4.10", True),
        ("oracle-ee", "19", None),
        ("postgres", "latest", None),
    ],
)
def test_retired_versions_are_told_from_patched_ones(
    engine: str, version: str, supported: object
) -> None:
    assert is_supported(engine, version) is supported


def test_every_floor_is_supported() -> None:
    assert all(is_supported(engine, floor) for engine, row in FLOORS.items() for floor in row)


@given(st.sampled_from(sorted(FLOORS)), st.text())
def test_any_text_may_be_given_as_version(engine: str, version: str) -> None:
    assert is_supported(engine, version) in (True, False, None)
