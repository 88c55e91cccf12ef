"""Load balancers: TLS on both sides, hardening, logs and a web ACL before the public ones."""

from pulumi_policy import Severity

from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.stack import Stack
from pci.subject import Subject
from pci.tls_policies import LOAD_BALANCER as LOAD_BALANCER_TLS
from pci.values import ABSENT, UNKNOWN


def _named(resource: str) -> tuple[str, ...]:
    """The types of a resource of the provider's module, and of the two older ones of it."""
    end = f"{resource[0].lower()}{resource[1:]}:{resource}"
    return tuple(f"aws:{module}/{end}" for module in ("lb", "alb", "applicationloadbalancing"))


LOAD_BALANCER = _named("LoadBalancer")
LISTENER = _named("Listener")
TARGET_GROUP = _named("TargetGroup")
WEB_ACL_ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"

_TOPIC = Topic(
    "ALB / NLB", "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html"
)
_ENCRYPTED = ("HTTPS", "TLS")


def _redirects_to_tls(listener: Subject) -> bool:
    actions = listener.props.blocks("defaultActions")
    return bool(actions) and all(
        action.text("type") == "redirect" and action.text("redirect.protocol") in ("HTTPS", UNKNOWN)
        for action in actions
    )


@_TOPIC.resource_rule(
    "lb-listener-encrypted",
    "Listen on HTTPS or TLS only, except to redirect there.",
    types=LISTENER,
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("4.2.1", "2.2.7"),
    fix='aws.lb.Listener(..., protocol="HTTPS", ssl_policy=..., certificate_arn=...)',
)
def listener_encrypted(listener: Subject) -> None:
    """A listener whose every action redirects to HTTPS carries no data."""
    protocol = listener.props.text("protocol")
    if protocol is UNKNOWN:
        listener.undetermined("protocol")
    elif protocol is ABSENT and listener.props.has("certificateArn"):
        return
    elif protocol not in _ENCRYPTED and not _redirects_to_tls(listener):
        listener.violated("protocol is neither HTTPS nor TLS, and the listener does not redirect")


@_TOPIC.resource_rule(
    "lb-listener-tls-policy",
    "Negotiate TLS 1.2 or newer with forward secrecy on every listener.",
    types=LISTENER,
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("4.2.1", "12.3.3"),
    fix='aws.lb.Listener(..., ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06")',
)
def listener_tls_policy(listener: Subject) -> None:
    """The default policy admits suites without forward secrecy."""
    protocol = listener.props.text("protocol")
    if protocol is UNKNOWN:
        listener.undetermined("protocol")
    elif protocol in _ENCRYPTED:
        listener.require_one_of("sslPolicy", LOAD_BALANCER_TLS, "weak suites would be negotiated")


@_TOPIC.resource_rule(
    "lb-listener-acm-certificate",
    "Take the certificates of listeners from ACM.",
    types=LISTENER,
    ground=Ground.TRANSPORT,
    severity=Severity.MEDIUM,
    requirements=("4.2.1.1",),
    fix="aws.lb.Listener(..., certificate_arn=certificate.arn)",
)
def listener_certificate(listener: Subject) -> None:
    """Server certificates of IAM are in no inventory, and nothing renews them."""
    if listener.props.text("protocol") not in _ENCRYPTED:
        listener.not_applicable("the listener shows no certificate")
    arn = listener.props.text("certificateArn")
    if arn is ABSENT:
        listener.violated("certificateArn is not set")
    elif isinstance(arn, str) and ":server-certificate/" in arn:
        listener.violated("certificateArn names a server certificate of IAM: nothing renews it")


@_TOPIC.resource_rule(
    "lb-target-group-encrypted",
    "Reach targets over HTTPS or TLS, health checks included.",
    types=TARGET_GROUP,
    ground=Ground.DEFENCE,
    severity=Severity.HIGH,
    severe_because="requests carry card numbers and security codes past the load balancer",
    requirements=("4.2.1", "2.2.7"),
    fix='aws.lb.TargetGroup(..., protocol="HTTPS", health_check={"protocol": "HTTPS"})',
)
def target_group_encrypted(group: Subject) -> None:
    """Inside the VPC 4.2.1 asks for nothing; plaintext there is a second line given up."""
    if group.props.text("targetType") == "lambda":
        group.not_applicable("a function is invoked over AWS's own API")
    for path in ("protocol", "healthCheck.protocol"):
        text = group.props.text(path)
        if text is UNKNOWN:
            group.undetermined(path)
        elif text in ("HTTP", "TCP") and not (path != "protocol" and text == "TCP"):
            group.violated(f"{path} is {text}: requests cross the VPC in plain text")


@_TOPIC.resource_rule(
    "lb-drop-invalid-headers",
    "Drop headers with invalid names at every application load balancer.",
    types=LOAD_BALANCER,
    ground=Ground.DEFENCE,
    severity=Severity.MEDIUM,
    requirements=("6.2.4",),
    fix="aws.lb.LoadBalancer(..., drop_invalid_header_fields=True)",
)
def drop_invalid_headers(balancer: Subject) -> None:
    """Request smuggling starts with headers that two servers read differently."""
    _only_application(balancer)
    balancer.require_true("dropInvalidHeaderFields", "targets would get malformed headers")


@_TOPIC.resource_rule(
    "lb-desync-mitigation",
    "Mitigate request desynchronisation at every application load balancer.",
    types=LOAD_BALANCER,
    ground=Ground.DEFENCE,
    severity=Severity.MEDIUM,
    requirements=("6.2.4",),
    fix='aws.lb.LoadBalancer(..., desync_mitigation_mode="strictest")',
)
def desync_mitigation(balancer: Subject) -> None:
    """AWS's default is defensive."""
    _only_application(balancer)
    mode = balancer.props.text("desyncMitigationMode")
    if mode is UNKNOWN:
        balancer.undetermined("desyncMitigationMode")
    elif mode not in (ABSENT, "defensive", "strictest"):
        balancer.violated("desyncMitigationMode is neither defensive nor strictest")


@_TOPIC.resource_rule(
    "lb-waf-fail-closed",
    "Admit nothing while the web ACL of a load balancer cannot be asked.",
    types=LOAD_BALANCER,
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("6.4.2",),
    fix="aws.lb.LoadBalancer(..., enable_waf_fail_open=False)",
)
def waf_fail_closed(balancer: Subject) -> None:
    """Open, an attacker only has to keep WAF busy."""
    _only_application(balancer)
    balancer.forbid_true("enableWafFailOpen", "requests pass while WAF does not answer")


@_TOPIC.resource_rule(
    "lb-network-internal",
    "Keep network load balancers off the internet.",
    types=LOAD_BALANCER,
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("1.4.2", "6.4.2"),
    fix="aws.lb.LoadBalancer(..., internal=True) behind a VPC link",
)
def network_internal(balancer: Subject) -> None:
    """It cannot have a web ACL, and is a door past the API's. One that is meant is an exemption."""
    kind = balancer.props.text("loadBalancerType")
    if kind is UNKNOWN:
        balancer.undetermined("loadBalancerType")
    elif kind != "network":
        balancer.not_applicable("only network load balancers pass on what nobody inspected")
    else:
        balancer.require_true("internal", "it faces the internet, and cannot have a web ACL")


@_TOPIC.resource_rule(
    "lb-access-logs",
    "Record every request at the load balancer.",
    types=LOAD_BALANCER,
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.2.1",),
    fix='aws.lb.LoadBalancer(..., access_logs={"bucket": bucket.bucket, "enabled": True})',
)
def access_logs(balancer: Subject) -> None:
    """A gateway load balancer has none."""
    if balancer.props.text("loadBalancerType") == "gateway":
        balancer.not_applicable("gateway load balancers write no access logs")
    balancer.require_present("accessLogs.bucket", "requests leave no trace")
    balancer.require_true("accessLogs.enabled", "requests leave no trace")


@_TOPIC.resource_rule(
    "lb-connection-logs",
    "Record every TLS handshake at application load balancers.",
    types=LOAD_BALANCER,
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.2.1",),
    fix='aws.lb.LoadBalancer(..., connection_logs={"bucket": bucket.bucket, "enabled": True})',
)
def connection_logs(balancer: Subject) -> None:
    """A client that fails to connect leaves no trace in the access logs."""
    _only_application(balancer)
    balancer.require_true("connectionLogs.enabled", "failed handshakes leave no trace")


@_TOPIC.stack_rule(
    "lb-public-has-waf",
    "Protect every public application load balancer with a web ACL.",
    types=(*LOAD_BALANCER, WEB_ACL_ASSOCIATION),
    ground=Ground.EXPOSURE,
    severity=Severity.HIGH,
    requirements=("6.4.2", "6.4.1"),
    fix="aws.wafv2.WebAclAssociation(..., resource_arn=balancer.arn, web_acl_arn=acl.arn)",
)
def public_has_waf(stack: Stack) -> None:
    """Network load balancers cannot have one; `lb-network-internal` is about them."""
    associations = stack.of(WEB_ACL_ASSOCIATION)
    for balancer in stack.of(*LOAD_BALANCER):
        if balancer.props.text("loadBalancerType") in ("network", "gateway"):
            continue
        internal = balancer.props.flag("internal")
        if internal is True:
            continue
        if internal is UNKNOWN and balancer.refers("internal"):
            balancer.undetermined("internal")
            continue
        stack.require_companion(
            balancer, associations, "resourceArn", "faces the internet without a web ACL"
        )


def _only_application(balancer: Subject) -> None:
    kind = balancer.props.text("loadBalancerType")
    if kind in ("network", "gateway"):
        balancer.not_applicable("only application load balancers read HTTP")


RULES: tuple[ResourceRule | StackRule, ...] = (
    listener_encrypted,
    listener_tls_policy,
    listener_certificate,
    target_group_encrypted,
    drop_invalid_headers,
    desync_mitigation,
    waf_fail_closed,
    network_internal,
    access_logs,
    connection_logs,
    public_has_waf,
)
