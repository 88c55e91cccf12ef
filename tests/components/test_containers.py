"""The payment service: private tasks that scale, in two colors, with files over TLS."""

import json
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.containers import task_range
from components.context import Context
from components.key_domains import Domain
from components.key_policy import key_policy
from offline.graph import UNKNOWN, State
from settings.containers import ContainersSettings
from settings.sizing import Sizing
from tests.support.containers import FILES, TASK, built, container, made
from tests.support.recorded import inputs

CLUSTER = "aws:ecs/cluster:Cluster"
SERVICE = "aws:ecs/service:Service"
TARGET = "aws:appautoscaling/target:Target"
SCALING = "aws:appautoscaling/policy:Policy"


@pytest.fixture(scope="module")
def state(ctx: Context) -> State:
    return built(ctx, files=FILES)


def test_tasks_run_on_fargate_in_private_subnets_without_public_address(state: State) -> None:
    service = inputs(state, SERVICE)
    assert (service["launchType"], service["platformVersion"]) == ("FARGATE", "LATEST")
    assert service["networkConfiguration"] == {
        "subnets": ["subnet-1", "subnet-2", "subnet-3"],
        "securityGroups": ["sg-tasks"],
        "assignPublicIp": False,
    }
    assert inputs(state, TASK)["networkMode"] == "awsvpc"


def test_a_task_is_defined_after_the_group_that_it_logs_to(state: State) -> None:
    group = state.one("aws:cloudwatch/logGroup:LogGroup")
    options = container(state)["logConfiguration"]["options"]
    assert options["awslogs-group"] == group.inputs["name"]
    assert group.urn in state.one(TASK).dependencies


def test_nobody_gets_a_shell_in_a_task(state: State) -> None:
    assert inputs(state, SERVICE)["enableExecuteCommand"] is False


def test_fargate_encrypts_task_disks_only_for_the_stacks_own_cluster(ctx: Context) -> None:
    document = json.loads(key_policy(ctx, Domain.CONTAINERS))
    found = {part["Sid"]: part for part in document["Statement"]}
    own = {
        "kms:EncryptionContext:aws:ecs:clusterAccount": "123456789012",
        "kms:EncryptionContext:aws:ecs:clusterName": "ecs-payments-test",
    }
    for sid, action in (
        ("TaskStorage", "kms:GenerateDataKeyWithoutPlaintext"),
        ("TaskStorageGrants", "kms:CreateGrant"),
    ):
        assert found[sid]["Principal"] == {"Service": "fargate.amazonaws.com"}
        assert found[sid]["Action"] == [action]
        assert found[sid]["Condition"]["StringEquals"] == own


def test_shared_files_cross_the_network_by_tls_as_the_access_points_user(state: State) -> None:
    (volume,) = inputs(state, TASK)["volumes"]
    assert volume["efsVolumeConfiguration"] == {
        "fileSystemId": "fs-1",
        "transitEncryption": "ENABLED",
        "authorizationConfig": {"accessPointId": "fsap-1", "iam": "ENABLED"},
    }
    assert container(state)["mountPoints"][0]["sourceVolume"] == volume["name"]


def test_without_shared_files_nothing_is_mounted(ctx: Context) -> None:
    assert inputs(built(ctx), TASK)["volumes"] == []


def test_task_disks_and_logs_are_under_customer_keys(state: State) -> None:
    assert inputs(state, CLUSTER)["configuration"] == {
        "managedStorageConfiguration": {"fargateEphemeralStorageKmsKeyId": "arn:key"}
    }
    group = inputs(state, "aws:cloudwatch/logGroup:LogGroup")
    assert (group["name"], group["kmsKeyId"]) == ("/ecs/service-payment-test", "arn:logs")
    masking = "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy"
    assert len(state.by_type(masking)) == 1


def test_the_cluster_reports_container_insights(ctx: Context) -> None:
    (setting,) = inputs(built(ctx, container_insights="enhanced"), CLUSTER)["settings"]
    assert setting == {"name": "containerInsights", "value": "enhanced"}


@pytest.mark.parametrize(("breaker", "enabled"), [("rollback", "yes"), ("off", "no")])
def test_a_failed_deployment_rolls_back_unless_switched_off(
    ctx: Context, breaker: str, enabled: str
) -> None:
    found = inputs(built(ctx, circuit_breaker=breaker), SERVICE)["deploymentCircuitBreaker"]
    assert found == {"enable": enabled == "yes", "rollback": enabled == "yes"}


def test_the_count_belongs_to_autoscaling_on_cpu_70_and_memory_80(state: State) -> None:
    assert state.one(SERVICE).options.ignore_changes == ("desiredCount",)
    policies = {
        config["predefinedMetricSpecification"]["predefinedMetricType"]: config["targetValue"]
        for policy in state.by_type(SCALING)
        for config in [
            cast("dict[str, Any]", policy.inputs["targetTrackingScalingPolicyConfiguration"])
        ]
    }
    assert policies == {
        "ECSServiceAverageCPUUtilization": 70,
        "ECSServiceAverageMemoryUtilization": 80,
    }


def test_explicit_counts_reach_service_and_autoscaling(ctx: Context) -> None:
    state = built(ctx, cpu_units=256, memory_mb=512, min_tasks=1, max_tasks=5)
    target = inputs(state, TARGET)
    assert target["resourceId"] == "service/ecs-payments-test/service-payment-blue-test"
    assert (target["minCapacity"], target["maxCapacity"]) == (1, 5)
    assert inputs(state, SERVICE)["desiredCount"] == 1
    task = inputs(state, TASK)
    assert (task["cpu"], task["memory"]) == ("256", "512")


@given(tpm=st.integers(60, 600_000), cpu=st.sampled_from([256, 1024, 16384]))
def test_derived_counts_carry_the_load_with_one_task_a_zone(
    ctx: Context, tpm: int, cpu: int
) -> None:
    sizing = Sizing(tpm)
    settings = ContainersSettings.model_validate({"cpu_units": cpu})
    least, most = task_range(replace(ctx, sizing=sizing), settings)
    assert least >= max(3, sizing.tasks(cpu))
    assert most == 2 * least


def test_an_explicit_maximum_bounds_the_derived_minimum(ctx: Context) -> None:
    assert task_range(ctx, ContainersSettings(max_tasks=2)) == (2, 2)


def test_tasks_register_in_their_colors_group(ctx: Context) -> None:
    state = built(ctx, green_version="2.0.0")
    for color, tag in (("blue", "1.0.0"), ("green", "2.0.0")):
        (registered,) = inputs(state, SERVICE, color)["loadBalancers"]
        assert registered == {
            "targetGroupArn": f"arn:{color}",
            "containerName": "payment-service",
            "containerPort": 8443,
        }
        assert container(state, color)["image"].endswith(f":{tag}")
    assert set(made[-1].service_names) == {"blue", "green"}


def test_one_version_runs_until_a_green_one_is_named(state: State) -> None:
    assert len(state.by_type(SERVICE)) == 1


def test_busy_full_and_missing_tasks_raise_alarms(ctx: Context) -> None:
    built(ctx, green_version="2.0.0", min_tasks=4)
    alarms = {alarm.purpose: alarm for alarm in made[-1].alarms}
    assert alarms.keys() == {
        f"{purpose}{suffix}"
        for purpose in ("ecs-cpu", "ecs-memory", "ecs-tasks")
        for suffix in ("", "-green")
    }
    assert (alarms["ecs-cpu"].threshold, alarms["ecs-memory"].threshold) == (80, 80)
    assert (alarms["ecs-tasks"].threshold, alarms["ecs-tasks"].missing_data) == (4, "breaching")
    for alarm in alarms.values():
        assert alarm.metric.dimensions.keys() == {"ClusterName", "ServiceName"}
    assert len(made[-1].widgets) == 2


def test_before_the_first_deployment_only_what_aws_assigns_is_unknown(ctx: Context) -> None:
    new = built(ctx, files=FILES, deployed=False)
    assert inputs(new, TASK)["taskRoleArn"] == UNKNOWN
    assert inputs(new, TARGET)["resourceId"].startswith("service/ecs-payments-test/")
    assert container(new)["readonlyRootFilesystem"] is True
