"""Names, tags and ARNs that every tier shares."""

from components.context import Context
from components.protection import ProtectionProfile


def test_names_follow_the_scheme(ctx: Context) -> None:
    assert ctx.name("vpc") == "vpc-payments-test"
    assert ctx.function_name("payment-validation") == "function-payment-validation-test"
    assert ctx.table_name == "transactions-test"
    assert ctx.key_alias("rds") == "alias/rds-test"


def test_bucket_names_are_global_so_account_and_region_are_part_of_them(ctx: Context) -> None:
    assert ctx.bucket_name("audit") == "bucket-audit-123456789012-us-west-2-test"


def test_arns_are_composed_without_asking_aws(ctx: Context) -> None:
    assert ctx.arn("sns", "topic-x") == "arn:aws:sns:us-west-2:123456789012:topic-x"
    assert ctx.role_arn("r") == "arn:aws:iam::123456789012:role/r"
    assert ctx.bucket_arn("b") == "arn:aws:s3:::b"
    assert ctx.log_group_arn("/a/b") == "arn:aws:logs:us-west-2:123456789012:log-group:/a/b:*"
    assert ctx.secret_arn("s") == "arn:aws:secretsmanager:us-west-2:123456789012:secret:s-??????"


def test_a_resource_gets_the_tags_of_the_stack_and_its_own(ctx: Context) -> None:
    tags = ctx.tagged("vpc-payments-test", Tier="network")
    assert tags == {**ctx.tags, "Name": "vpc-payments-test", "Tier": "network"}


def test_ephemeral_leaves_nothing_behind_and_retained_loses_nothing() -> None:
    ephemeral, retained = ProtectionProfile.of("ephemeral"), ProtectionProfile.of("retained")
    assert not ephemeral.protect
    assert not ephemeral.deletion_protection
    assert not ephemeral.final_snapshot
    assert not ephemeral.object_lock
    assert ephemeral.force_destroy
    assert ephemeral.recovery_window_days == 0
    assert retained.protect
    assert retained.deletion_protection
    assert retained.final_snapshot
    assert retained.object_lock
    assert not retained.force_destroy
    assert 7 <= retained.recovery_window_days <= 30
