"""What a role needs for one thing it does, as IAM statements on exact resources."""

from collections.abc import Iterable

from components.context import Context
from components.iam import Statement


def read_secrets(arns: Iterable[str]) -> Statement:
    """Read the current value of secrets."""
    return Statement(
        sid="ReadSecrets",
        actions=("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"),
        resources=tuple(sorted(arns)),
    )


def read_acquirer_token(ctx: Context, name: str) -> Statement:
    """Log in at the acquirer with a token that somebody else keeps."""
    return Statement(
        sid="AcquirerToken",
        actions=("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"),
        resources=(ctx.secret_arn(name),),
    )


def read_master_secret(ctx: Context, *, aurora: bool) -> Statement:
    """Log in as the database's master, whose secret RDS names, and tags with its server's ARN."""
    kind, tag = ("cluster", "primaryDBClusterArn") if aurora else ("db", "primaryDBInstanceArn")
    server = ctx.arn("rds", f"{kind}:{ctx.name('rds')}")
    return Statement(
        sid="ReadMasterSecret",
        actions=("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"),
        resources=(ctx.arn("secretsmanager", f"secret:rds!{kind}-*"),),
        # Without it a role could read the master's secret of every database of the account.
        conditions={"StringEquals": {f"secretsmanager:ResourceTag/aws:rds:{tag}": server}},
    )


def use_table(ctx: Context) -> Statement:
    """Read and write transaction records; transactions are authorised by their parts."""
    table = ctx.arn("dynamodb", f"table/{ctx.table_name}")
    return Statement(
        sid="TransactionRecords",
        actions=(
            "dynamodb:BatchGetItem",
            "dynamodb:ConditionCheckItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
        ),
        resources=(table, f"{table}/index/*"),
    )


def read_table(ctx: Context) -> Statement:
    """Read transaction records, for velocity and history."""
    table = ctx.arn("dynamodb", f"table/{ctx.table_name}")
    return Statement(
        sid="TransactionHistory",
        actions=("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"),
        resources=(table, f"{table}/index/*"),
    )


def write_stream(ctx: Context) -> Statement:
    """Publish transaction events."""
    return Statement(
        sid="TransactionEvents",
        actions=("kinesis:PutRecord", "kinesis:PutRecords"),
        resources=(ctx.arn("kinesis", f"stream/{ctx.name('stream', 'transactions')}"),),
    )


def publish_failures(ctx: Context) -> Statement:
    """Report failed payments, masked."""
    return Statement(
        sid="FailedTransactions",
        actions=("sns:Publish",),
        resources=(ctx.arn("sns", ctx.name("topic", "failed-transactions")),),
    )


def rotate_secrets(arns: Iterable[str]) -> Statement:
    """The four steps of a rotation, and finding what an abandoned one left behind."""
    return Statement(
        sid="RotateSecrets",
        actions=(
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetSecretValue",
            "secretsmanager:ListSecretVersionIds",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage",
        ),
        resources=tuple(sorted(arns)),
    )


def log_in_to_cache(ctx: Context, user: str) -> Statement:
    """Log in to the cache as one user; AWS takes an action on the cache and one on the user."""
    return Statement(
        sid="CacheLogin",
        actions=("elasticache:Connect",),
        resources=(
            ctx.arn("elasticache", f"replicationgroup:{ctx.name('cache')}"),
            ctx.arn("elasticache", f"user:{user}"),
        ),
    )


def rotate_cache_token(ctx: Context) -> Statement:
    """Set a new AUTH token on the replication group."""
    return Statement(
        sid="RotateCacheToken",
        actions=(
            "elasticache:DescribeReplicationGroups",
            "elasticache:ModifyReplicationGroup",
        ),
        resources=(ctx.arn("elasticache", f"replicationgroup:{ctx.name('cache')}"),),
    )
