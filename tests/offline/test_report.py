from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from offline.report import report
from offline.rule import NotApplicable, Rule, Undetermined, Violation
from offline.task import Outcome

STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"


def urn(name: Any) -> Any:
    return f"urn:pulumi:dev::shop::aws:sns/topic:Topic::{name}"


@pytest.fixture
def lines(outcomes: Callable[[str], Mapping[str, Outcome]]) -> Any:
    """`lines(**verdict)`: the report of a state whose verdict is changed as said."""

    def of(state: Any = "deployed", **verdict: Any) -> Any:
        outcome = outcomes("dev")[state]
        rules = {
            name: Rule(name=name, description="d", level="advisory", severity="high", **more)
            for name, more in {
                "plain": {},
                "full": {
                    "framework": "PCI DSS",
                    "requirements": ("1.2.1", "3.5.1"),
                    "remediation": "Do this,\nthen that.",
                },
            }.items()
        }
        nothing = {"violations": (), "undetermined": (), "not_applicable": ()}
        changed = replace(outcome.verdict, rules=rules, **{**nothing, **verdict})
        return [text for text, _ in report([replace(outcome, verdict=changed)])]

    return of


def violation(
    policy: Any,
    name: Any = "t",
    level: Any = "advisory",
    severity: Any = "high",
    message: Any = "is wrong",
) -> Any:
    return Violation(policy=policy, level=level, severity=severity, urn=urn(name), message=message)


def verdict_of(text: Any) -> Any:
    return text[next(i for i, line in enumerate(text) if line.startswith("As ")) :]


def test_the_tree_comes_once_and_each_state_has_its_verdict(
    outcomes: Callable[[str], Mapping[str, Outcome]],
) -> None:
    text = [line for line, _ in report(list(outcomes("dev").values()))]
    assert text[0] == "shop · dev · 6 resources in 1 component"
    titles = [line for line in text if line.startswith("As ")]
    assert titles == ["As new: nothing is deployed yet", "As deployed: everything is deployed"]


def test_a_state_without_violations_says_so(lines: Any) -> None:
    assert verdict_of(lines()) == [
        "As deployed: everything is deployed",
        "  0 mandatory, 0 advisory, 0 undetermined · 2 rules of example 1.2.3",
    ]


def test_violations_are_grouped_by_severity_worst_first_and_mandatory_first(lines: Any) -> None:
    text = verdict_of(
        lines(
            violations=(
                violation("plain", severity=""),
                violation("plain", severity="low"),
                violation("plain"),
                violation("full", level="mandatory"),
                violation("full", name="v", level="mandatory", message="is open"),
                violation("full", name="u", level="mandatory"),
                violation("plain", severity="critical"),
            )
        )
    )
    assert text[1].startswith("  3 mandatory, 4 advisory, 0 undetermined")
    assert text[2:] == [
        "  critical",
        "    plain  [advisory]",
        "      aws:sns/topic:Topic t: is wrong",
        "  high",
        "    full  [mandatory]  PCI DSS 1.2.1, 3.5.1",
        "      aws:sns/topic:Topic t, aws:sns/topic:Topic u: is wrong",
        "      aws:sns/topic:Topic v: is open",
        "      fix: Do this,",
        "      then that.",
        "    plain  [advisory]",
        "      aws:sns/topic:Topic t: is wrong",
        "  low",
        "    plain  [advisory]",
        "      aws:sns/topic:Topic t: is wrong",
        "  no severity given",
        "    plain  [advisory]",
        "      aws:sns/topic:Topic t: is wrong",
    ]


def test_long_messages_are_wrapped_and_words_stay_whole(lines: Any) -> None:
    word = "x" * 120
    text = lines(violations=(violation("plain", message=f"{'many words ' * 20}{word}"),))
    assert any(word in line for line in text)
    assert all(len(line) <= 100 for line in text if word not in line)


def test_what_is_undetermined_is_named_once_for_each_rule(lines: Any) -> None:
    undetermined = tuple(Undetermined(policy="plain", urn=urn(name), reason="r") for name in "abcd")
    whole = Undetermined(policy="full", urn=STACK, reason="arn of t is not known")
    told = Undetermined(
        policy="fixed", urn=urn("t"), reason="undetermined until deployed: policy of t"
    )
    assert verdict_of(lines(undetermined=(*undetermined, whole, told)))[2:] == [
        "  undetermined until deployed",
        "    fixed: policy of t",
        "    full: arn of t is not known",
        "    plain: aws:sns/topic:Topic a, aws:sns/topic:Topic b, aws:sns/topic:Topic c and 1 more",
    ]


def test_exemptions_are_shown_with_their_reason_and_other_rules_silence_is_not(lines: Any) -> None:
    not_applicable = (
        NotApplicable(policy="plain", urn=urn("t"), reason="exempt until 2027-01-01: legacy"),
        NotApplicable(policy="full", urn=urn("t"), reason="another type"),
    )
    assert verdict_of(lines(not_applicable=not_applicable))[2:] == [
        "  exempted",
        "    plain: aws:sns/topic:Topic t: exempt until 2027-01-01: legacy",
    ]
