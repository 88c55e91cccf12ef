"""Capacity and retention of the stream."""

from collections.abc import Callable

Problems = Callable[..., dict[str, str]]


def test_an_on_demand_stream_has_no_number_of_shards(problems_of: Problems) -> None:
    found = problems_of({"stream": {"mode": "on_demand", "shards": 2}})
    assert "AWS chooses the number" in found["stream.shards"]


def test_events_are_kept_for_a_day_at_least(problems_of: Problems) -> None:
    found = problems_of({"stream": {"retentionHours": 12}})
    assert "greater than or equal to 24" in found["stream.retentionHours"]
