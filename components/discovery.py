"""The facts of the account and region a stack is deployed to."""

from types import MappingProxyType

import pulumi_aws as aws

from components.context import Context
from components.protection import ProtectionProfile
from settings.stack import Settings
from settings.subnets import AZ_COUNT

#: Zones in which parts of the platform do not run: us-east-1 keeps one without Fargate on ARM, RDS
#: Proxy and VPC links (user guides of each). Accounts know it by different letters.
_UNSUPPORTED_ZONES = ["use1-az3"]


def discover(settings: Settings) -> Context:
    """The context of the running stack.

    Raises:
        ValueError: the region has fewer availability zones than the platform spreads over.
    """
    zones = aws.get_availability_zones(
        state="available",
        # Local and wavelength zones need opting in and lack most services.
        filters=[{"name": "opt-in-status", "values": ["opt-in-not-required"]}],
        exclude_zone_ids=_UNSUPPORTED_ZONES,
    ).names
    if len(zones) < AZ_COUNT:
        raise ValueError(
            f"aws:region = {settings.region!r} has {len(zones)} availability zones; the platform "
            f"spreads over {AZ_COUNT}. Choose a region with at least {AZ_COUNT}."
        )
    partition = aws.get_partition()
    return Context(
        env_suffix=settings.env_suffix,
        region=settings.region,
        account_id=aws.get_caller_identity().account_id,
        partition=partition.partition,
        dns_suffix=partition.dns_suffix,
        azs=tuple(zones[:AZ_COUNT]),
        protection=ProtectionProfile.of(settings.protection),
        log_retention_days=settings.logs.retention_days,
        sizing=settings.sizing,
        tags=MappingProxyType(
            {
                "Project": "payments",
                "Environment": settings.env_suffix,
                "Owner": "payments-platform",
                "CostCenter": "payments",
                "Compliance": "PCI-DSS",
                "ManagedBy": "pulumi",
                **settings.tags,
            }
        ),
    )
