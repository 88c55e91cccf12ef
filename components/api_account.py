"""The account's own setting of API Gateway: the role that writes execution logs."""

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam import trust_policy

_PUSH_LOGS = "service-role/AmazonAPIGatewayPushToCloudWatchLogs"


def api_account(ctx: Context, name: str, parent: pulumi.Resource) -> aws.apigateway.Account:
    """Let API Gateway write execution logs in this account and region (X35).

    There is one such setting, whoever makes it last wins: only one stack may own it.
    """
    role_name = ctx.name("role", "api-gateway")
    role = aws.iam.Role(
        f"{name}-account-role",
        name=role_name,
        description="Writes the execution logs of every API of the account and region",
        assume_role_policy=trust_policy(ctx, "apigateway"),
        tags=ctx.tagged(role_name),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    attachment = aws.iam.RolePolicyAttachment(
        f"{name}-account-logs",
        role=role.name,
        # The groups are named after API ids of the whole account; AWS keeps this policy for them.
        policy_arn=ctx.arn("iam", f"policy/{_PUSH_LOGS}", region="", account="aws"),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return aws.apigateway.Account(
        f"{name}-account",
        cloudwatch_role_arn=role.arn,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[attachment]),
    )
