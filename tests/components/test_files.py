"""One encrypted file system that clients mount over TLS, through the access point, in any zone."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from components.context import Context
from components.files import Files, FilesArgs
from offline.graph import State, run
from settings.files import FilesSettings

KEY = "arn:aws:kms:us-west-2:123456789012:key/0000"
SUBNETS = ("subnet-a", "subnet-b", "subnet-c")
SYSTEM = "aws:efs/fileSystem:FileSystem"
made: list[Files] = []


ROLE = "arn:aws:iam::123456789012:role/role-payment-service-test"


def built(
    ctx: Context, *, deployed: bool = False, clients: Sequence[str] = (ROLE,), **settings: Any
) -> State:
    def program() -> None:
        args = FilesArgs(
            context=ctx,
            settings=FilesSettings(**settings),
            key_arn=KEY,
            subnet_ids=SUBNETS,
            security_group_id="sg-files",
            client_role_arns=clients,
        )
        made[:] = [Files("files", args)]

    return run(program, deployed=deployed)


@pytest.fixture(scope="module")
def state(ctx: Context) -> State:
    return built(ctx)


def test_the_file_system_is_encrypted_under_the_customer_key(state: State) -> None:
    system = state.one(SYSTEM).inputs
    assert system["encrypted"] is True
    assert system["kmsKeyId"] == KEY
    assert system["creationToken"] == "efs-payments-test"
    assert system["performanceMode"] == "generalPurpose"
    assert "availabilityZoneName" not in system


@pytest.mark.parametrize(("days", "policy"), [(30, "AFTER_30_DAYS"), (1, "AFTER_1_DAY")])
def test_unused_files_become_cheaper(ctx: Context, days: int, policy: str) -> None:
    system = built(ctx, infrequent_after_days=days, throughput_mode="bursting").one(SYSTEM).inputs
    assert system["lifecyclePolicies"] == [{"transitionToIa": policy}]
    assert system["throughputMode"] == "bursting"


def test_every_zone_has_a_mount_target_behind_the_security_group(state: State) -> None:
    targets = state.by_type("aws:efs/mountTarget:MountTarget")
    assert [target.inputs["subnetId"] for target in targets] == list(SUBNETS)
    assert all(target.inputs["securityGroups"] == ["sg-files"] for target in targets)


def policy(state: State) -> dict[str, dict[str, Any]]:
    document = state.one("aws:efs/fileSystemPolicy:FileSystemPolicy").inputs["policy"]
    return {statement["Sid"]: statement for statement in json.loads(str(document))["Statement"]}


def test_only_the_clients_roles_mount_and_only_through_an_access_point(state: State) -> None:
    (allowed,) = [found for found in policy(state).values() if found["Effect"] == "Allow"]
    assert allowed["Action"] == ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    assert allowed["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": [ROLE]},
        "ArnLike": {
            "elasticfilesystem:AccessPointArn": "arn:aws:elasticfilesystem:us-west-2:123456789012:"
            "access-point/*"
        },
    }


def test_files_without_a_client_admit_nobody(ctx: Context) -> None:
    effects = {found["Effect"] for found in policy(built(ctx, clients=())).values()}
    assert effects == {"Deny"}


def test_plaintext_root_and_ways_around_the_access_point_are_refused(state: State) -> None:
    refused = policy(state)
    assert refused["DenyPlaintext"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert refused["DenyRoot"]["Action"] == ["elasticfilesystem:ClientRootAccess"]
    assert refused["DenyWithoutAccessPoint"]["Condition"] == {
        "Null": {"elasticfilesystem:AccessPointArn": "true"}
    }


def test_clients_act_as_one_user_in_one_folder(state: State) -> None:
    point = state.one("aws:efs/accessPoint:AccessPoint").inputs
    assert point["posixUser"] == {"uid": 1000, "gid": 1000}
    assert point["rootDirectory"] == {
        "path": "/payments",
        "creationInfo": {"ownerUid": 1000, "ownerGid": 1000, "permissions": "0750"},
    }


def test_files_are_backed_up(state: State) -> None:
    backup = state.one("aws:efs/backupPolicy:BackupPolicy").inputs
    assert backup["backupPolicy"] == {"status": "ENABLED"}


def test_a_retained_file_system_is_protected(state: State, retained_ctx: Context) -> None:
    assert state.one(SYSTEM).options.protect is False
    assert built(retained_ctx).one(SYSTEM).options.protect is True


def test_the_identifier_handed_out_waits_for_mount_targets_and_policy(ctx: Context) -> None:
    state = built(ctx, deployed=True)
    component = state.one("payments:index:Files")
    assert component.outputs["file_system_id"] == state.one(SYSTEM).id
    assert component.outputs["access_point_id"]


def test_a_busy_file_system_raises_an_alarm(ctx: Context) -> None:
    assert built(ctx).one(SYSTEM)
    (alarm,) = made[0].alarms
    assert (alarm.metric.name, alarm.threshold) == ("PercentIOLimit", 90)
    (widget,) = made[0].widgets
    assert {tuple(metric.dimensions) for metric in widget.metrics} == {("FileSystemId",)}


def test_bursts_that_run_out_raise_an_alarm_where_there_are_any(ctx: Context) -> None:
    built(ctx, throughput_mode="elastic")
    assert [alarm.purpose for alarm in made[0].alarms] == ["efs-io-limit"]
    built(ctx, throughput_mode="bursting")
    credits_left = made[0].alarms[-1]
    assert credits_left.purpose == "efs-burst-credits"
    assert credits_left.metric.name == "BurstCreditBalance"
    assert (credits_left.comparison, credits_left.threshold) == ("LessThanThreshold", 192 * 2**30)
