"""Log groups: an exact name, a customer key and a retention."""

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.log_masking import masking_policy


def log_group(
    ctx: Context,
    logical_name: str,
    *,
    name: pulumi.Input[str],
    key_arn: pulumi.Input[str],
    parent: pulumi.Resource,
    masked: bool = False,
    label: str = "",
) -> aws.cloudwatch.LogGroup:
    """A log group that its writer finds by name, made before the writer creates it unencrypted.

    Args:
        ctx: the stack's context; gives the retention (PCI DSS 10.5.1) and tags.
        logical_name: the resource's name in the program.
        name: the exact name the AWS service writes to.
        key_arn: ARN of the logs key.
        parent: the component that owns the group.
        masked: whether CloudWatch masks card numbers in it, besides the application itself; for
            groups that payment code writes to, billed by volume.
        label: its `Name` tag, where AWS chooses the name; default is the name itself.
    """
    group = aws.cloudwatch.LogGroup(
        logical_name,
        name=name,
        retention_in_days=ctx.log_retention_days,
        kms_key_id=key_arn,
        tags={**ctx.tagged(label), "Name": label or name},
        opts=pulumi.ResourceOptions(parent=parent),
    )
    if masked:
        aws.cloudwatch.LogDataProtectionPolicy(
            f"{logical_name}-masking",
            log_group_name=group.name,
            policy_document=masking_policy(ctx),
            opts=pulumi.ResourceOptions(parent=parent),
        )
    return group
