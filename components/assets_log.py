"""The access log of a CloudFront distribution, delivered to a log group under a customer key."""

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.log_group import log_group

#: Who, what and how it ended; neither query nor cookies, which may hold anything (PCI DSS 3.4.1).
_FIELDS = (
    "date",
    "time",
    "x-edge-location",
    "c-ip",
    "cs-method",
    "cs(Host)",
    "cs-uri-stem",
    "sc-status",
    "sc-bytes",
    "cs(User-Agent)",
    "x-edge-result-type",
    "x-edge-request-id",
    "ssl-protocol",
    "ssl-cipher",
    "time-taken",
)


def deliver_access_log(
    ctx: Context,
    name: str,
    *,
    distribution_arn: pulumi.Input[str],
    key_arn: pulumi.Input[str],
    parent: pulumi.Resource,
) -> str:
    """The name of the log group that a distribution's requests are delivered to.

    Args:
        ctx: the stack's context, in us-east-1: CloudFront delivers from nowhere else.
        name: first part of the logical names.
        distribution_arn: whose requests.
        key_arn: key of the log group.
        parent: the component that owns the delivery.
    """
    opts = pulumi.ResourceOptions(parent=parent)
    # Groups with this prefix take deliveries without a statement each in the account's policy.
    group_name = f"/aws/vendedlogs/cloudfront/{ctx.name('distribution', 'static-assets')}"
    group = log_group(ctx, f"{name}-logs", name=group_name, key_arn=key_arn, parent=parent)
    delivery = ctx.name("delivery", "static-assets")
    source = aws.cloudwatch.LogDeliverySource(
        f"{name}-log-source",
        name=delivery,
        log_type="ACCESS_LOGS",
        resource_arn=distribution_arn,
        tags=ctx.tagged(delivery),
        opts=opts,
    )
    destination = aws.cloudwatch.LogDeliveryDestination(
        f"{name}-log-destination",
        name=delivery,
        output_format="json",
        delivery_destination_configuration={"destination_resource_arn": group.arn},
        tags=ctx.tagged(delivery),
        opts=opts,
    )
    aws.cloudwatch.LogDelivery(
        f"{name}-log-delivery",
        delivery_source_name=source.name,
        delivery_destination_arn=destination.arn,
        record_fields=list(_FIELDS),
        tags=ctx.tagged(delivery),
        opts=opts,
    )
    return group_name
