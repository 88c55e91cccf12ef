from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

TLS13 = "ELBSecurityPolicy-TLS13-1-2-2021-06"
REDIRECT = {"type": "redirect", "redirect": {"protocol": "HTTPS", "statusCode": "HTTP_301"}}
LISTENER = Res(
    kind="aws:lb/listener:Listener",
    props={
        "protocol": "HTTPS",
        "sslPolicy": TLS13,
        "certificateArn": UNKNOWN,
        "defaultActions": [{"type": "forward"}],
    },
)
OLD_LISTENER = Res(kind="aws:alb/listener:Listener", props={"protocol": "HTTP"})
OLDEST_LISTENER = Res(
    kind="aws:applicationloadbalancing/listener:Listener", props={"protocol": "HTTP"}
)
GROUP = Res(
    kind="aws:lb/targetGroup:TargetGroup",
    props={"protocol": "HTTPS", "targetType": "ip", "healthCheck": {"protocol": "HTTPS"}},
)
BALANCER = Res(
    kind="aws:lb/loadBalancer:LoadBalancer",
    props={
        "loadBalancerType": "application",
        "internal": False,
        "dropInvalidHeaderFields": True,
        "desyncMitigationMode": "strictest",
        "accessLogs": {"bucket": UNKNOWN, "enabled": True},
        "arn": UNKNOWN,
    },
)
NETWORK = {"loadBalancerType": "network"}
PUBLIC = {
    "balancer": BALANCER,
    "waf": Res(
        kind="aws:wafv2/webAclAssociation:WebAclAssociation",
        props={"resourceArn": UNKNOWN},
        links={"resourceArn": ("balancer",)},
    ),
}

CASES = (
    Cases(
        rule="lb-listener-encrypted",
        base=LISTENER,
        fine=(
            {"protocol": "TLS"},
            {"protocol": ABSENT},
            {"protocol": "HTTP", "defaultActions": [REDIRECT]},
        ),
        violating=(
            ({"protocol": "HTTP"}, "neither HTTPS nor TLS"),
            ({"protocol": "TCP"}, "neither HTTPS nor TLS"),
            ({"protocol": "HTTP", "defaultActions": []}, "does not redirect"),
            ({"protocol": ABSENT, "certificateArn": ABSENT}, "neither HTTPS nor TLS"),
            (
                {"protocol": "HTTP", "defaultActions": [REDIRECT, {"type": "forward"}]},
                "does not redirect",
            ),
            (OLD_LISTENER, "neither HTTPS nor TLS"),
            (OLDEST_LISTENER, "neither HTTPS nor TLS"),
        ),
        undetermined=({"protocol": UNKNOWN},),
    ),
    Cases(
        rule="lb-listener-acm-certificate",
        base=LISTENER,
        violating=(
            ({"certificateArn": ABSENT}, "certificateArn is not set"),
            (
                {"certificateArn": "arn:aws:iam::123456789012:server-certificate/shop"},
                "names a server certificate of IAM",
            ),
        ),
        not_applicable=(({"protocol": "HTTP"}, "shows no certificate"),),
    ),
    Cases(
        rule="lb-listener-tls-policy",
        base=LISTENER,
        fine=({"protocol": "HTTP", "sslPolicy": ABSENT},),
        violating=(
            ({"sslPolicy": "ELBSecurityPolicy-TLS-1-2-2017-01"}, "weak suites"),
            ({"sslPolicy": "ELBSecurityPolicy-2016-08"}, "weak suites"),
            ({"sslPolicy": ABSENT}, "sslPolicy is not set"),
        ),
        undetermined=({"sslPolicy": UNKNOWN}, {"protocol": UNKNOWN}),
    ),
    Cases(
        rule="lb-target-group-encrypted",
        base=GROUP,
        fine=({"healthCheck": {"protocol": "TCP"}}, {"healthCheck": ABSENT}),
        violating=(
            ({"protocol": "HTTP"}, "protocol is HTTP"),
            ({"protocol": "TCP"}, "protocol is TCP"),
            ({"healthCheck": {"protocol": "HTTP"}}, "healthCheck.protocol is HTTP"),
        ),
        undetermined=({"protocol": UNKNOWN},),
        not_applicable=(({"targetType": "lambda"}, "AWS's own API"),),
    ),
    Cases(
        rule="lb-drop-invalid-headers",
        base=BALANCER,
        fine=({"loadBalancerType": ABSENT},),
        violating=(
            ({"dropInvalidHeaderFields": False}, "dropInvalidHeaderFields is false"),
            ({"dropInvalidHeaderFields": ABSENT}, "dropInvalidHeaderFields is not set"),
        ),
        undetermined=({"dropInvalidHeaderFields": UNKNOWN},),
        not_applicable=((NETWORK, "only application load balancers"),),
    ),
    Cases(
        rule="lb-desync-mitigation",
        base=BALANCER,
        fine=({"desyncMitigationMode": ABSENT}, {"desyncMitigationMode": "defensive"}),
        violating=(({"desyncMitigationMode": "monitor"}, "neither defensive nor strictest"),),
        undetermined=({"desyncMitigationMode": UNKNOWN},),
        not_applicable=((NETWORK, "only application load balancers"),),
    ),
    Cases(
        rule="lb-waf-fail-closed",
        base=BALANCER,
        fine=({"enableWafFailOpen": False},),
        violating=(({"enableWafFailOpen": True}, "requests pass while WAF"),),
        undetermined=({"enableWafFailOpen": UNKNOWN},),
        not_applicable=((NETWORK, "only application load balancers"),),
    ),
    Cases(
        rule="lb-network-internal",
        base=BALANCER.but({**NETWORK, "internal": True}),
        violating=(
            ({"internal": False}, "internal is false: it faces the internet"),
            ({"internal": ABSENT}, "internal is not set"),
        ),
        undetermined=({"internal": UNKNOWN}, {"loadBalancerType": UNKNOWN}),
        not_applicable=(
            ({"loadBalancerType": "application"}, "only network load balancers"),
            ({"loadBalancerType": ABSENT}, "only network load balancers"),
        ),
    ),
    Cases(
        rule="lb-access-logs",
        base=BALANCER,
        violating=(
            ({"accessLogs": ABSENT}, "accessLogs.bucket is not set"),
            ({"accessLogs": {"bucket": UNKNOWN, "enabled": False}}, "accessLogs.enabled is false"),
        ),
        undetermined=({"accessLogs": {"bucket": UNKNOWN, "enabled": UNKNOWN}},),
        not_applicable=(({"loadBalancerType": "gateway"}, "no access logs"),),
    ),
    Cases(
        rule="lb-connection-logs",
        base=BALANCER.but({"connectionLogs": {"bucket": UNKNOWN, "enabled": True}}),
        violating=(({"connectionLogs": ABSENT}, "connectionLogs.enabled is not set"),),
        undetermined=({"connectionLogs": UNKNOWN},),
        not_applicable=((NETWORK, "only application load balancers"),),
    ),
    Cases(
        rule="lb-public-has-waf",
        base=PUBLIC,
        fine=(
            {"balancer": {"internal": True}, "waf": ABSENT},
            {"balancer": NETWORK, "waf": ABSENT},
        ),
        violating=(
            ({"waf": ABSENT}, "balancer faces the internet without a web ACL"),
            ({"waf": ABSENT, "balancer": {"internal": ABSENT}}, "without a web ACL"),
        ),
        undetermined=(
            {"waf": Res(kind=PUBLIC["waf"].kind, props={"resourceArn": UNKNOWN})},
            {
                "balancer": Res(
                    kind=BALANCER.kind,
                    props={**BALANCER.props, "internal": UNKNOWN},
                    links={"internal": ("waf",)},
                )
            },
        ),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
