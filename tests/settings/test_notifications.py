"""Who is told."""

from collections.abc import Callable

Problems = Callable[..., dict[str, str]]


def test_an_address_is_an_address(problems_of: Problems) -> None:
    found = problems_of({"notifications": {"alertEmails": ["x"]}})
    assert "'x'" in found["notifications.alertEmails[0]"]


def test_an_address_is_named_once(problems_of: Problems) -> None:
    twice = {"alertEmails": ["ops@example.com", "Ops@example.com"], "failureEmails": ["a@b.de"]}
    found = problems_of({"notifications": twice})
    assert "ops@example.com" in found["notifications.alertEmails"]
    assert "is named more than once" in found["notifications.alertEmails"]
    assert "notifications.failureEmails" not in found
