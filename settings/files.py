"""Settings of the files tier."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from settings.block import Block

#: A folder that is not the root of the file system.
Folder = Annotated[str, StringConstraints(pattern=r"^(/[A-Za-z0-9._-]+){1,4}$", max_length=100)]
#: A POSIX id that is not the superuser's.
PosixId = Annotated[int, Field(ge=1, le=65_535)]


class FilesSettings(Block):
    """A shared file system (EFS) with a mount target in each availability zone."""

    about = "An encrypted file system that tasks mount over TLS through one access point."

    throughput_mode: Literal["bursting", "elastic"] = Field(
        default="elastic",
        description="`bursting`: throughput grows with what is stored, so a small file system is "
        "slow once its credits are spent. `elastic`: as much as is used, billed by use.",
    )
    infrequent_after_days: Literal[1, 7, 14, 30, 60, 90, 180, 270, 365] = Field(
        default=30,
        description="Days without access until a file moves to Infrequent Access, which is cheaper "
        "to keep and billed by reading.",
    )
    folder: Folder = Field(
        default="/payments",
        description="The folder that clients see as the root. Changing it replaces the access "
        "point; the files stay where they were.",
    )
    owner_id: PosixId = Field(
        default=1000,
        description="POSIX user and group that every client acts as, never 0 (root).",
    )
