"""The composition of a stack's tiers."""

import pytest

from components.tiers import needed


def test_a_tier_that_is_there_is_handed_on() -> None:
    assert needed("tier", "cache") == "tier"


def test_a_tier_that_settings_should_have_asked_for_is_named() -> None:
    with pytest.raises(LookupError, match="payments:notifications is required"):
        needed(None, "notifications")
