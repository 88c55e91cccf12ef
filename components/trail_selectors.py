"""Which events a trail records."""

from collections.abc import Sequence

import pulumi_aws as aws

from components.context import Context
from settings.audit import DataEvents

_Selector = aws.cloudtrail.TrailAdvancedEventSelectorArgsDict
_Field = aws.cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgsDict


def event_selectors(ctx: Context, services: Sequence[DataEvents]) -> list[_Selector]:
    """Every management event, and the access to data of `services`, read and write.

    Objects in buckets that logs are delivered to are left out: each delivery would be an event,
    and each event a delivery.
    """
    delivered = ("access-logs", "balancer-logs", "flow-logs", "trail")
    logs = [f"{ctx.bucket_arn(ctx.bucket_name(purpose))}/" for purpose in delivered]
    fields: dict[DataEvents, tuple[str, _Field]] = {
        "s3": ("AWS::S3::Object", {"field": "resources.ARN", "not_starts_withs": logs}),
        "dynamodb": (
            "AWS::DynamoDB::Table",
            {
                "field": "resources.ARN",
                "starts_withs": [ctx.arn("dynamodb", f"table/{ctx.table_name}")],
            },
        ),
        "lambda": (
            "AWS::Lambda::Function",
            {"field": "resources.ARN", "starts_withs": [ctx.arn("lambda", "function:function-")]},
        ),
    }
    chosen = [fields[service] for service in services]
    return [_management(), *(_data(resource, only) for resource, only in chosen)]


def _management() -> _Selector:
    return {
        "name": "Every management event",
        "field_selectors": [{"field": "eventCategory", "equals": ["Management"]}],
    }


def _data(resource: str, only: _Field) -> _Selector:
    return {
        "name": f"Access to {resource}",
        "field_selectors": [
            {"field": "eventCategory", "equals": ["Data"]},
            {"field": "resources.type", "equals": [resource]},
            only,
        ],
    }
