"""Settings of the parameters tier."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from settings.block import Block
from settings.problem import Problem

#: Parameter Store allows 15 levels; the environment and the parameter's own name are two.
Path = Annotated[
    str, StringConstraints(pattern=r"^(/[A-Za-z0-9][A-Za-z0-9._-]*){1,13}$", max_length=200)
]
_RESERVED = ("aws", "ssm")


class ParametersSettings(Block):
    """Names and endpoints for those who do not read stack outputs."""

    about = "Encrypted parameters with the stack's table, database and API addresses."

    path: Path = Field(
        default="/payment-processing",
        description="What the parameters' names begin with; the environment and the parameter's "
        "own name follow. AWS reserves `/aws` and `/ssm`.",
    )

    def conflicts(self) -> Iterator[Problem]:
        """Yield a path that AWS keeps for itself."""
        first = self.path.split("/")[1].lower()
        if first.startswith(_RESERVED):
            yield Problem(
                path="path",
                found=repr(self.path),
                rule="begins with a name that AWS reserves for its own parameters (/aws, /ssm)",
                fix="/payment-processing",
            )
