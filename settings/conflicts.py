"""What the blocks of a stack say against each other, AWS or PCI DSS."""

from collections.abc import Callable, Iterator

from settings import (
    capacity_checks,
    data_checks,
    deploy_checks,
    edge_checks,
    global_checks,
    ops_checks,
)
from settings.problem import Problem
from settings.stack import Settings

#: The keys a check reads, and the check: it yields problems with paths below `payments:`.
Check = tuple[frozenset[str], Callable[[Settings], Iterator[Problem]]]

CHECKS: tuple[Check, ...] = (
    (frozenset({"cache", "containers", "database", "secrets"}), data_checks.secrets_present),
    (frozenset({"protection", "secrets"}), data_checks.secrets_recovery),
    (frozenset({"cache", "containers", "database", "secrets"}), data_checks.secrets_needed),
    (frozenset({"database", "secrets"}), data_checks.secrets_to_read),
    (frozenset({"database", "secrets"}), data_checks.alternating_users),
    (frozenset({"network", "objects"}), data_checks.flow_log_bucket),
    (frozenset({"database", "secrets", "targetTpm"}), global_checks.global_database),
    (frozenset({"api", "waf", "loadBalancer", "assets"}), edge_checks.api_and_waf),
    (frozenset({"api", "certificate", "loadBalancer"}), edge_checks.api_link),
    (frozenset({"api", "certificate", "functions", "protection"}), edge_checks.api_addresses),
    (frozenset({"certificate", "containers", "loadBalancer"}), edge_checks.load_balancer),
    (frozenset({"containers", "loadBalancer", "network"}), edge_checks.containers),
    (frozenset({"functions", "monitoring"}), deploy_checks.shifting_functions),
    (frozenset({"containers", "loadBalancer", "monitoring"}), deploy_checks.shifting_tasks),
    (frozenset({"functions", "network"}), edge_checks.acquirer),
    (frozenset({"api", "certificate", "protection"}), edge_checks.imported_certificate),
    (frozenset({"certificate"}), edge_checks.certificate_region),
    (frozenset({"assets", "certificate"}), edge_checks.assets),
    (frozenset({"notifications"}), ops_checks.topics),
    (frozenset({"objects"}), ops_checks.log_buckets),
    (frozenset({"audit", "monitoring"}), ops_checks.alarms_of_security_events),
    (frozenset({"backup", "database", "files", "transactions"}), ops_checks.backups),
    (frozenset({"audit", "objects", "protection"}), ops_checks.object_lock),
    (frozenset({"api", "targetTpm"}), capacity_checks.throttle),
    (frozenset({"functions", "targetTpm"}), capacity_checks.concurrency),
    (frozenset({"functions", "targetTpm"}), capacity_checks.provisioned_concurrency),
    (
        frozenset({"cache", "containers", "database", "functions", "secrets", "targetTpm"}),
        capacity_checks.account_concurrency,
    ),
    (frozenset({"containers", "targetTpm"}), capacity_checks.tasks),
    (frozenset({"database", "targetTpm"}), capacity_checks.database_units),
    (frozenset({"stream", "targetTpm"}), capacity_checks.shards),
    (frozenset({"transactions", "targetTpm"}), capacity_checks.warm_throughput),
    (frozenset({"transactions", "targetTpm"}), capacity_checks.status_shards),
)
