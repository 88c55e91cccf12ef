"""The way of an API into the VPC, to an application load balancer."""

import pulumi
import pulumi_aws as aws

from components.api_args import ApiArgs, ApiLink


def vpc_link(
    name: str, args: ApiArgs, link: ApiLink, *, parent: pulumi.Resource
) -> pulumi.Output[str]:
    """The id of a VPC link of the second generation, which REST and HTTP APIs use alike."""
    physical = args.context.name("link")
    return aws.apigatewayv2.VpcLink(
        f"{name}-link",
        name=physical,
        subnet_ids=list(link.subnet_ids),
        security_group_ids=list(link.security_group_ids),
        tags=args.context.tagged(physical),
        opts=pulumi.ResourceOptions(parent=parent),
    ).id
