"""What each stack contains: the services of its document, its size, its outputs."""

import pytest

from tests.support.stacks import (
    EGRESS,
    ENDPOINT,
    FUNCTION,
    STACKS,
    Graph,
    connections,
    inputs,
    origins,
)

SERVICES = {
    "fintech": {
        "aws:rds/cluster:Cluster", "aws:efs/fileSystem:FileSystem",
        "aws:secretsmanager/secretRotation:SecretRotation",
        "aws:elasticache/replicationGroup:ReplicationGroup", "aws:apigatewayv2/api:Api",
    },
    "containers": {
        "aws:ecs/service:Service", "aws:rds/instance:Instance",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:secretsmanager/secret:Secret", "aws:efs/fileSystem:FileSystem",
        "aws:apigateway/restApi:RestApi", "aws:kinesis/stream:Stream", "aws:kms/key:Key",
        "aws:wafv2/webAcl:WebAcl", "aws:cloudwatch/dashboard:Dashboard",
    },
    "serverless": {
        "aws:lambda/function:Function", "aws:rds/cluster:Cluster", "aws:dynamodb/table:Table",
        "aws:lb/loadBalancer:LoadBalancer", "aws:s3/bucket:Bucket", "aws:sns/topic:Topic",
        "aws:ssm/parameter:Parameter", "aws:secretsmanager/secretRotation:SecretRotation",
        "aws:cloudwatch/dashboard:Dashboard",
    },
    "web": {
        "aws:lb/loadBalancer:LoadBalancer", "aws:acm/certificate:Certificate",
        "aws:rds/cluster:Cluster", "aws:s3/bucket:Bucket", "aws:ec2/flowLog:FlowLog",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
    },
}  # fmt: skip
#: The least number of resources that a provider manages.
SIZES = {"prod": 300, "serverless": 76}
NINE = {
    "vpc_id", "alb_dns_name", "alb_arn", "rds_cluster_endpoint", "rds_cluster_reader_endpoint",
    "static_assets_bucket_name", "flow_logs_bucket_name", "public_subnet_ids",
    "private_subnet_ids",
}  # fmt: skip
#: What an operator of any stack asks for first.
COMMON = {
    "region", "vpc_id", "private_subnet_ids", "database_endpoint", "database_secret_arn",
    "database_log_group_names", "dashboard_name", "backup_vault_name", "system_errors_topic_arn",
}  # fmt: skip
API = {"api_endpoint", "api_id", "api_access_log_group_name"}
MORE = {
    "dev": API | {"cache_endpoint", "transactions_table_name", "function_log_group_names"},
    "prod": API | {"cache_endpoint", "file_system_id", "stream_name", "ecs_cluster_name"},
    "fintech": API | {"cache_endpoint", "file_system_id", "function_log_group_names"},
    "containers": API | {"stream_name", "ecs_cluster_name", "container_log_group_name"},
    "serverless": API | {"alb_arn", "transactions_table_name", "audit_bucket_name"},
    "web": NINE | {"static_assets_url", "audit_log_group_name"},
}


@pytest.mark.parametrize("stack", SERVICES)
def test_a_stack_has_the_services_its_document_lists(graph: Graph, stack: str) -> None:
    assert SERVICES[stack] <= set(graph(stack).type_counts)


def test_the_five_services_of_fintech_are_connected(graph: Graph) -> None:
    state = graph("fintech")
    assert {
        ("firewall-functions", "firewall-database", 5432),
        ("firewall-functions", "firewall-cache", 6379),
        ("firewall-functions", "firewall-files", 2049),
        ("firewall-functions", "firewall-endpoints", 443),
    } <= connections(state, EGRESS)
    assert state.one(ENDPOINT, "secretsmanager")
    integration = state.one("aws:apigatewayv2/integration:Integration", "post-process")
    called = origins(state, integration, "integrationUri")
    assert "functions-transaction-processing-live" in called


@pytest.mark.parametrize("stack", SIZES)
def test_stacks_are_as_large_as_their_documents_say(graph: Graph, stack: str) -> None:
    managed = [resource for resource in graph(stack).resources if resource.custom]
    assert len(managed) >= SIZES[stack]


@pytest.mark.parametrize("stack", STACKS)
def test_every_function_has_reserved_concurrency(graph: Graph, stack: str) -> None:
    functions = graph(stack).by_type(FUNCTION)
    assert functions
    assert all(inputs(each)["reservedConcurrentExecutions"] >= 1 for each in functions)


@pytest.mark.parametrize("stack", STACKS)
def test_nothing_fans_out_of_the_stream(graph: Graph, stack: str) -> None:
    state = graph(stack)
    assert not state.by_type("aws:kinesis/streamConsumer:StreamConsumer")
    for stream in state.by_type("aws:kinesis/stream:Stream"):
        assert "shardLevelMetrics" not in stream.inputs


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_exports_what_an_operator_needs(graph: Graph, stack: str) -> None:
    outputs = dict(graph(stack).stack_outputs)
    assert COMMON | MORE[stack] <= outputs.keys()
    assert all(outputs.values())


def test_web_exports_the_nine_outputs_of_its_document(graph: Graph) -> None:
    outputs = dict(graph("web").stack_outputs)
    assert outputs.keys() >= NINE
    assert [len(outputs[f"{tier}_subnet_ids"]) for tier in ("public", "private")] == [3, 3]
