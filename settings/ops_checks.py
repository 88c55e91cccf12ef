"""What the tiers that keep, watch and notify say against each other and the rest of the stack."""

from collections.abc import Iterator

from settings.archive import ArchiveSettings
from settings.problem import Problem
from settings.sizing import carried_by_shards
from settings.stack import Settings


def topics(settings: Settings) -> Iterator[Problem]:
    """Whoever raises an alarm needs somebody to tell."""
    tiers = {
        "audit": settings.audit,
        "backup": settings.backup,
        "baseline": settings.baseline,
        "budget": settings.budget,
        "database": settings.database,
        "functions": settings.functions,
        "monitoring": settings.monitoring,
    }
    needing = sorted(name for name, tier in tiers.items() if tier is not None)
    if needing and settings.notifications is None:
        yield Problem(
            path="notifications",
            rule=f"is required and missing: {', '.join(needing)} publish to its topics",
            fix="notifications: {alertEmails: [payments@example.com]}",
        )


def log_buckets(settings: Settings) -> Iterator[Problem]:
    """Every bucket and load balancer has an access log (PCI DSS 10.2.1), which needs a bucket."""
    tiers = {
        "assets": settings.assets,
        "audit": settings.audit,
        "baseline": settings.baseline,
        "loadBalancer": settings.load_balancer,
    }
    needing = sorted(name for name, tier in tiers.items() if tier is not None)
    if needing and settings.objects is None:
        yield Problem(
            path="objects",
            rule=f"is required and missing: {', '.join(needing)} deliver access logs to its bucket",
            fix="objects: {auditBucket: false}",
        )


def alarms_of_security_events(settings: Settings) -> Iterator[Problem]:
    """The trail's metric filters mean nothing without the alarms of the monitoring tier."""
    if settings.audit is not None and settings.monitoring is None:
        yield Problem(
            path="monitoring",
            rule="is required and missing: the security events that audit finds need its alarms "
            "(PCI DSS 10.4.1.1)",
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


def shards(settings: Settings) -> Iterator[Problem]:
    """A provisioned stream accepts one event for each payment of the target load."""
    count = None if settings.stream is None else settings.stream.shards
    if count is not None and carried_by_shards(count) < settings.target_tpm:
        yield Problem(
            path="stream.shards",
            found=str(count),
            rule=f"accept {carried_by_shards(count)} events a minute ({count} x 1000 a second x "
            f"60), less than targetTpm = {settings.target_tpm}",
            fix=f"{settings.sizing.shards}, or leave it out",
        )


def warm_throughput(settings: Settings) -> Iterator[Problem]:
    """A table that starts smaller than the target load throttles until AWS has grown it."""
    table = settings.transactions
    if table is None:
        return
    needs = {
        "warmWriteUnits": (table.warm_write_units, settings.sizing.table_write_units),
        "warmReadUnits": (table.warm_read_units, settings.sizing.table_read_units),
    }
    for key, (given, needed) in needs.items():
        if given is not None and given < needed:
            yield Problem(
                path=f"transactions.{key}",
                found=str(given),
                rule=f"is less than the {needed} units a second that targetTpm = "
                f"{settings.target_tpm} needs",
                fix=f"{needed}, or leave it out",
            )
