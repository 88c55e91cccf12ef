"""Web ACLs: rules that block, and logs that show what was blocked."""

from collections.abc import Iterator

from pulumi_policy import Severity

from pci import parameters
from pci.ground import Ground
from pci.props import Props
from pci.rule import ResourceRule, StackRule, Topic
from pci.stack import Stack
from pci.subject import Subject
from pci.values import ABSENT, UNKNOWN

WEB_ACL = "aws:wafv2/webAcl:WebAcl"
RULE_GROUP = "aws:wafv2/ruleGroup:RuleGroup"
LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"

_TOPIC = Topic("WAF", "https://docs.aws.amazon.com/securityhub/latest/userguide/waf-controls.html")
_REDACTED = ("authorization", "cookie")
_ACTIONS = ("allow", "block", "captcha", "challenge")


def _rules(subject: Subject) -> Iterator[tuple[int, Props]]:
    """The rules, numbered from one; none, and a doubt, while they are unknown."""
    rules = subject.props.blocks("rules")
    if subject.props.has("ruleJson") or any(rule.is_unknown for rule in rules):
        subject.undetermined("rules")
        return
    yield from enumerate(rules, start=1)


def _managed_groups(acl: Subject) -> set[str]:
    names = (
        rule.text("statement.managedRuleGroupStatement.name")
        for _, rule in _rules(acl)
        if rule.at("overrideAction.count") is ABSENT
    )
    return {name for name in names if isinstance(name, str)}


@_TOPIC.resource_rule(
    "waf-acl-has-rules",
    "Give every web ACL and rule group rules.",
    types=(WEB_ACL, RULE_GROUP),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("6.4.1", "6.4.2"),
    fix="aws.wafv2.WebAcl(..., rules=[...])",
)
def has_rules(acl: Subject) -> None:
    """A web ACL without rules admits everything."""
    if not acl.props.has("rules") and not acl.props.has("ruleJson"):
        acl.violated("rules are not set: nothing is inspected")


@_TOPIC.resource_rule(
    "waf-managed-core-rules",
    "Inspect for common, known bad and SQL injection requests, and for bad addresses.",
    types=(WEB_ACL,),
    ground=Ground.DEFENCE,
    severity=Severity.HIGH,
    severe_because="6.4.2 asks for what prevents attacks in front of public applications",
    requirements=("6.4.2", "6.2.4"),
    fix='rules=[{..., "statement": {"managed_rule_group_statement": {"vendor_name": "AWS", '
    '"name": "AWSManagedRulesCommonRuleSet"}}}]',
    parameters=(parameters.WAF_MANAGED_GROUPS,),
)
def managed_core_rules(acl: Subject) -> None:
    """A group that only counts does not inspect for anything."""
    if acl.props.has("ruleJson") or acl.props.at("rules") is UNKNOWN:
        acl.undetermined("rules")
        return
    present = _managed_groups(acl)
    for group in acl.setting(parameters.WAF_MANAGED_GROUPS):
        if group not in present:
            acl.violated(f"rules lack the managed group {group}")


@_TOPIC.resource_rule(
    "waf-rules-enforcing",
    "Let the rules of a web ACL act instead of count.",
    types=(WEB_ACL, RULE_GROUP),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("6.4.2",),
    fix='rules=[{..., "override_action": {"none": {}}}] or {"action": {"block": {}}}',
)
def rules_enforcing(acl: Subject) -> None:
    """Counting is for trying a rule out; one that counts must not be the only one."""
    rules = list(_rules(acl))
    acting = 0
    for number, rule in rules:
        has_action = any(rule.at(f"action.{action}") is not ABSENT for action in _ACTIONS)
        if has_action or rule.at("overrideAction.none") is not ABSENT:
            acting += 1
        elif rule.at("action") is ABSENT and rule.at("overrideAction") is ABSENT:
            acl.violated(f"rule {number} has no action")
    if rules and not acting:
        acl.violated("every rule only counts: nothing is blocked")


@_TOPIC.resource_rule(
    "waf-no-counting-rules",
    "Leave no rule of a web ACL counting.",
    types=(WEB_ACL,),
    ground=Ground.DEFENCE,
    severity=Severity.HIGH,
    severe_because="6.4.2 asks for what prevents attacks; counting prevents none",
    requirements=("6.4.2",),
    fix='rules=[{..., "override_action": {"none": {}}}] or {"action": {"block": {}}}',
)
def no_counting_rules(acl: Subject) -> None:
    """Counting tries a rule out, and is easily forgotten."""
    for number, rule in _rules(acl):
        if rule.at("action.count") is not ABSENT or rule.at("overrideAction.count") is not ABSENT:
            acl.violated(f"rule {number} only counts")


@_TOPIC.resource_rule(
    "waf-rate-limit",
    "Limit how often one client may ask.",
    types=(WEB_ACL,),
    ground=Ground.DEFENCE,
    severity=Severity.HIGH,
    severe_because="testing stolen cards is the attack on a payments API, and "
    "no signature finds it",
    requirements=("6.4.2", "6.2.4"),
    fix='rules=[{..., "statement": {"rate_based_statement": {"limit": 2000, ...}}}]',
)
def rate_limit(acl: Subject) -> None:
    """Testing stolen cards takes many requests; a limit that only counts stops none."""
    if acl.props.has("ruleJson") or acl.props.at("rules") is UNKNOWN:
        acl.undetermined("rules")
    elif not any(
        rule.has("statement.rateBasedStatement") and rule.at("action.count") is ABSENT
        for _, rule in _rules(acl)
    ):
        acl.violated("no rule limits the rate of requests")


@_TOPIC.stack_rule(
    "waf-logging-configured",
    "Log what every web ACL decided.",
    types=(WEB_ACL, LOGGING),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.2.1", "10.4.2"),
    fix="aws.wafv2.WebAclLoggingConfiguration(..., resource_arn=acl.arn, ...)",
)
def logging_configured(stack: Stack) -> None:
    """Without a log nobody can tell an attack from a false positive."""
    configurations = stack.of(LOGGING)
    for acl in stack.of(WEB_ACL):
        stack.require_companion(acl, configurations, "resourceArn", "logs nothing")


@_TOPIC.resource_rule(
    "waf-log-redaction",
    "Redact credentials from the logs of web ACLs.",
    types=(LOGGING,),
    ground=Ground.SECRETS,
    severity=Severity.HIGH,
    requirements=("3.3.1", "8.3.2"),
    fix='aws.wafv2.WebAclLoggingConfiguration(..., redacted_fields=[{"single_header": {"name": '
    '"authorization"}}, {"single_header": {"name": "cookie"}}])',
)
def log_redaction(logging: Subject) -> None:
    """Headers are logged as they came."""
    fields = logging.props.blocks("redactedFields")
    if any(block.is_unknown for block in fields):
        logging.undetermined("redactedFields")
        return
    redacted = {str(block.text("singleHeader.name")).lower() for block in fields}
    for header in _REDACTED:
        if header not in redacted:
            logging.violated(f"redactedFields lack the header {header}")


@_TOPIC.resource_rule(
    "waf-metrics-enabled",
    "Count what web ACLs and their rules match.",
    types=(WEB_ACL, RULE_GROUP),
    ground=Ground.DETECTION,
    severity=Severity.MEDIUM,
    requirements=("10.4.1", "10.7.2"),
    fix='visibility_config={"cloudwatch_metrics_enabled": True, ...} on the ACL and each rule',
)
def metrics_enabled(acl: Subject) -> None:
    """Alarms on blocked requests need the metric."""
    path = "visibilityConfig.cloudwatchMetricsEnabled"
    acl.require_true(path, "an attack raises no alarm")
    for number, rule in _rules(acl):
        if rule.flag(path) not in (True, UNKNOWN):
            acl.violated(f"{path} is not true in rule {number}")


RULES: tuple[ResourceRule | StackRule, ...] = (
    has_rules,
    managed_core_rules,
    rules_enforcing,
    no_counting_rules,
    rate_limit,
    logging_configured,
    log_redaction,
    metrics_enabled,
)
