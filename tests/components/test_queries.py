"""Saved queries exist where there is something to search."""

from components.queries import LogGroups, queries


def test_a_stack_without_log_groups_has_no_queries() -> None:
    assert not list(queries(LogGroups()))


def test_every_query_searches_the_groups_it_is_written_for() -> None:
    groups = LogGroups(application=("/a",), api=("/b",), flow=("/c",), trail=("/d",))
    assert {query.purpose: query.log_groups for query in queries(groups)} == {
        "application-errors": ("/a",),
        "one-payment": ("/a",),
        "refused-requests": ("/b",),
        "refused-connections": ("/c",),
        "secret-reads": ("/d",),
        "refused-calls": ("/d",),
    }


def test_no_query_asks_for_a_request_body() -> None:
    groups = LogGroups(application=("/a",), api=("/b",), flow=("/c",), trail=("/d",))
    assert not any("body" in query.text for query in queries(groups))
