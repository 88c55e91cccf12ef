"""Stacks as their programs say, made on moto and looked at; then broken, and looked at again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from moto import mock_aws

from operations.aws import clients
from operations.smoke.fact import Deployed, Fact
from operations.smoke.run import CHECKS, examined
from tests.support.deployed import deployed
from tests.support.stacks import Graph

#: Between them they have every tier: functions and tasks, a cluster and an instance.
LOOKED_AT = ("prod", "containers", "web")


def facts(site: Deployed, *tiers: str) -> list[Fact]:
    """What is seen of tiers; of all but the entry, which only a network answers for, if none."""
    checks = [check for check in CHECKS if check.tier in tiers or not tiers]
    return [fact for check in checks if check.tier != "entry" for fact in examined(check, site)]


def problems(site: Deployed, *tiers: str) -> list[tuple[str, str]]:
    return [(fact.resource, fact.problem) for fact in facts(site, *tiers) if not fact.holds]


@pytest.fixture(scope="module", params=LOOKED_AT)
def site(graph: Graph, request: pytest.FixtureRequest) -> Iterator[Deployed]:
    """A stack on moto."""
    state = graph(request.param)
    with mock_aws(config={"lambda": {"use_docker": False}}):
        yield deployed(state, clients(str(state.stack_outputs["region"])))


def test_a_stack_deployed_as_its_program_says_is_found_to_be_right(site: Deployed) -> None:
    assert problems(site) == []
    looked_at = {check.tier for check in CHECKS if site.named(check.outputs)}
    assert looked_at >= {"encryption", "secrets", "database", "logs", "monitoring", "audit"}


def test_every_key_that_is_exported_is_looked_at(site: Deployed) -> None:
    seen = {fact.resource for fact in facts(site, "encryption")}
    assert seen == {name.partition(".")[2] for name in site.outputs if name.startswith("key_arns.")}


Break = Callable[[Deployed], Any]


def _disable_key(site: Deployed) -> None:
    site.clients("kms").disable_key(KeyId=str(site.key("logs")).rpartition("/")[2])


def _stop_rotating_key(site: Deployed) -> None:
    site.clients("kms").disable_key_rotation(KeyId=site.key("sns"))


def _forget_secret(site: Deployed) -> None:
    manager = site.clients("secretsmanager")
    manager.cancel_rotate_secret(SecretId=site.outputs["database_login_secret_arn"])


def _open_database(site: Deployed) -> None:
    rds = site.clients("rds")
    (cluster,) = rds.describe_db_clusters()["DBClusters"]
    name = cluster["DBClusterMembers"][0]["DBInstanceIdentifier"]
    rds.modify_db_instance(DBInstanceIdentifier=name, PubliclyAccessible=True)


def _forget_time(site: Deployed) -> None:
    site.clients("dynamodb").update_continuous_backups(
        TableName=site.outputs["transactions_table_name"],
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False},
    )


def _decrypt_stream(site: Deployed) -> None:
    site.clients("kinesis").stop_stream_encryption(
        StreamName=site.outputs["stream_name"],
        EncryptionType="KMS",
        KeyId=site.key("kinesis"),
    )


def _unmount(site: Deployed) -> None:
    efs, name = site.clients("efs"), site.outputs["file_system_id"]
    target = efs.describe_mount_targets(FileSystemId=name)["MountTargets"][0]
    efs.delete_mount_target(MountTargetId=target["MountTargetId"])


def _delete_function(site: Deployed) -> None:
    site.clients("lambda").delete_function(FunctionName=site.named("function_names")[0])


def _want_more_tasks(site: Deployed) -> None:
    ecs = site.clients("ecs")
    (name, *_) = site.named("ecs_service_names")
    ecs.delete_service(cluster=site.outputs["ecs_cluster_name"], service=name, force=True)


def _listen_plainly(site: Deployed) -> None:
    answer = {"StatusCode": "200", "ContentType": "text/plain"}
    site.clients("elbv2").create_listener(
        LoadBalancerArn=site.outputs["alb_arn"],
        Port=80,
        Protocol="HTTP",
        DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": answer}],
    )


def _open_bucket(site: Deployed) -> None:
    site.clients("s3").put_public_access_block(
        Bucket=site.outputs["audit_bucket_name"],
        PublicAccessBlockConfiguration={"BlockPublicAcls": True, "BlockPublicPolicy": False},
    )


def _subscribe(site: Deployed) -> None:
    arn = site.outputs["system_errors_topic_arn"]
    sns = site.clients("sns")
    sns.set_topic_attributes(TopicArn=arn, AttributeName="KmsMasterKeyId", AttributeValue="other")


def _keep_forever(site: Deployed) -> None:
    name = site.outputs["flow_log_group_name"]
    site.clients("logs").delete_retention_policy(logGroupName=name)


def _delete_log_group(site: Deployed) -> None:
    site.clients("logs").delete_log_group(logGroupName=site.outputs["container_log_group_name"])


def _stop_trail(site: Deployed) -> None:
    site.clients("cloudtrail").stop_logging(Name=site.outputs["trail_arn"])


def _sound(site: Deployed) -> None:
    site.clients("cloudwatch").set_alarm_state(
        AlarmName="rds-cpu-prod", StateValue="ALARM", StateReason="tested"
    )


def _delete_alarm(site: Deployed) -> None:
    site.clients("cloudwatch").delete_alarms(AlarmNames=["api-5xx-prod"])


@pytest.mark.parametrize(
    ("tier", "breaks", "problem"),
    [
        ("encryption", _disable_key, "state is 'Disabled', expected 'Enabled'"),
        ("encryption", _stop_rotating_key, "rotation is False, expected True"),
        ("secrets", _forget_secret, "rotation is False, expected True"),
        ("database", _open_database, "public address is True, expected False"),
        ("transactions", _forget_time, "recovery is 'DISABLED', expected 'ENABLED'"),
        ("stream", _decrypt_stream, "encryption is 'NONE', expected 'KMS'"),
        ("files", _unmount, "subnets is {"),
        ("functions", _delete_function, "answer of AWS is 'ResourceNotFoundException'"),
        ("containers", _want_more_tasks, "status is 'INACTIVE', expected 'ACTIVE'"),
        ("load balancer", _listen_plainly, "listeners without TLS is [80], expected []"),
        ("buckets", _open_bucket, "public access blocked is False, expected True"),
        ("notifications", _subscribe, "key is 'other', expected 'arn:aws:kms:"),
        ("logs", _keep_forever, "retention is 'for ever', expected 'set'"),
        ("logs", _delete_log_group, "exists is False, expected True"),
        ("audit", _stop_trail, "recording is False, expected True"),
        ("monitoring", _sound, "state is 'ALARM', expected 'OK'"),
        ("monitoring", _delete_alarm, "exists is False, expected True"),
    ],
)
@pytest.mark.parametrize("site", ["prod"], indirect=True)
def test_what_is_broken_is_named_with_both_values(
    site: Deployed, tier: str, breaks: Break, problem: str
) -> None:
    before = problems(site, tier)
    breaks(site)
    found = [text for name, text in problems(site, tier) if (name, text) not in before]
    assert any(problem in text for text in found), found


@pytest.mark.parametrize("site", ["prod"], indirect=True)
def test_an_alarm_may_be_without_data_only_for_as_long_as_its_grace(site: Deployed) -> None:
    site.clients("cloudwatch").set_alarm_state(
        AlarmName="api-4xx-prod", StateValue="INSUFFICIENT_DATA", StateReason="new"
    )
    assert "api-4xx-prod" not in dict(problems(site, "monitoring"))
    impatient = replace(site, grace=-site.grace)
    found = dict(problems(impatient, "monitoring"))
    assert found["api-4xx-prod"] == "state is 'INSUFFICIENT_DATA', expected 'OK'"
