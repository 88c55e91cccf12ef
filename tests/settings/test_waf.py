"""The web ACL block: address ranges as WAF takes them."""

from collections.abc import Callable
from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.waf import WafSettings

Problems = Callable[..., dict[str, str]]


@given(st.ip_addresses(v=4), st.integers(1, 32))
def test_every_ipv4_range_but_the_whole_internet_is_taken(address: object, length: int) -> None:
    network = str(IPv4Network(f"{address}/{length}", strict=False))
    assert WafSettings(denied_ips=(network,)).denied_ips == (network,)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("0.0.0.0/0", "must not be the whole internet"),
        ("203.0.113.7/24", "must be an IPv4 range such as 203.0.113.0/24"),
        ("2001:db8::/32", "must be an IPv4 range"),
        ("203.0.113.0/33", "must be an IPv4 range"),
        ("office", "must be an IPv4 range"),
    ],
)
def test_anything_else_is_refused_with_the_value(
    problems_of: Problems, value: str, rule: str
) -> None:
    text = problems_of({"waf": {"allowedIps": [value]}})["waf.allowedIps[0]"]
    assert repr(value) in text
    assert rule in text


def test_a_window_is_one_of_the_four_that_waf_has(problems_of: Problems) -> None:
    text = problems_of({"waf": {"rateWindowSeconds": 90}})["waf.rateWindowSeconds"]
    assert "must be 60, 120, 300 or 600" in text
