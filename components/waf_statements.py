"""The rules of a web ACL as the provider takes them."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.waf_rules import KEY_HEADER, IpSetRule, IpSetUse, ManagedRule, RateRule, Rule


def visibility(metric_name: str) -> aws.wafv2.WebAclRuleVisibilityConfigArgsDict:
    """Metrics on; samples off, because they show headers that the logs redact."""
    return {
        "cloudwatch_metrics_enabled": True,
        "metric_name": metric_name,
        "sampled_requests_enabled": False,
    }


def acl_rule(
    rule: Rule, priority: int, sets: Mapping[IpSetUse, pulumi.Input[str]]
) -> aws.wafv2.WebAclRuleArgsDict:
    """One rule; a managed group keeps its own actions, everything else blocks.

    Args:
        rule: what it matches.
        priority: its place in the order, lowest first.
        sets: ARN of each IP set.
    """
    found: aws.wafv2.WebAclRuleArgsDict = {
        "name": rule.name,
        "priority": priority,
        "statement": _statement(rule, sets),
        "visibility_config": visibility(rule.name),
    }
    if isinstance(rule, ManagedRule):
        found["override_action"] = {"none": {}}
    else:
        found["action"] = {"block": {}}
    return found


def _statement(
    rule: Rule, sets: Mapping[IpSetUse, pulumi.Input[str]]
) -> aws.wafv2.WebAclRuleStatementArgsDict:
    if isinstance(rule, ManagedRule):
        return {"managed_rule_group_statement": {"name": rule.group, "vendor_name": "AWS"}}
    if isinstance(rule, RateRule):
        return {"rate_based_statement": _rate(rule)}
    return _ip_set(rule, sets[rule.use])


def _ip_set(rule: IpSetRule, arn: pulumi.Input[str]) -> aws.wafv2.WebAclRuleStatementArgsDict:
    inside: aws.wafv2.WebAclRuleStatementArgsDict = {"ip_set_reference_statement": {"arn": arn}}
    return inside if rule.use == "deny" else {"not_statement": {"statement": inside}}


def _rate(rule: RateRule) -> aws.wafv2.WebAclRuleStatementRateBasedStatementArgsDict:
    found: aws.wafv2.WebAclRuleStatementRateBasedStatementArgsDict = {
        "limit": rule.limit,
        "evaluation_window_sec": rule.window_seconds,
        "aggregate_key_type": "IP",
    }
    if rule.by == "key":
        found["aggregate_key_type"] = "CUSTOM_KEYS"
        found["custom_keys"] = [
            {
                "header": {
                    "name": KEY_HEADER,
                    "text_transformations": [{"priority": 0, "type": "NONE"}],
                }
            }
        ]
    if rule.anonymous_only:
        # A request without the header does not match a size constraint on it (AWS WAF).
        found["scope_down_statement"] = {
            "not_statement": {
                "statement": {
                    "size_constraint_statement": {
                        "comparison_operator": "GT",
                        "size": 0,
                        "field_to_match": {"single_header": {"name": KEY_HEADER}},
                        "text_transformations": [{"priority": 0, "type": "NONE"}],
                    }
                }
            }
        }
    return found
