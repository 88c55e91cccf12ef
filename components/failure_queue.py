"""Where an asynchronous event goes that a function failed on every attempt."""

from typing import Final

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam import deny_plaintext, policy_json

_DAYS: Final = 14
"""A failed event waits this long for an operator: the longest that SQS keeps a message."""


def failure_queue(
    ctx: Context,
    logical_name: str,
    purpose: str,
    *,
    key_arn: pulumi.Input[str],
    parent: pulumi.Resource,
) -> aws.sqs.Queue:
    """Return the dead-letter queue of `purpose`, which takes nothing in plaintext."""
    queue_name = ctx.name("queue", purpose)
    queue = aws.sqs.Queue(
        logical_name,
        name=queue_name,
        kms_master_key_id=key_arn,
        message_retention_seconds=_DAYS * 86_400,
        tags=ctx.tagged(queue_name),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    aws.sqs.QueuePolicy(
        f"{logical_name}-policy",
        queue_url=queue.url,
        policy=policy_json([deny_plaintext([ctx.arn("sqs", queue_name)], actions=["sqs:*"])]),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return queue
