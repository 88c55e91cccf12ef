"""The shared file system."""

from collections.abc import Callable

Problems = Callable[..., dict[str, str]]


def test_files_never_belong_to_root(problems_of: Problems) -> None:
    found = problems_of({"files": {"ownerId": 0}})
    assert "greater than or equal to 1" in found["files.ownerId"]


def test_clients_never_see_the_root_of_the_file_system(problems_of: Problems) -> None:
    found = problems_of({"files": {"folder": "/"}})
    assert "'/'" in found["files.folder"]


def test_only_periods_that_efs_has_are_taken(problems_of: Problems) -> None:
    found = problems_of({"files": {"infrequentAfterDays": 31}})
    assert "31" in found["files.infrequentAfterDays"]
