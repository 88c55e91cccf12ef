"""The base of every configuration block."""

from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from settings.problem import Problem


class Block(BaseModel):
    """A group of settings: frozen, closed to unknown keys, written in camelCase.

    A field's own limits (type, range, choice) are declared on the field. What two fields of the
    same block say against each other is yielded by `conflicts`, so that one run reports
    everything at once.
    """

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=True,
    )

    #: One sentence for the configuration reference: what exists because this block is there.
    about: ClassVar[str] = ""

    def conflicts(self) -> Iterator[Problem]:
        """Yield what the settings of this block say against each other; paths are relative."""
        yield from ()

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The block's JSON schema, by the names used in stack files."""
        return cls.model_json_schema(by_alias=True)
