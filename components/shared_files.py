"""The shared file system, as whoever mounts it needs it."""

from dataclasses import dataclass

import pulumi

#: Where a function sees the shared files; Lambda takes only paths below `/mnt/`.
MOUNT_PATH = "/mnt/shared"


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedFiles:
    """What is mounted, and through what; the file system's own policy says by whom.

    Attributes:
        file_system_id: its id, known once its policy and every mount target are there.
        access_point_id: the folder and POSIX user that clients get.
        access_point_arn: its ARN.
    """

    file_system_id: pulumi.Input[str]
    access_point_id: pulumi.Input[str]
    access_point_arn: pulumi.Input[str]
