"""What the tiers that keep, watch and notify say against each other and the rest of the stack."""

from collections.abc import Iterator

from settings.archive import ArchiveSettings
from settings.problem import Problem, missing_block
from settings.stack import Settings


def topics(settings: Settings) -> Iterator[Problem]:
    """Whoever raises an alarm needs somebody to tell."""
    if settings.notifications is None:
        yield from missing_block(
            "notifications",
            needed_by={
                "audit": settings.audit,
                "backup": settings.backup,
                "baseline": settings.baseline,
                "budget": settings.budget,
                "database": settings.database,
                "functions": settings.functions,
                "monitoring": settings.monitoring,
                "secrets": settings.secrets,
            },
            reason="its topics take what is published by",
            fix="notifications: {alertEmails: [payments@example.com]}",
        )


def log_buckets(settings: Settings) -> Iterator[Problem]:
    """Every bucket and load balancer has an access log (PCI DSS 10.2.1), which needs a bucket."""
    if settings.objects is None:
        yield from missing_block(
            "objects",
            needed_by={
                "assets": settings.assets,
                "audit": settings.audit,
                "baseline": settings.baseline,
                "loadBalancer": settings.load_balancer,
            },
            reason="its bucket takes the access logs of",
            fix="objects: {auditBucket: false}",
        )


def alarms_of_security_events(settings: Settings) -> Iterator[Problem]:
    """The trail's metric filters mean nothing without alarms (PCI DSS 10.4.1.1)."""
    if settings.monitoring is None:
        yield from missing_block(
            "monitoring",
            needed_by={"audit": settings.audit},
            reason="it makes the alarms (PCI DSS 10.4.1.1) of the security events found by",
            fix="monitoring: {dashboardHours: 3}",
        )


def backups(settings: Settings) -> Iterator[Problem]:
    """A backup plan needs something to back up."""
    stores = (settings.database, settings.files, settings.transactions)
    if settings.backup is not None and all(store is None for store in stores):
        yield Problem(
            path="backup",
            rule="backs up nothing: the stack has no database, files or transactions",
            fix="remove the block",
        )


def object_lock(settings: Settings) -> Iterator[Problem]:
    """Object Lock works on versions; S3 refuses it on a bucket without them."""
    if settings.protection != "retained":
        return
    archives: dict[str, ArchiveSettings] = {}
    if settings.objects is not None:
        archives["objects"] = settings.objects.archive
    if settings.audit is not None:
        archives["audit"] = settings.audit.archive
    for name, archive in archives.items():
        if not archive.versioning:
            yield Problem(
                path=f"{name}.archive.versioning",
                found="false",
                rule="must be true with protection = 'retained': Object Lock protects versions "
                "(PCI DSS 10.3.4)",
                fix="versioning: true, or protection: ephemeral",
            )
