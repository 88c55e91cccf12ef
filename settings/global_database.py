"""Settings of an Aurora global database: one database, a cluster of it in each region."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from settings.block import Block

GlobalName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
Region = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")]


class GlobalDatabaseSettings(Block):
    """The database of a stack as one of several regions' that hold the same data."""

    about: ClassVar[str] = (
        "Aurora storage copies the database to another region, usually within a second."
    )

    name: GlobalName = Field(
        description="Name of the global database, the same in the stacks of all its regions."
    )
    primary_region: Region | None = Field(
        default=None,
        description="The region whose stack made the global database: this stack's cluster joins "
        "as a copy that only reads, until a failover gives it the writer. Its users and passwords "
        "are those of that region. Default: this stack makes it, from its own cluster.",
    )
