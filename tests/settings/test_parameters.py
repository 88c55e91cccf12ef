"""Where the parameters are."""

from collections.abc import Callable

Problems = Callable[..., dict[str, str]]


def test_reserved_names_are_refused(problems_of: Problems) -> None:
    found = problems_of({"parameters": {"path": "/aws/mine"}})
    assert "AWS reserves" in found["parameters.path"]


def test_a_path_begins_at_the_root(problems_of: Problems) -> None:
    found = problems_of({"parameters": {"path": "payments"}})
    assert "'payments'" in found["parameters.path"]
