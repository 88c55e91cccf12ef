"""What a trail records."""

from collections.abc import Callable

Problems = Callable[..., dict[str, str]]


def test_a_service_is_named_once(problems_of: Problems) -> None:
    found = problems_of({"audit": {"dataEvents": ["s3", "s3"]}})
    assert "names a service twice" in found["audit.dataEvents"]


def test_only_services_with_data_events_can_be_named(problems_of: Problems) -> None:
    found = problems_of({"audit": {"dataEvents": ["rds"]}})
    assert "'dynamodb'" in found["audit.dataEvents[0]"]
