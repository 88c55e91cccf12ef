"""Names and tags of everything in a stack."""

from typing import Any

import pytest
from pci.taggable import TAGGABLE

from offline.graph import State
from settings.tags import EACH, OWN
from tests.support.stacks import ALARM, STACKS, Graph, inputs

#: Types whose physical name an operator meets, and the property that holds it.
NAMED = {
    "aws:apigateway/restApi:RestApi": "name",
    "aws:apigatewayv2/api:Api": "name",
    "aws:backup/vault:Vault": "name",
    "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "name",
    "aws:dynamodb/table:Table": "name",
    "aws:ec2/securityGroup:SecurityGroup": "name",
    "aws:ecr/repository:Repository": "name",
    "aws:ecs/cluster:Cluster": "name",
    "aws:ecs/service:Service": "name",
    "aws:efs/fileSystem:FileSystem": "creationToken",
    "aws:elasticache/replicationGroup:ReplicationGroup": "replicationGroupId",
    "aws:iam/role:Role": "name",
    "aws:kinesis/stream:Stream": "name",
    "aws:kms/alias:Alias": "name",
    "aws:lambda/function:Function": "name",
    "aws:lb/loadBalancer:LoadBalancer": "name",
    "aws:lb/targetGroup:TargetGroup": "name",
    "aws:rds/cluster:Cluster": "clusterIdentifier",
    "aws:rds/clusterInstance:ClusterInstance": "identifier",
    "aws:rds/instance:Instance": "identifier",
    "aws:rds/subnetGroup:SubnetGroup": "name",
    "aws:s3/bucket:Bucket": "bucket",
    "aws:secretsmanager/secret:Secret": "name",
    "aws:sns/topic:Topic": "name",
    "aws:sqs/queue:Queue": "name",
    "aws:wafv2/webAcl:WebAcl": "name",
}
TAGS = {
    "Project", "Environment", "Owner", "CostCenter", "Compliance", "DataClass", "PciScope",
    "ManagedBy", "Name",
}  # fmt: skip


def names(state: State) -> list[str]:
    return [str(inputs(each)[NAMED[each.type]]) for each in state.by_type(*NAMED)]


@pytest.mark.parametrize("stack", STACKS)
def test_physical_names_end_with_the_suffix(graph: Graph, stack: str) -> None:
    assert len(names(graph(stack))) > 50
    assert not [name for name in names(graph(stack)) if not name.endswith(f"-{stack}")]


def test_the_suffix_of_names_is_a_setting_whose_default_is_the_stack(graph: Graph) -> None:
    renamed = graph("dev", overrides={"payments:envSuffix": "blue"})
    assert not [name for name in names(renamed) if not name.endswith("-blue")]


@pytest.mark.parametrize("stack", STACKS)
def test_every_taggable_resource_carries_the_stacks_tags(graph: Graph, stack: str) -> None:
    state = graph(stack)
    tagged = state.by_type(*TAGGABLE)
    assert len(tagged) > 80
    for resource in tagged:
        tags: dict[str, Any] = inputs(resource).get("tags", {})
        assert tags.keys() >= TAGS, resource.name
        assert tags["Environment"] == stack


def test_everything_in_web_belongs_to_its_documents_project_and_cost_center(graph: Graph) -> None:
    state = graph("web")
    tags = [inputs(resource)["tags"] for resource in state.by_type(*TAGGABLE)]
    assert {tag["Project"] for tag in tags} == {"PaymentProcessing"}
    assert {tag["CostCenter"] for tag in tags} == {"Finance"}


def test_alarms_of_web_have_the_names_of_its_document(graph: Graph) -> None:
    found = {inputs(alarm)["name"] for alarm in graph("web").by_type(ALARM)}
    assert {
        "payment-alb-unhealthy-hosts-web",
        "payment-rds-cpu-web",
        "payment-rds-connections-web",
    } <= found
    assert all(str(name).startswith("payment-") for name in found)


@pytest.mark.parametrize("stack", STACKS)
def test_the_platforms_tags_are_those_that_the_settings_know(graph: Graph, stack: str) -> None:
    tags = {key for found in graph(stack).resources for key in inputs(found).get("tags") or {}}
    assert set(OWN) <= tags <= {*OWN, *EACH}
