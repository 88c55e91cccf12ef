"""The shared file system, as whoever mounts it needs it."""

from dataclasses import dataclass

import pulumi

from components.iam import Statement, policy_json

#: Where a function sees the shared files; Lambda takes only paths below `/mnt/`.
MOUNT_PATH = "/mnt/shared"


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedFiles:
    """What is mounted, and through what.

    Attributes:
        file_system_id: its id, known once every mount target is there.
        file_system_arn: its ARN.
        access_point_id: the folder and POSIX user that clients get.
        access_point_arn: its ARN.
    """

    file_system_id: pulumi.Input[str]
    file_system_arn: pulumi.Input[str]
    access_point_id: pulumi.Input[str]
    access_point_arn: pulumi.Input[str]


def mount_policy(files: SharedFiles) -> pulumi.Output[str]:
    """What a client's role needs: mount and write, through the access point and never as root."""
    return pulumi.Output.all(files.file_system_arn, files.access_point_arn).apply(
        lambda arns: policy_json([_mount(*arns)])
    )


def _mount(file_system_arn: str, access_point_arn: str) -> Statement:
    return Statement(
        sid="SharedFiles",
        actions=("elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"),
        resources=(file_system_arn,),
        conditions={
            "StringEquals": {"elasticfilesystem:AccessPointArn": access_point_arn},
        },
    )
