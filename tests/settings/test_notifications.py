"""Who is told."""

from collections.abc import Callable

Problems = Callable[..., dict[str, str]]


def test_an_address_is_an_address(problems_of: Problems) -> None:
    found = problems_of({"notifications": {"alertEmails": ["x"]}})
    assert "'x'" in found["notifications.alertEmails[0]"]
