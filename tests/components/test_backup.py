"""Recovery points of everything that holds data, in a vault of their own."""

from typing import Any

import pytest

from components.backup import Backup, BackupArgs
from components.context import Context
from offline.graph import State, run
from settings.backup import BackupSettings

KEY = "arn:aws:kms:us-west-2:123456789012:key/0000"
TOPIC = "arn:aws:sns:us-west-2:123456789012:topic-system-errors-test"
STORES = ("arn:aws:dynamodb:us-west-2:123456789012:table/transactions-test",)
VAULT = "aws:backup/vault:Vault"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
made: list[Backup] = []


def built(ctx: Context, **settings: Any) -> State:
    def program() -> None:
        args = BackupArgs(
            context=ctx,
            settings=BackupSettings(**settings),
            key_arn=KEY,
            topic_arn=TOPIC,
            resource_arns=STORES,
        )
        made[:] = [Backup("backup", args)]

    return run(program)


@pytest.fixture(scope="module")
def state(ctx: Context) -> State:
    return built(ctx)


def rules(state: State) -> dict[str, Any]:
    plan: dict[str, Any] = dict(state.one("aws:backup/plan:Plan").inputs)
    return {rule["ruleName"]: rule for rule in plan["rules"]}


def test_recovery_points_are_under_the_customer_key(state: State) -> None:
    vault = state.one(VAULT).inputs
    assert vault["kmsKeyArn"] == KEY
    assert vault["name"] == "vault-payments-test"


def test_backups_run_every_day_and_are_kept_longer_every_month(state: State) -> None:
    daily, monthly = rules(state)["daily"], rules(state)["monthly"]
    assert daily["schedule"] == "cron(0 5 * * ? *)"
    assert daily["lifecycle"] == {"deleteAfter": 35}
    assert monthly["schedule"] == "cron(0 5 1 * ? *)"
    assert monthly["lifecycle"] == {"deleteAfter": 365}
    assert {rule["targetVaultName"] for rule in (daily, monthly)} == {"vault-payments-test"}


def test_the_time_of_day_is_configured(ctx: Context) -> None:
    assert rules(built(ctx, daily_at="23:45"))["daily"]["schedule"] == "cron(45 23 * * ? *)"


def test_monthly_recovery_points_can_go_cold(ctx: Context) -> None:
    monthly = rules(built(ctx, monthly_cold_after_days=30))["monthly"]
    assert monthly["lifecycle"] == {
        "deleteAfter": 365,
        "coldStorageAfter": 30,
        "optInToArchiveForSupportedResources": True,
    }


def test_the_plan_covers_the_stores_with_a_role_that_can_restore(state: State) -> None:
    selection = state.one("aws:backup/selection:Selection").inputs
    assert selection["resources"] == list(STORES)
    attached = state.by_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert {str(found.inputs["policyArn"]).rpartition("/")[2] for found in attached} == {
        "AWSBackupServiceRolePolicyForBackup",
        "AWSBackupServiceRolePolicyForRestores",
    }


def test_a_restore_and_a_changed_recovery_point_are_notified(state: State) -> None:
    notified = state.one("aws:backup/vaultNotifications:VaultNotifications").inputs
    assert notified["snsTopicArn"] == TOPIC
    assert notified["backupVaultEvents"] == ["RESTORE_JOB_STARTED", "RECOVERY_POINT_MODIFIED"]


def test_an_ephemeral_vault_can_be_emptied(state: State) -> None:
    assert not state.by_type(LOCK)
    assert state.one(VAULT).inputs["forceDestroy"] is True


@pytest.mark.parametrize(("mode", "cooling"), [("governance", None), ("compliance", 3)])
def test_a_retained_vault_is_locked(retained_ctx: Context, mode: str, cooling: int | None) -> None:
    state = built(retained_ctx, lock_mode=mode)
    lock = state.one(LOCK).inputs
    assert (lock["minRetentionDays"], lock["maxRetentionDays"]) == (35, 365)
    assert lock.get("changeableForDays") == cooling
    assert state.one(VAULT).options.protect is True
    assert state.one(VAULT).inputs["forceDestroy"] is False


def test_failed_backups_raise_an_alarm(ctx: Context) -> None:
    state = built(ctx)
    (alarm,) = made[0].alarms
    assert alarm.metric.dimensions == {"BackupVaultName": state.one(VAULT).inputs["name"]}
    (widget,) = made[0].widgets
    assert alarm.metric in widget.metrics
