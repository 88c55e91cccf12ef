"""Who may deliver into a bucket: one service each, for this account's resources only."""

from components import bucket_policy
from components.context import Context
from components.iam import Statement

ARN = "arn:aws:s3:::logs"
ACCOUNT = {"aws:SourceAccount": "123456789012"}
OWNED = {**ACCOUNT, "s3:x-amz-acl": "bucket-owner-full-control"}


def services(statements: list[Statement]) -> set[str]:
    return {str((statement.principal or {})["Service"]) for statement in statements}


def test_flow_logs_are_delivered_below_the_account_and_from_it(ctx: Context) -> None:
    check, write = bucket_policy.flow_logs(ctx, ARN)
    source = {"aws:SourceArn": "arn:aws:logs:us-west-2:123456789012:*"}
    assert services([check, write]) == {"delivery.logs.amazonaws.com"}
    assert check.actions == ("s3:GetBucketAcl", "s3:ListBucket")
    assert check.resources == (ARN,)
    assert check.conditions == {"StringEquals": ACCOUNT, "ArnLike": source}
    assert write.actions == ("s3:PutObject",)
    assert write.resources == (f"{ARN}/AWSLogs/aws-account-id=123456789012/*",)
    assert write.conditions == {"StringEquals": OWNED, "ArnLike": source}


def test_both_kinds_of_load_balancer_may_write(ctx: Context) -> None:
    statements = bucket_policy.load_balancer_logs(ctx, ARN)
    assert services(statements) == {
        "logdelivery.elasticloadbalancing.amazonaws.com",
        "delivery.logs.amazonaws.com",
    }
    assert statements[0].conditions == {
        "ArnLike": {
            "aws:SourceArn": "arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/*"
        }
    }
    writes = {s.resources for s in statements if s.actions == ("s3:PutObject",)}
    assert writes == {(f"{ARN}/*/AWSLogs/123456789012/*",)}


def test_access_logs_come_from_this_account(ctx: Context) -> None:
    (statement,) = bucket_policy.access_logs(ctx, ARN)
    assert services([statement]) == {"logging.s3.amazonaws.com"}
    assert statement.conditions == {"StringEquals": ACCOUNT}


def test_only_the_named_trail_writes_and_it_cannot_list(ctx: Context) -> None:
    arn = "arn:aws:cloudtrail:us-west-2:123456789012:trail/t"
    check, write = bucket_policy.trail(ctx, ARN, arn)
    assert check.actions == ("s3:GetBucketAcl",)
    assert services([check, write]) == {"cloudtrail.amazonaws.com"}
    assert check.conditions == {"ArnLike": {"aws:SourceArn": arn}}
    assert write.conditions == {
        "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"},
        "ArnLike": {"aws:SourceArn": arn},
    }


def test_config_writes_below_its_own_prefix(ctx: Context) -> None:
    check, write = bucket_policy.configuration_history(ctx, ARN)
    assert check.conditions == {"StringEquals": ACCOUNT}
    assert write.resources == (f"{ARN}/AWSLogs/123456789012/Config/*",)
    assert services([check, write]) == {"config.amazonaws.com"}


def test_another_algorithm_is_refused_only_when_the_sender_names_one() -> None:
    refusal = bucket_policy.refuse_other_encryption(ARN)
    assert refusal.effect == "Deny"
    assert refusal.conditions == {
        "StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"},
        "Null": {"s3:x-amz-server-side-encryption": "false"},
    }
