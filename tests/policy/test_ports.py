from hypothesis import given
from hypothesis import strategies as st
from pci.ports import Opening
from pci.values import ABSENT, UNKNOWN

PORTS = st.integers(min_value=0, max_value=65535)


def opening(**change: object) -> Opening:
    whole: dict[str, object] = {
        "where": "the rule",
        "protocol": "tcp",
        "first": 443,
        "last": 443,
        "addresses": (),
        "description": ABSENT,
    }
    return Opening(**{**whole, **change})


@given(PORTS, PORTS, PORTS)
def test_a_range_covers_what_lies_in_it(first: int, last: int, port: int) -> None:
    assert opening(first=first, last=last).covers(port) is (first <= port <= last)


@given(PORTS)
def test_all_protocols_cover_every_port_whatever_the_range(port: int) -> None:
    assert opening(protocol="-1", first=UNKNOWN).covers(port) is True


def test_only_one_port_is_told() -> None:
    assert opening().only_port == "443"
    assert opening(last=444).only_port is ABSENT
    assert opening(protocol="-1").only_port is ABSENT
    assert opening(last=UNKNOWN).only_port is UNKNOWN


def test_a_seen_address_counts_more_than_an_unknown_one() -> None:
    assert opening(addresses=(UNKNOWN, "0.0.0.0/0")).to_world is True
    assert opening(addresses=(UNKNOWN, "10.0.0.0/8")).to_world is UNKNOWN
    assert opening(addresses=(UNKNOWN, "10.0.0.0/8")).to_public is UNKNOWN
    assert opening(addresses=("10.0.0.0/8",)).to_public is False
