"""VPC endpoints: AWS services without leaving the VPC, for this account only."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam import Statement, policy_json

#: IAM prefixes of the endpoint services that are not named after theirs.
_PREFIXES = {
    "ecr.api": "ecr",
    "ecr.dkr": "ecr",
    "kinesis-streams": "kinesis",
    "monitoring": "cloudwatch",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class EndpointsArgs:
    """What the endpoints are made from.

    Attributes:
        context: names and tags.
        vpc_id: the VPC.
        subnet_ids: private subnets, one in each zone, for the interface endpoints.
        route_table_ids: route tables of the private tier, for the gateway endpoints.
        security_group_id: group of the interface endpoints.
        interface_services: last part of the service names, such as `secretsmanager`.
        gateway_services: `s3`, `dynamodb`.
    """

    context: Context
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    route_table_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    interface_services: Sequence[str]
    gateway_services: Sequence[str]


class Endpoints(pulumi.ComponentResource):
    """Interface and gateway endpoints that only this account's principals and resources pass.

    Without the policies a stolen credential of another account could carry data out through them.
    """

    def __init__(
        self, name: str, args: EndpointsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Endpoints", name, {}, opts)
        for service in args.interface_services:
            self._interface(name, args, service)
        for service in args.gateway_services:
            self._gateway(name, args, service)
        self.register_outputs({})

    def _interface(self, name: str, args: EndpointsArgs, service: str) -> None:
        ctx = args.context
        label = service.replace(".", "-")
        aws.ec2.VpcEndpoint(
            f"{name}-{label}",
            vpc_id=args.vpc_id,
            service_name=endpoint_service(ctx, service),
            vpc_endpoint_type="Interface",
            subnet_ids=list(args.subnet_ids),
            security_group_ids=[args.security_group_id],
            private_dns_enabled=True,
            policy=endpoint_policy(ctx, service),
            tags=ctx.tagged(ctx.name("endpoint", label)),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _gateway(self, name: str, args: EndpointsArgs, service: str) -> None:
        ctx = args.context
        aws.ec2.VpcEndpoint(
            f"{name}-{service}",
            vpc_id=args.vpc_id,
            service_name=endpoint_service(ctx, service),
            vpc_endpoint_type="Gateway",
            route_table_ids=list(args.route_table_ids),
            policy=endpoint_policy(ctx, service),
            tags=ctx.tagged(ctx.name("endpoint", service)),
            opts=pulumi.ResourceOptions(parent=self),
        )


def endpoint_service(ctx: Context, service: str) -> str:
    """The full name of a service's endpoint, also of its prefix list."""
    return f"com.amazonaws.{ctx.region}.{service}"


def endpoint_policy(ctx: Context, service: str) -> str:
    """What may pass an endpoint: this account's principals, to this account's resources."""
    own = Statement(
        sid="OwnAccount",
        principal={"AWS": "*"},
        actions=(f"{_PREFIXES.get(service, service)}:*",),
        resources=("*",),
        conditions={
            "StringEquals": {"aws:PrincipalAccount": ctx.account_id},
            # Requests without a resource, such as a login to ECR, have no such key.
            "StringEqualsIfExists": {"aws:ResourceAccount": ctx.account_id},
        },
    )
    return policy_json([own, *([_image_layers(ctx)] if service == "s3" else [])])


def _image_layers(ctx: Context) -> Statement:
    """ECR hands out signed links to its own bucket of image layers in each region."""
    bucket = ctx.bucket_arn(f"prod-{ctx.region}-starport-layer-bucket")
    return Statement(
        sid="ImageLayers",
        principal={"AWS": "*"},
        actions=("s3:GetObject",),
        resources=(f"{bucket}/*",),
    )
