import pytest
from pci import exemptions, pack
from pci.exemptions import POLICY

from tests.policy.harness import FAR_OFF, Res, Server, exempting

KEY = Res(kind="aws:kms/key:Key", props={"description": "x", "policy": "{}"})
ROTATION = "kms-key-rotation-enabled"
ENTRY = {
    "rule": ROTATION,
    "resource": "key",
    "reason": "imported material",
    "approver": "head of security",
    "expires": FAR_OFF,
}


def judged(*entries: object) -> list[str]:
    """What the pack says about exemptions, with one key in the stack."""
    server = Server({POLICY: {"exemptions": list(entries)}})
    return server.stack({"key": KEY}).violations.get(POLICY, [])


def test_a_complete_exemption_makes_the_rule_not_applicable_and_says_why() -> None:
    verdict = Server({POLICY: {"exemptions": [ENTRY]}}).resource(KEY, "key")
    assert verdict.of(ROTATION) == "not_applicable"
    assert verdict.not_applicable[ROTATION] == (
        f"exempt until {FAR_OFF}, approved by head of security: imported material"
    )
    assert judged(ENTRY) == []


@pytest.mark.parametrize("pattern", ["other", "*::aws:kms/key:Key::other"])
def test_another_resource_is_not_exempt(pattern: str) -> None:
    server = Server({POLICY: {"exemptions": [{**ENTRY, "resource": pattern}]}})
    assert server.resource(KEY, "key").of(ROTATION) == "violation"


def test_an_exemption_may_name_a_urn() -> None:
    server = Server({POLICY: {"exemptions": [{**ENTRY, "resource": "*::aws:kms/key:Key::key"}]}})
    assert server.resource(KEY, "key").of(ROTATION) == "not_applicable"


def test_another_rule_of_the_resource_is_not_exempt() -> None:
    verdict = Server(exempting("kms-key-described")).resource(KEY, "key")
    assert verdict.of(ROTATION) == "violation"


def test_an_expired_exemption_exempts_nothing_and_is_a_violation() -> None:
    expired = {**ENTRY, "expires": "2020-01-31"}
    server = Server({POLICY: {"exemptions": [expired]}})
    assert server.resource(KEY, "key").of(ROTATION) == "violation"
    assert f"exemption 1 for {ROTATION} expired on 2020-01-31" in judged(expired)[0]


@pytest.mark.parametrize("field", ["rule", "resource", "reason", "approver", "expires"])
def test_an_unexplained_exemption_exempts_nothing_and_is_a_violation(field: str) -> None:
    incomplete = {**ENTRY, field: "  "}
    server = Server({POLICY: {"exemptions": [incomplete]}})
    assert server.resource(KEY, "key").of(ROTATION) == "violation"
    assert f"exemption 1 gives no {field}" in judged(incomplete)[0]


def test_a_date_that_is_none_is_a_violation() -> None:
    assert "no date as YYYY-MM-DD" in judged({**ENTRY, "expires": "next spring"})[0]


def test_an_exemption_that_matches_nothing_is_a_violation() -> None:
    assert "matches no resource the rule looks at: gone" in judged({**ENTRY, "resource": "gone"})[0]
    other = {**ENTRY, "rule": "rds-no-public-access"}
    assert "matches no resource the rule looks at" in judged(other)[0]


def test_an_exemption_for_no_rule_is_a_violation() -> None:
    assert (
        "is for kms-key-rotated, which is no rule"
        in judged({**ENTRY, "rule": "kms-key-rotated"})[0]
    )


def test_entries_are_counted_and_judged_one_by_one() -> None:
    found = judged(ENTRY, "nonsense", {**ENTRY, "resource": "gone"})
    assert ["exemption 2" in found[0], "exemption 3" in found[1]] == [True, True]


def test_a_configuration_that_is_no_list_is_a_violation_and_exempts_nothing() -> None:
    server = Server({POLICY: {"exemptions": "all"}})
    assert server.resource(KEY, "key").of(ROTATION) == "violation"
    assert "exemptions is no array" in server.stack({"key": KEY}).violations[POLICY][0]


def test_a_stack_rule_lets_single_resources_off() -> None:
    rule = "kms-key-policy-defined"
    bare = Res(kind="aws:kms/key:Key")
    verdict = Server(exempting(rule, "one"), only=rule).stack({"one": bare, "two": bare})
    assert [message.split("\n")[1] for message in verdict.violations[rule]] == [
        "two has no policy: IAM alone would decide about it"
    ]
    assert "old gateway" in verdict.not_applicable[rule]


def test_the_rule_about_exemptions_is_mandatory() -> None:
    (policy,) = [one for one in pack.policies() if one.name == POLICY]
    assert policy.enforcement_level is not None
    assert policy.enforcement_level.value == "mandatory"
    assert exemptions.EXEMPTIONS.schema()["items"]["required"] == list(ENTRY)
