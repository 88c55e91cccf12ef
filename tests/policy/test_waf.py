from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

METRICS = {"cloudwatchMetricsEnabled": True}


def managed(name: str, **override: object) -> dict[str, object]:
    return {
        "name": name,
        "overrideAction": override or {"none": {}},
        "statement": {"managedRuleGroupStatement": {"vendorName": "AWS", "name": name}},
        "visibilityConfig": METRICS,
    }


CORE = [
    managed("AWSManagedRulesAmazonIpReputationList"),
    managed("AWSManagedRulesCommonRuleSet"),
    managed("AWSManagedRulesKnownBadInputsRuleSet"),
    managed("AWSManagedRulesSQLiRuleSet"),
]
RATE = {
    "name": "rate",
    "action": {"block": {}},
    "statement": {"rateBasedStatement": {"limit": 2000}},
    "visibilityConfig": METRICS,
}
COUNTING = managed("AWSManagedRulesCommonRuleSet", count={})
ACL = Res(
    kind="aws:wafv2/webAcl:WebAcl",
    props={"rules": [*CORE, RATE], "visibilityConfig": METRICS, "arn": UNKNOWN},
)
LOGGING = Res(
    kind="aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    props={
        "resourceArn": UNKNOWN,
        "redactedFields": [
            {"singleHeader": {"name": "Authorization"}},
            {"singleHeader": {"name": "cookie"}},
        ],
    },
    links={"resourceArn": ("acl",)},
)

CASES = (
    Cases(
        rule="waf-acl-has-rules",
        base=ACL,
        fine=({"rules": ABSENT, "ruleJson": "[]"}, {"rules": UNKNOWN}),
        violating=(
            ({"rules": ABSENT}, "nothing is inspected"),
            ({"rules": []}, "nothing is inspected"),
        ),
    ),
    Cases(
        rule="waf-managed-core-rules",
        base=ACL,
        violating=(
            ({"rules": [RATE]}, "lack the managed group AWSManagedRulesCommonRuleSet"),
            ({"rules": CORE[:3]}, "lack the managed group AWSManagedRulesSQLiRuleSet"),
            ({"rules": [COUNTING, CORE[0], *CORE[2:]]}, "AWSManagedRulesCommonRuleSet"),
            ({"rules": ABSENT}, "lack the managed group"),
        ),
        undetermined=({"rules": UNKNOWN}, {"ruleJson": "[]"}),
    ),
    Cases(
        rule="waf-rules-enforcing",
        base=ACL,
        fine=({"rules": [COUNTING, RATE]},),
        violating=(
            ({"rules": [COUNTING]}, "every rule only counts"),
            ({"rules": [RATE, {"name": "nothing"}]}, "rule 2 has no action"),
        ),
        undetermined=({"rules": UNKNOWN}, {"rules": [UNKNOWN]}),
    ),
    Cases(
        rule="waf-no-counting-rules",
        base=ACL,
        violating=(
            ({"rules": [RATE, COUNTING]}, "rule 2 only counts"),
            ({"rules": [{**RATE, "action": {"count": {}}}]}, "rule 1 only counts"),
        ),
        undetermined=({"rules": UNKNOWN},),
    ),
    Cases(
        rule="waf-rate-limit",
        base=ACL,
        violating=(
            ({"rules": CORE}, "no rule limits the rate"),
            ({"rules": [*CORE, {**RATE, "action": {"count": {}}}]}, "no rule limits the rate"),
            ({"rules": ABSENT}, "no rule limits the rate"),
        ),
        undetermined=({"rules": UNKNOWN}, {"ruleJson": "[]"}),
    ),
    Cases(
        rule="waf-logging-configured",
        base={"acl": ACL, "logging": LOGGING},
        violating=(({"logging": ABSENT}, "acl logs nothing"),),
        undetermined=({"logging": Res(kind=LOGGING.kind, props=LOGGING.props)},),
    ),
    Cases(
        rule="waf-log-redaction",
        base=LOGGING,
        violating=(
            ({"redactedFields": ABSENT}, "lack the header authorization"),
            (
                {"redactedFields": [{"singleHeader": {"name": "authorization"}}]},
                "lack the header cookie",
            ),
        ),
        undetermined=({"redactedFields": UNKNOWN},),
    ),
    Cases(
        rule="waf-metrics-enabled",
        base=ACL,
        violating=(
            ({"visibilityConfig": ABSENT}, "cloudwatchMetricsEnabled is not set"),
            ({"rules": [{**RATE, "visibilityConfig": {}}]}, "is not true in rule 1"),
        ),
        undetermined=({"visibilityConfig": UNKNOWN}, {"rules": UNKNOWN}),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
