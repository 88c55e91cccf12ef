"""Saved queries of CloudWatch Logs Insights: where an investigation starts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class LogGroups:
    """The log groups of a stack by what is in them.

    Attributes:
        application: structured logs of payment code.
        api: access logs of the API.
        flow: VPC flow logs.
        trail: CloudTrail events.
    """

    application: Sequence[str] = field(default_factory=tuple[str, ...])
    api: Sequence[str] = field(default_factory=tuple[str, ...])
    flow: Sequence[str] = field(default_factory=tuple[str, ...])
    trail: Sequence[str] = field(default_factory=tuple[str, ...])


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """One saved query.

    Attributes:
        purpose: last part of its name.
        text: the query.
        log_groups: what it searches.
    """

    purpose: str
    text: str
    log_groups: Sequence[str]


_ERRORS = """fields @timestamp, service, level, correlation_id, message
| filter level in ["ERROR", "CRITICAL"]
| sort @timestamp desc
| limit 200"""

_ONE_PAYMENT = """fields @timestamp, service, level, message
| filter correlation_id = "write the correlation id here"
| sort @timestamp asc"""

_REFUSED_REQUESTS = """stats count(*) as requests by status, httpMethod, ip
| filter status >= 400
| sort requests desc
| limit 50"""

_REFUSED_CONNECTIONS = """fields @timestamp, srcAddr, dstAddr, dstPort
| filter action = "REJECT"
| stats count(*) as attempts by srcAddr, dstAddr, dstPort
| sort attempts desc
| limit 50"""

_CREDENTIAL_READS = """filter eventSource = "secretsmanager.amazonaws.com"
| filter eventName = "GetSecretValue"
| stats count(*) as reads by userIdentity.arn, requestParameters.secretId
| sort reads desc"""

_REFUSED_CALLS = """fields @timestamp, userIdentity.arn, eventSource, eventName, errorCode
| filter errorCode like /AccessDenied|UnauthorizedOperation/
| sort @timestamp desc
| limit 200"""


def queries(groups: LogGroups) -> Iterator[Query]:
    """The queries that the log groups of a stack can answer (PCI DSS 10.4.1)."""
    offered = (
        ("application-errors", _ERRORS, groups.application),
        ("one-payment", _ONE_PAYMENT, groups.application),
        ("refused-requests", _REFUSED_REQUESTS, groups.api),
        ("refused-connections", _REFUSED_CONNECTIONS, groups.flow),
        ("secret-reads", _CREDENTIAL_READS, groups.trail),
        ("refused-calls", _REFUSED_CALLS, groups.trail),
    )
    for purpose, text, searched in offered:
        if searched:
            yield Query(purpose=purpose, text=text, log_groups=searched)
