import pytest
from hypothesis import given
from hypothesis import strategies as st
from pci.networks import is_few_addresses, is_private, is_world


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0/0", "0.0.0.0/0.0.0.0", "0.0.0.0/1", "128.0.0.0/1", "64.0.0.0/2", "8.0.0.0/7",
     "::/0", "0:0:0:0:0:0:0:0/0", "8000::/1", "2000::/3"],
)  # fmt: skip
def test_the_internet_is_known_in_every_spelling(address: str) -> None:
    assert is_world(address)
    assert not is_private(address)
    assert not is_few_addresses(address)


@pytest.mark.parametrize("address", ["203.0.113.0/24", "8.0.0.0/8", "2001:db8::/32", "fc00::/7"])
def test_a_block_of_somebody_is_not_the_internet(address: str) -> None:
    assert not is_world(address)
    assert is_few_addresses(address)


@pytest.mark.parametrize(
    "address",
    ["10.0.0.0/8", "10.1.2.3/32", "172.31.0.0/16", "192.168.0.0/16", "100.64.0.0/10", "fd00::/8",
     "169.254.169.254/32"],
)  # fmt: skip
def test_addresses_the_internet_does_not_route_are_private(address: str) -> None:
    assert is_private(address)
    assert not is_world(address)


@pytest.mark.parametrize("address", ["10.0.0.0/7", "172.0.0.0/8", "100.0.0.0/8", "11.0.0.0/8"])
def test_a_block_that_only_overlaps_private_addresses_is_public(address: str) -> None:
    assert not is_private(address)


@given(st.text() | st.ip_addresses().map(str))
def test_any_text_may_be_given_as_address(text: str) -> None:
    assert is_world(text) in (True, False)
    assert is_private(text) in (True, False)
    assert is_few_addresses(text) in (True, False)
