"""Why mutants survive: the reviewed reasons, and which survivors they explain."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from offline.errors import ProjectError
from offline.mutation.outcome import Outcome
from offline.yamlfile import load as load_yaml

FILE: Final = Path(__file__).parent / "reasons.yaml"

Verdict: TypeAlias = Literal["unseen", "advised", "equivalent"]
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)


class Reason(BaseModel):
    """Why some mutants survive. Every pattern may hold `*`.

    Attributes:
        kind: the resource type.
        path: the broken property, as the table names it.
        operator: how it is broken.
        place: where exactly, for a statement or an element.
        name: the resource's logical name.
        verdict: `equivalent`: nothing is weaker; `advised`: a rule of lower severity warns, which
            is what the matter deserves; `unseen`: no rule can or does see it.
        reason: why, in one or two sentences.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: str
    path: str = "*"
    operator: str = "*"
    place: str = "*"
    name: str = "*"
    verdict: Verdict
    reason: str

    def explains(self, survivor: Outcome) -> bool:
        """Whether this is why it survives; an advised one has to be warned about."""
        patterns = (
            (survivor.kind, self.kind),
            (survivor.path, self.path),
            (survivor.operator, self.operator),
            (survivor.place, self.place),
            (survivor.name, self.name),
        )
        return all(fnmatchcase(text, pattern) for text, pattern in patterns) and (
            (self.verdict == "advised") == bool(survivor.others)
        )

    def __str__(self) -> str:
        given = self.model_dump(exclude_defaults=True, exclude={"reason"})
        return " ".join(str(value) for value in given.values())


@cache
def load(file: Path = FILE) -> Sequence[Reason]:
    """The reasons, those that come first counting first.

    Raises:
        ProjectError: the file is malformed.
    """
    try:
        return TypeAdapter(list[Reason]).validate_python(load_yaml(file)["survivors"])
    except (KeyError, ValidationError) as error:
        raise ProjectError(f"{file.name}: {error}") from error
