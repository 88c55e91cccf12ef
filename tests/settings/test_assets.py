"""The assets block."""

from collections.abc import Callable

Problems = Callable[..., dict[str, str]]


def test_assets_need_a_host_name_of_their_own(problems_of: Problems) -> None:
    problems = problems_of({"assets": {"priceClass": "PriceClass_All"}})
    assert "is required and missing" in problems["assets.domain"]
