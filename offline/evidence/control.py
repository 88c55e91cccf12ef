"""The controls of the platform, by the PCI DSS v4.0.1 requirements they support."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

CONTROLS = Path(__file__).parent / "controls.yaml"


class Control(BaseModel):
    """One control.

    Attributes:
        requirements: ids of the requirements it supports.
        control: what it does, in one sentence.
        resources: type tokens of the resources that show it.
        rows: rows of the conformance table that speak of it.
        shown_by: files, or tests as `path::name`, that show what no resource can.
        only_with: type tokens of what it concerns; any resource of the stack without them.
        people: people have to do it; what shows the control helps them.
        aws: AWS answers for it, under its own attestation.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    requirements: list[str] = Field(min_length=1)
    control: str = Field(min_length=5)
    resources: list[str] = []
    rows: list[str] = []
    shown_by: list[str] = []
    only_with: list[str] = []
    people: bool = False
    aws: bool = False

    @model_validator(mode="after")
    def _is_shown(self) -> "Control":
        if self.aws == bool(self.resources or self.rows or self.shown_by):
            raise ValueError(f"{self.requirements[0]} needs evidence, or AWS to answer for it")
        return self


@cache
def controls() -> tuple[Control, ...]:
    """Every control, in the order of the requirements.

    Raises:
        ValueError: one is malformed.
    """
    return tuple(Control.model_validate(each) for each in yaml.safe_load(CONTROLS.read_text()))
