"""The record that points a host name at an AWS endpoint, in the zone that owns the name."""

import pulumi
import pulumi_aws as aws


def point_to(
    logical_name: str,
    *,
    host: str,
    zone_id: str | None,
    target: pulumi.Input[str],
    target_zone_id: pulumi.Input[str],
    parent: pulumi.Resource,
) -> None:
    """Alias `host` to an AWS endpoint.

    Args:
        logical_name: the resource's name in the program.
        host: the name that clients use.
        zone_id: hosted zone of the name; None leaves the record to whoever owns it.
        target: DNS name of the endpoint.
        target_zone_id: hosted zone of the endpoint.
        parent: the component that owns the record.
    """
    if zone_id is None:
        return
    aws.route53.Record(
        logical_name,
        zone_id=zone_id,
        name=host,
        type="A",
        aliases=[
            aws.route53.RecordAliasArgs(
                name=target, zone_id=target_zone_id, evaluate_target_health=False
            )
        ],
        opts=pulumi.ResourceOptions(parent=parent),
    )
