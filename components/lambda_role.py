"""What the execution role of any function in the VPC may do."""

from collections.abc import Iterable, Iterator

from components.context import Context
from components.iam import Statement

_INTERFACES = (
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:UnassignPrivateIpAddresses",
)
_DESCRIBE = ("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets")


def function_statements(
    ctx: Context, *, function: str, log_group: str, queue: str, own: Iterable[Statement]
) -> Iterator[Statement]:
    """The statements of a function's role.

    Args:
        ctx: the stack's context.
        function: physical name of the function.
        log_group: the only log group it writes to.
        queue: physical name of its dead-letter queue.
        own: what this function in particular does.
    """
    yield Statement(
        sid="OwnLogs",
        actions=("logs:CreateLogStream", "logs:PutLogEvents"),
        resources=(ctx.log_group_arn(log_group),),
    )
    yield Statement(
        sid="OwnFailures",
        actions=("sqs:SendMessage",),
        resources=(ctx.arn("sqs", queue),),
    )
    yield Statement(
        sid="Traces",
        # X-Ray's write actions have no resource level (service authorization reference).
        actions=("xray:PutTelemetryRecords", "xray:PutTraceSegments"),
        resources=("*",),
    )
    yield from _network_interfaces(ctx, function)
    yield from own


def _network_interfaces(ctx: Context, function: str) -> Iterator[Statement]:
    """Lambda attaches the function to the VPC in the role's name; its code may not (PCI 7.2.2)."""
    yield Statement(
        sid="AttachToVpc",
        actions=_INTERFACES,
        # Interfaces get their ids when Lambda makes them; it refuses a role that names fewer than
        # all resources of account and region (Lambda guide, execution role for a VPC).
        resources=(ctx.arn("ec2", "*/*"),),
    )
    # The describing actions of EC2 have no resource level.
    yield Statement(sid="FindInVpc", actions=_DESCRIBE, resources=("*",))
    yield Statement(
        sid="NotFromCode",
        effect="Deny",
        actions=_INTERFACES,
        resources=("*",),
        # Lambda adds this key to calls made by the code, not to those it makes for the function.
        conditions={
            "ArnEquals": {"lambda:SourceFunctionArn": ctx.arn("lambda", f"function:{function}")}
        },
    )
