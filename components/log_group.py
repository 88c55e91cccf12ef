"""Log groups: an exact name, a customer key and a retention."""

import pulumi
import pulumi_aws as aws

from components.context import Context


def log_group(
    ctx: Context,
    logical_name: str,
    *,
    name: str,
    key_arn: pulumi.Input[str],
    parent: pulumi.Resource,
) -> aws.cloudwatch.LogGroup:
    """A log group that its writer finds by name, made before the writer creates it unencrypted.

    Args:
        ctx: the stack's context; gives the retention (PCI DSS 10.5.1) and tags.
        logical_name: the resource's name in the program.
        name: the exact name the AWS service writes to.
        key_arn: ARN of the logs key.
        parent: the component that owns the group.
    """
    return aws.cloudwatch.LogGroup(
        logical_name,
        name=name,
        retention_in_days=ctx.log_retention_days,
        kms_key_id=key_arn,
        tags=ctx.tagged(name),
        opts=pulumi.ResourceOptions(parent=parent),
    )
