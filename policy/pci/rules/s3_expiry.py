"""When buckets of logs forget: not before the logs may go."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from pulumi_policy import Severity

from pci import parameters
from pci.buckets import BUCKETS, LIFECYCLES
from pci.ground import Ground
from pci.props import Props
from pci.rule import ResourceRule, StackRule, Topic
from pci.subject import Subject
from pci.values import UNKNOWN, Missing

_TOPIC = Topic("S3", "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html")


@_TOPIC.resource_rule(
    "s3-log-expiry-min",
    "Keep the logs in buckets for twelve months at least.",
    types=(*LIFECYCLES, *BUCKETS),
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.5.1",),
    fix='aws.s3.BucketLifecycleConfiguration(..., rules=[{"id": "expire", "status": "Enabled", '
    '"expiration": {"days": 400}}])',
    parameters=(parameters.LOG_BUCKETS, parameters.LOG_RETENTION_DAYS_MIN),
)
def log_expiry(holder: Subject) -> None:
    """Of a versioned bucket too: what is no current version is in nobody's search.

    Buckets of logs are told by their logical names, and so are their life cycles.
    """
    if not any(fnmatchcase(holder.name, one) for one in holder.setting(parameters.LOG_BUCKETS)):
        holder.not_applicable("its name is none of logBuckets")
    least = holder.setting(parameters.LOG_RETENTION_DAYS_MIN)
    for number, days in _expiries(holder.props):
        if days is UNKNOWN:
            holder.undetermined(f"expiration of rule {number}")
        # Zero stands for a rule about delete markers.
        elif not isinstance(days, Missing) and 0 < days < least:
            holder.violated(f"rule {number} ends logs after {days:g} days, less than {least}")


def _expiries(holder: Props) -> Iterator[tuple[int, float | Missing]]:
    """The days of every rule in force, numbered from one; unknown if the rule may be off."""
    rules = (*holder.blocks("rules"), *holder.blocks("lifecycleRules"))
    for number, rule in enumerate(rules, start=1):
        if rule.text("status") == "Disabled" or rule.flag("enabled") is False:
            continue
        in_doubt = UNKNOWN in (rule.text("status"), rule.flag("enabled"))
        for expiration in rule.blocks("expiration"):
            yield number, UNKNOWN if in_doubt else expiration.number("days")


RULES: tuple[ResourceRule | StackRule, ...] = (log_expiry,)
