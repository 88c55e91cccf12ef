"""Secrets in their three modes: nothing plain, nothing without a customer key."""

import json
from dataclasses import replace
from string import ascii_letters, digits
from typing import cast

import pulumi_aws as aws
import pytest

from components.context import Context
from components.secrets import Secrets, SecretsArgs
from offline.graph import Secret, State, revealed, run
from settings.secrets import RotationStrategy, SecretsMode, SecretsSettings

SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
PASSWORD = "random:index/randomPassword:RandomPassword"
KEY = "arn:aws:kms:us-west-2:123456789012:key/0000"
made: list[Secrets] = []


def args_of(
    ctx: Context,
    mode: SecretsMode,
    *,
    rotation_strategy: RotationStrategy = "single",
    recovery_window_days: int | None = None,
) -> SecretsArgs:
    return SecretsArgs(
        context=ctx,
        settings=SecretsSettings(
            mode=mode,
            rotation_strategy=rotation_strategy,
            recovery_window_days=recovery_window_days,
        ),
        key_arn=KEY,
        database=True,
        cache=True,
        application=True,
    )


def built(
    ctx: Context,
    mode: SecretsMode,
    *,
    rotation_strategy: RotationStrategy = "single",
    recovery_window_days: int | None = None,
    deployed: bool = True,
) -> State:
    args = args_of(
        ctx,
        mode,
        rotation_strategy=rotation_strategy,
        recovery_window_days=recovery_window_days,
    )
    return run(lambda: made.append(Secrets("secrets", args)), deployed=deployed)


def test_mode_create_makes_a_secret_for_each_credential_under_the_customer_key(
    ctx: Context,
) -> None:
    secrets = {s.inputs["name"]: s.inputs for s in built(ctx, "create").by_type(SECRET)}
    assert secrets.keys() == {
        "secret-database-test",
        "secret-cache-test",
        "secret-application-test",
    }
    for secret in secrets.values():
        assert secret["kmsKeyId"] == KEY
        assert secret["description"]


def test_a_mode_in_which_rds_makes_the_password_makes_none(ctx: Context) -> None:
    state = built(ctx, "rds_managed")
    assert made[-1].arns.keys() == {"cache", "application"}
    assert made[-1].database_password is None
    with pytest.raises(LookupError):
        state.one(PASSWORD, "database")


@pytest.mark.parametrize("mode", ["existing", "create", "rds_managed"])
def test_alternating_users_have_a_secret_without_a_generated_password(
    ctx: Context, mode: SecretsMode
) -> None:
    single, state = built(ctx, mode), built(ctx, mode, rotation_strategy="alternating")
    secret = state.one(SECRET, "application-database").inputs
    assert secret["name"] == "secret-application-database-test"
    assert secret["kmsKeyId"] == KEY
    assert "application-database" in made[-1].arns
    for kind in (PASSWORD, VERSION):
        assert len(state.by_type(kind)) == len(single.by_type(kind))


def test_mode_existing_reads_the_secret_and_makes_none(ctx: Context) -> None:
    state = built(ctx, "existing")
    assert "secret-database-test" not in {s.inputs["name"] for s in state.by_type(SECRET)}
    assert made[-1].arns.keys() == {"database", "cache", "application"}
    assert made[-1].database_password is not None


def test_without_tiers_there_are_no_secrets(ctx: Context) -> None:
    args = SecretsArgs(
        context=ctx,
        settings=SecretsSettings(),
        key_arn=KEY,
        database=False,
        cache=False,
        application=False,
    )
    state = run(lambda: made.append(Secrets("secrets", args)))
    assert state.by_type(SECRET, PASSWORD, VERSION) == ()


@pytest.mark.parametrize(
    ("purpose", "length", "special"),
    [
        ("database-password", 32, "!#$%&*()-_=+[]{}<>:?"),
        ("cache-token", 64, "!&#$^<>-"),
        ("jwt-signing-key", 64, None),
    ],
)
def test_generated_values_are_long_and_of_characters_their_service_takes(
    ctx: Context, purpose: str, length: int, special: str | None
) -> None:
    value = built(ctx, "create").one(PASSWORD, purpose)
    assert value.inputs["length"] == length
    assert value.inputs.get("overrideSpecial") == special
    assert value.inputs["special"] is (special is not None)
    assert "result" in value.options.additional_secret_outputs


def test_no_generated_alphabet_holds_what_rds_refuses(ctx: Context) -> None:
    special = str(built(ctx, "create").one(PASSWORD, "database").inputs["overrideSpecial"])
    assert not set('/@" ') & {*special, *ascii_letters, *digits}


def test_the_application_secret_is_written_in_an_argument_that_leaves_no_state(
    ctx: Context,
) -> None:
    version = built(ctx, "create").one(VERSION)
    assert "secretString" not in version.inputs
    assert isinstance(version.inputs["secretStringWo"], Secret)
    assert version.inputs["secretStringWoVersion"] == 1
    document = json.loads(cast("str", revealed(version.inputs["secretStringWo"])))
    assert document.keys() == {"engine", "jwt_signing_key", "internal_api_key"}
    assert document["engine"] == "application"


def test_the_first_version_is_never_deleted_nor_made_current_again(ctx: Context) -> None:
    version = built(ctx, "create").one(VERSION)
    assert version.inputs["versionStages"] == ["AWSCURRENT", "FIRST"]
    assert version.options.ignore_changes == ("versionStages",)


def test_whoever_is_given_the_application_secret_finds_a_value_in_it(ctx: Context) -> None:
    def program() -> None:
        secrets = Secrets("secrets", args_of(ctx, "create"))
        aws.ssm.Parameter("reader", type="String", value=secrets.arns["application"])

    state = run(program)
    reader = state.one("aws:ssm/parameter:Parameter")
    assert state.one(VERSION).urn in reader.dependencies


def test_an_existing_secret_names_the_master_user(ctx: Context) -> None:
    built(ctx, "existing")
    assert made[-1].database_username == "dbadmin"
    built(ctx, "create")
    assert made[-1].database_username is None


def test_no_secret_is_open_to_the_public_or_to_plaintext(ctx: Context) -> None:
    policies = built(ctx, "create").by_type(POLICY)
    assert len(policies) == 3
    for policy in policies:
        assert policy.inputs["blockPublicPolicy"] is True
        (deny,) = json.loads(str(policy.inputs["policy"]))["Statement"]
        assert deny["Effect"] == "Deny"
        assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_an_ephemeral_stack_deletes_its_secrets_at_once(ctx: Context) -> None:
    for secret in built(ctx, "create").by_type(SECRET):
        assert secret.inputs["recoveryWindowInDays"] == 0
        assert not secret.options.protect


def test_a_retained_stack_keeps_deleted_secrets_and_protects_them(retained_ctx: Context) -> None:
    for secret in built(retained_ctx, "create").by_type(SECRET):
        assert secret.inputs["recoveryWindowInDays"] == 30
        assert secret.options.protect


def test_a_given_recovery_window_wins(retained_ctx: Context) -> None:
    state = built(retained_ctx, "create", recovery_window_days=7)
    assert {s.inputs["recoveryWindowInDays"] for s in state.by_type(SECRET)} == {7}


def test_the_first_preview_registers_the_same_resources(ctx: Context) -> None:
    new, deployed = built(ctx, "create", deployed=False), built(ctx, "create")
    assert new.type_counts == deployed.type_counts


def test_the_name_of_the_existing_secret_ends_with_the_suffix(ctx: Context) -> None:
    state = built(replace(ctx, env_suffix="blue"), "existing")
    arns = cast("dict[str, str]", state.one("payments:index:Secrets").outputs["arns"])
    assert ":secret:rds-aurora-credentials-blue-" in arns["database"]
