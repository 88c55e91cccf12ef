"""Security findings that are sent to the operators as they arise."""

import json
from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.context import Context


def notify_findings(
    ctx: Context,
    name: str,
    *,
    purpose: str,
    pattern: Mapping[str, object],
    topic_arn: pulumi.Input[str],
    parent: pulumi.Resource,
) -> None:
    """Send every event that matches to a topic.

    Args:
        ctx: names and tags.
        name: logical name.
        purpose: what is found, part of the rule's name.
        pattern: the event pattern.
        topic_arn: the system-errors topic.
        parent: the component that owns the rule.
    """
    physical = ctx.name("rule", purpose)
    rule = aws.cloudwatch.EventRule(
        name,
        name=physical,
        description=f"Sends {purpose.replace('-', ' ')} to the operators",
        event_pattern=json.dumps(pattern),
        state="ENABLED",
        tags=ctx.tagged(physical),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    aws.cloudwatch.EventTarget(
        f"{name}-topic",
        rule=rule.name,
        arn=topic_arn,
        opts=pulumi.ResourceOptions(parent=parent),
    )
