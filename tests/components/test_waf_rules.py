"""Which rules a web ACL has, and in which order."""

import pytest

from components.waf_rules import (
    MANAGED_GROUPS,
    IpSetRule,
    ManagedRule,
    RateRule,
    addresses,
    rules,
)
from settings.sizing import Sizing
from settings.waf import WafSettings

SIZING = Sizing(100_000)


def rates(**values: object) -> dict[str, RateRule]:
    settings = WafSettings.model_validate(values)
    found = rules(settings, SIZING)
    return {rule.name: rule for rule in found if isinstance(rule, RateRule)}


def test_the_managed_groups_come_last_because_they_inspect_content() -> None:
    found = rules(WafSettings(), SIZING)
    managed = [rule.group for rule in found if isinstance(rule, ManagedRule)]
    assert managed == list(MANAGED_GROUPS)
    assert all(isinstance(rule, ManagedRule) for rule in found[-len(MANAGED_GROUPS) :])


def test_denied_addresses_are_always_a_rule_and_allowed_ones_only_when_listed() -> None:
    def ip_sets(settings: WafSettings) -> list[str]:
        return [rule.use for rule in rules(settings, SIZING) if isinstance(rule, IpSetRule)]

    assert ip_sets(WafSettings()) == ["deny"]
    assert ip_sets(WafSettings(allowed_ips=("203.0.113.0/24",))) == ["deny", "allow"]


def test_both_ip_sets_have_their_ranges() -> None:
    settings = WafSettings(allowed_ips=("203.0.113.0/24",), denied_ips=("198.51.100.0/24",))
    assert addresses(settings) == {"allow": ("203.0.113.0/24",), "deny": ("198.51.100.0/24",)}


def test_every_address_is_limited_alike_without_partners() -> None:
    assert rates(rate_limit=2000) == {
        "rate-by-address": RateRule(name="rate-by-address", limit=2000, window_seconds=300, by="ip")
    }


@pytest.mark.parametrize(("explicit", "expected"), [(None, 3334 * 300), (50_000, 50_000)])
def test_partners_are_counted_by_key_and_strangers_by_address(
    explicit: int | None, expected: int
) -> None:
    found = rates(aggregate="partner", rate_limit=500, partner_rate_limit=explicit)
    anonymous, partner = found["rate-of-anonymous"], found["rate-by-partner"]
    assert (anonymous.limit, anonymous.by, anonymous.anonymous_only) == (500, "ip", True)
    assert (partner.limit, partner.by, partner.anonymous_only) == (expected, "key", False)


def test_an_address_that_invents_keys_is_limited_as_well() -> None:
    rule = rates(aggregate="partner", partner_rate_limit=50_000)["rate-by-address"]
    assert (rule.limit, rule.by, rule.anonymous_only) == (50_000, "ip", False)
