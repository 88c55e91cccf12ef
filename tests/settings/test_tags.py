"""Tags that AWS would refuse are refused before the first resource."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings import parse
from settings.tags import EACH, MOST, OWN, refused

Problems = Callable[..., dict[str, str]]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("aws:team", "begins with aws:, which only AWS may write"),
        ("AWS:team", "begins with aws:"),
        ("Team!", "must have 1 to 128 letters"),
        ("k" * 129, "must have 1 to 128 letters"),
        ("Name", "is set by the platform, on each resource differently"),
        ("costcenter", "differs from CostCenter only in its letters' case"),
    ],
)
def test_a_key_that_aws_refuses_is_named_with_the_reason(
    problems_of: Problems, key: str, text: str
) -> None:
    assert text in problems_of({"tags": {key: "x"}})[f"tags.{key}"]


@pytest.mark.parametrize("value", ["x" * 257, "rock & roll", "line\nbreak"])
def test_a_value_that_aws_refuses_is_shown(problems_of: Problems, value: str) -> None:
    found = problems_of({"tags": {"Team": value}})["tags.Team"]
    assert "at most 256 letters" in found


def test_two_keys_that_are_one_for_iam_are_both_named() -> None:
    assert [problem.fix for problem in refused({"Team": "a", "team": "b"})] == ["team", "Team"]


def test_more_tags_than_a_resource_takes_are_refused(problems_of: Problems) -> None:
    tags = {f"tag-{number}": "x" for number in range(MOST + 1)}
    assert f"{MOST + 1} tags" in problems_of({"tags": tags})["tags"]
    assert list(refused({f"tag-{number}": "x" for number in range(MOST)})) == []


@given(st.dictionaries(st.text("abc1 _.:/=+-@", min_size=1, max_size=128).filter(str.islower),
                       st.text("xyz0 _.:/=+-@", max_size=256), max_size=5))  # fmt: skip
def test_what_every_service_takes_is_accepted(tags: dict[str, str]) -> None:
    assert list(refused(tags)) == []


def test_the_platforms_own_tags_may_have_another_value() -> None:
    tags = dict.fromkeys(OWN, "own")
    assert parse({"tags": tags}, stack="test", region="us-west-2").tags == tags
    assert not set(OWN) & set(EACH)
