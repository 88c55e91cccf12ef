"""The rule about the pack's own exemptions."""

from collections.abc import Sequence

from pulumi_policy import Severity

from pci.exemptions import EXEMPTIONS, POLICY, Exemption, ExemptionError, parse
from pci.ground import Ground
from pci.rule import ResourceRule, Rule, StackRule, Topic
from pci.stack import Stack

TOPIC = Topic("Exemptions", "https://www.pulumi.com/docs/insights/policy/configuration/")


def exemptions_justified(rules: Sequence[ResourceRule | StackRule]) -> StackRule:
    """The rule that every exemption is complete, in time and about something.

    Args:
        rules: the rules one can be exempt from.
    """
    by_name: dict[str, Rule] = {rule.name: rule for rule in rules}

    @TOPIC.stack_rule(
        POLICY,
        "Give every exemption a rule, a resource, a reason, an approver and a date to come.",
        types=(),
        ground=Ground.GOVERNANCE,
        severity=Severity.HIGH,
        requirements=("12.3.4",),
        fix="Renew the exemption with a reason and an approver, or delete it from the pack's "
        "configuration and repair the resource.",
        parameters=(EXEMPTIONS,),
    )
    def rule(stack: Stack) -> None:
        for number, entry in enumerate(stack.setting(EXEMPTIONS), start=1):
            try:
                problem = _problem(parse(entry), by_name, stack)
            except ExemptionError as error:
                problem = str(error)
            if problem:
                stack.violated(f"exemption {number} {problem}")

    return rule


def _problem(exemption: Exemption, rules: dict[str, Rule], stack: Stack) -> str | None:
    rule = rules.get(exemption.rule)
    if rule is None:
        return f"is for {exemption.rule}, which is no rule of this pack"
    if exemption.is_over:
        return f"for {rule.name} expired on {exemption.expires}"
    if not any(exemption.covers(name=node.name, urn=node.urn) for node in stack.of(*rule.types)):
        return f"for {rule.name} matches no resource the rule looks at: {exemption.resource}"
    return None
