"""The payment service: two roles apart, tasks that scale, files over TLS."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.containers import Containers, ContainersArgs, task_range
from components.context import Context
from components.function_environment import Stores
from components.grants import write_stream
from components.key_domains import Domain
from components.key_policy import key_policy
from components.service_roles import StartSecret, execution_statements
from components.shared_files import SharedFiles
from components.workload import Group, Workload
from offline.graph import UNKNOWN, State, run
from settings.containers import ContainersSettings
from settings.sizing import Sizing

CLUSTER = "aws:ecs/cluster:Cluster"
SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/rolePolicy:RolePolicy"
REPOSITORY = "aws:ecr/repository:Repository"
TARGET = "aws:appautoscaling/target:Target"
SCALING = "aws:appautoscaling/policy:Policy"
FILES = SharedFiles(
    file_system_id="fs-1",
    access_point_id="fsap-1",
    access_point_arn="arn:fsap",
)
SECRETS = {"APPLICATION_SECRET": StartSecret(name="secret-application-test", arn="arn:secret")}
made: list[Containers] = []
Build = Callable[..., State]


@pytest.fixture(scope="module")
def build(ctx: Context) -> Build:
    workload = Workload(
        name="payment-service",
        group=Group.TASKS,
        reaches=frozenset(),
        statements=(write_stream(ctx),),
    )

    def state(
        *, of: Context = ctx, files: SharedFiles | None = None, deployed: bool = True, **block: Any
    ) -> State:
        args = ContainersArgs(
            context=of,
            settings=ContainersSettings(**block),
            workload=workload,
            stores=Stores(stream="stream-transactions-test"),
            subnet_ids=["subnet-1", "subnet-2", "subnet-3"],
            security_group_id="sg-tasks",
            key_arn="arn:key",
            logs_key_arn="arn:logs",
            target_group_arns={"blue": "arn:blue", "green": "arn:green"},
            secrets=SECRETS,
            files=files,
        )
        return run(lambda: made.append(Containers("containers", args)), deployed=deployed)

    return state


@pytest.fixture(scope="module")
def state(build: Build) -> State:
    return build(files=FILES)


def inputs(state: State, token: str, name: str = "") -> dict[str, Any]:
    return cast("dict[str, Any]", dict(state.one(token, name).inputs))


def statements(state: State, name: str) -> dict[str, dict[str, Any]]:
    document = json.loads(inputs(state, POLICY, name)["policy"])
    return {statement["Sid"]: statement for statement in document["Statement"]}


def container(state: State, color: str = "blue") -> dict[str, Any]:
    (found,) = json.loads(inputs(state, TASK, color)["containerDefinitions"])
    return cast("dict[str, Any]", found)


def test_tasks_run_on_fargate_in_private_subnets_without_public_address(state: State) -> None:
    service = inputs(state, SERVICE)
    assert (service["launchType"], service["platformVersion"]) == ("FARGATE", "LATEST")
    assert service["networkConfiguration"] == {
        "subnets": ["subnet-1", "subnet-2", "subnet-3"],
        "securityGroups": ["sg-tasks"],
        "assignPublicIp": False,
    }
    assert inputs(state, TASK)["networkMode"] == "awsvpc"


def test_nobody_gets_a_shell_in_a_task(state: State) -> None:
    assert inputs(state, SERVICE)["enableExecuteCommand"] is False


def test_execution_and_task_role_are_two_roles_that_only_tasks_of_the_account_assume(
    state: State,
) -> None:
    task = state.one(TASK)
    roles = {role.urn: role for role in state.by_type(ROLE)}
    for key, name in (("executionRoleArn", "execution"), ("taskRoleArn", "task")):
        assert state.one(ROLE, name).urn in task.property_dependencies[key]
        assert task.inputs[key] == state.one(ROLE, name).outputs["arn"]
    assert len(roles) == 2
    for role in roles.values():
        (trust,) = json.loads(str(role.inputs["assumeRolePolicy"]))["Statement"]
        assert trust["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
        assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def test_a_task_starts_only_once_its_roles_may_do_what_it_needs(state: State) -> None:
    behind = state.one(TASK).property_dependencies
    assert state.one(POLICY, "execution-permissions").urn in behind["executionRoleArn"]
    assert state.one(POLICY, "task-permissions").urn in behind["taskRoleArn"]


def test_the_execution_role_pulls_reads_start_secrets_and_logs_exactly(state: State) -> None:
    found = statements(state, "execution")
    assert found.keys() == {"OwnLogs", "StartSecrets", "PullImage", "RegistryLogin"}
    assert found["OwnLogs"]["Resource"] == [
        "arn:aws:logs:us-west-2:123456789012:log-group:/ecs/service-payment-test:*"
    ]
    assert found["StartSecrets"]["Resource"] == [
        "arn:aws:secretsmanager:us-west-2:123456789012:secret:secret-application-test-??????"
    ]
    assert found["PullImage"]["Resource"] == [
        "arn:aws:ecr:us-west-2:123456789012:repository/ecr-payment-service-test"
    ]


def test_without_start_secrets_the_execution_role_reads_none(ctx: Context) -> None:
    found = execution_statements(ctx, log_group="/ecs/a", secret_names=[], own_repository=False)
    assert [statement.sid for statement in found] == ["OwnLogs"]


def test_fargate_encrypts_task_disks_only_for_clusters_of_the_account(ctx: Context) -> None:
    document = json.loads(key_policy(ctx, Domain.CONTAINERS))
    found = {part["Sid"]: part for part in document["Statement"]}
    own = {"kms:EncryptionContext:aws:ecs:clusterAccount": "123456789012"}
    for sid, action in (
        ("TaskStorage", "kms:GenerateDataKeyWithoutPlaintext"),
        ("TaskStorageGrants", "kms:CreateGrant"),
    ):
        assert found[sid]["Principal"] == {"Service": "fargate.amazonaws.com"}
        assert found[sid]["Action"] == [action]
        assert found[sid]["Condition"]["StringEquals"] == own


def test_the_task_role_does_what_the_workload_says(state: State) -> None:
    assert statements(state, "task-permissions").keys() == {"TransactionEvents"}


def test_shared_files_cross_the_network_by_tls_as_the_access_points_user(state: State) -> None:
    (volume,) = inputs(state, TASK)["volumes"]
    assert volume["efsVolumeConfiguration"] == {
        "fileSystemId": "fs-1",
        "transitEncryption": "ENABLED",
        "authorizationConfig": {"accessPointId": "fsap-1", "iam": "ENABLED"},
    }
    assert container(state)["mountPoints"][0]["sourceVolume"] == volume["name"]


def test_without_shared_files_nothing_is_mounted(build: Build) -> None:
    assert inputs(build(), TASK)["volumes"] == []


def test_images_come_from_an_immutable_scanned_encrypted_repository(state: State) -> None:
    repository = inputs(state, REPOSITORY)
    assert repository["imageTagMutability"] == "IMMUTABLE"
    assert repository["imageScanningConfiguration"] == {"scanOnPush": True}
    assert repository["encryptionConfigurations"] == [
        {"encryptionType": "KMS", "kmsKey": "arn:key"}
    ]
    address = "123456789012.dkr.ecr.us-west-2.amazonaws.com/ecr-payment-service-test:1.0.0"
    assert container(state)["image"] == address


def test_old_images_leave_the_repository(state: State) -> None:
    policy = json.loads(inputs(state, "aws:ecr/lifecyclePolicy:LifecyclePolicy")["policy"])
    kinds = [rule["selection"]["tagStatus"] for rule in policy["rules"]]
    assert kinds == ["untagged", "any"]


def test_the_repository_is_kept_or_emptied_by_profile(
    build: Build, ctx: Context, retained_ctx: Context
) -> None:
    for context, protected in ((ctx, False), (retained_ctx, True)):
        repository = build(of=context).one(REPOSITORY)
        assert repository.options.protect is protected
        assert repository.inputs["forceDelete"] is not protected


def test_a_given_image_needs_no_repository(build: Build) -> None:
    state = build(image="httpd:alpine", port=80)
    assert not state.by_type(REPOSITORY)
    assert made[-1].repository_url is None
    assert container(state)["image"] == "httpd:alpine"
    assert statements(state, "execution").keys() == {"OwnLogs", "StartSecrets"}


def test_task_disks_and_logs_are_under_customer_keys(state: State) -> None:
    assert inputs(state, CLUSTER)["configuration"] == {
        "managedStorageConfiguration": {"fargateEphemeralStorageKmsKeyId": "arn:key"}
    }
    group = inputs(state, "aws:cloudwatch/logGroup:LogGroup")
    assert (group["name"], group["kmsKeyId"]) == ("/ecs/service-payment-test", "arn:logs")
    masking = "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy"
    assert len(state.by_type(masking)) == 1


def test_the_cluster_reports_container_insights(build: Build) -> None:
    (setting,) = inputs(build(container_insights="enhanced"), CLUSTER)["settings"]
    assert setting == {"name": "containerInsights", "value": "enhanced"}


@pytest.mark.parametrize(("breaker", "enabled"), [("rollback", "yes"), ("off", "no")])
def test_a_failed_deployment_rolls_back_unless_switched_off(
    build: Build, breaker: str, enabled: str
) -> None:
    found = inputs(build(circuit_breaker=breaker), SERVICE)["deploymentCircuitBreaker"]
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


def test_explicit_counts_reach_service_and_autoscaling(build: Build) -> None:
    state = build(cpu_units=256, memory_mb=512, min_tasks=1, max_tasks=5)
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


def test_tasks_register_in_their_colors_group(build: Build) -> None:
    state = build(green_version="2.0.0")
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


def test_busy_full_and_missing_tasks_raise_alarms(build: Build) -> None:
    build(green_version="2.0.0", min_tasks=4)
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


def test_before_the_first_deployment_only_what_aws_assigns_is_unknown(build: Build) -> None:
    new = build(files=FILES, deployed=False)
    assert inputs(new, TASK)["taskRoleArn"] == UNKNOWN
    assert inputs(new, TARGET)["resourceId"].startswith("service/ecs-payments-test/")
    assert container(new)["readonlyRootFilesystem"] is True
