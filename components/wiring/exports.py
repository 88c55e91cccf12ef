"""What an operator needs to know about a stack once it stands."""

from collections.abc import Iterator, Mapping

import pulumi

from components.api import RestApi
from components.tiers import Tiers

#: A stack output: a text, several, several by name, or what a resource computes.
Export = (
    pulumi.Input[str]
    | list[pulumi.Input[str]]
    | list[pulumi.Output[str]]
    | list[str]
    | Mapping[str, pulumi.Output[str]]
    | Mapping[str, pulumi.Input[str]]
)


def exports(tiers: Tiers) -> dict[str, Export]:
    """Endpoints, identifiers, log groups and dashboards, by the name of the stack output."""
    return dict(
        (
            *_network(tiers),
            *_data(tiers),
            *_compute(tiers),
            *_shifts(tiers),
            *_operations(tiers),
        ),
    )


def _network(tiers: Tiers) -> Iterator[tuple[str, Export]]:
    network = tiers.network
    yield "region", tiers.context.region
    yield "key_arns", {domain.value: arn for domain, arn in tiers.encryption.key_arns.items()}
    yield "vpc_id", network.vpc_id
    yield "public_subnet_ids", network.public_subnet_ids
    yield "private_subnet_ids", network.private_subnet_ids
    yield "database_subnet_ids", network.database_subnet_ids
    if tiers.objects and tiers.objects.flow_log_bucket:
        yield "flow_logs_bucket_name", tiers.objects.flow_log_bucket
    if tiers.objects and tiers.objects.audit_bucket:
        yield "audit_bucket_name", tiers.objects.audit_bucket
    if network.flow_log_group_name:
        yield "flow_log_group_name", network.flow_log_group_name


def _data(tiers: Tiers) -> Iterator[tuple[str, Export]]:
    if tiers.database:
        yield "database_arn", tiers.database.arn
        yield "rds_cluster_endpoint", tiers.database.writer_endpoint
        yield "rds_cluster_reader_endpoint", tiers.database.reader_endpoint
        yield "database_endpoint", tiers.database.host
        yield "database_secret_arn", tiers.database.secret_arn
        yield "database_login_secret_arn", tiers.database.login_secret_arn
        yield "database_log_group_names", list(tiers.database.log_group_names)
    if tiers.cache:
        yield "cache_id", tiers.cache.replication_group_id
        yield "cache_endpoint", tiers.cache.host
        yield "cache_log_group_names", list(tiers.cache.log_group_names)
    if tiers.files:
        yield "file_system_id", tiers.files.file_system_id
    if tiers.transactions:
        yield "transactions_table_name", tiers.transactions.table_name
    if tiers.stream:
        yield "stream_name", tiers.stream.stream_name


def _compute(tiers: Tiers) -> Iterator[tuple[str, Export]]:
    if tiers.functions:
        built = tiers.functions.functions.values()
        yield "function_names", [function.function_name for function in built]
        yield "function_log_group_names", list(tiers.functions.log_group_names)
    if tiers.load_balancer:
        yield "alb_arn", tiers.load_balancer.arn
        yield "alb_dns_name", tiers.load_balancer.dns_name
        if (url := _service_url(tiers)) is not None:
            yield "service_url", url
    if tiers.containers:
        yield "ecs_cluster_name", tiers.containers.cluster_name
        yield "ecs_service_names", sorted(tiers.containers.service_names.values())
        yield "container_log_group_name", tiers.containers.log_group_name
    if tiers.api:
        yield "api_endpoint", tiers.api.url
        yield "api_id", tiers.api.api_id
        yield "api_access_log_group_name", tiers.api.access_log_group
    if isinstance(tiers.api, RestApi):
        yield "api_key_id", tiers.api.api_key_id
    if tiers.assets:
        yield "static_assets_bucket_name", tiers.assets.bucket_name
        yield "static_assets_url", tiers.assets.url


def _shifts(tiers: Tiers) -> Iterator[tuple[str, Export]]:
    """What `make shift` needs: groups that configuration weighs, functions that it moves."""
    balancer, deployments = tiers.load_balancer, tiers.function_deployments
    if balancer and balancer.traffic is None and "green" in balancer.target_group_arns:
        arns = balancer.target_group_arns
        yield "target_group_arns", {str(color): arn for color, arn in arns.items()}
    if tiers.functions and deployments:
        yield "deployment_application_name", deployments.application
        for workload, group in deployments.groups.items():
            function = tiers.functions.functions[workload]
            facts: dict[str, pulumi.Input[str]] = {
                "group": group,
                "function": function.function_name,
                "version": function.version,
            }
            yield f"deployment_of_{workload.replace('-', '_')}", facts


def _operations(tiers: Tiers) -> Iterator[tuple[str, Export]]:
    if tiers.notifications:
        yield "system_errors_topic_arn", tiers.notifications.system_errors_arn
        yield "failed_transactions_topic_arn", tiers.notifications.failed_transactions_arn
    if tiers.audit:
        yield "trail_arn", tiers.audit.trail_arn
        yield "audit_log_group_name", tiers.audit.log_group_name
    if tiers.backup:
        yield "backup_vault_name", tiers.backup.vault_name
    if tiers.parameters:
        yield "parameters_reader_policy_arn", tiers.parameters.reader_policy_arn
    if tiers.monitoring:
        yield "dashboard_name", tiers.monitoring.dashboard_name
        yield "alarm_names", list(tiers.monitoring.alarm_names)


def _service_url(tiers: Tiers) -> str | None:
    """Where clients reach a public load balancer; None when they come through an API."""
    balancer, named = tiers.settings.load_balancer, tiers.settings.certificate
    public = balancer is not None and balancer.kind == "public_alb" and not tiers.api
    return f"https://{named.domain}" if public and named and named.domain else None
