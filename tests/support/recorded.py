"""Reading what a program registered."""

import json
from typing import Any, cast

from offline.graph import State


def inputs(state: State, token: str, name: str = "") -> dict[str, Any]:
    """The inputs of the one resource of a type whose name contains `name`."""
    return cast("dict[str, Any]", dict(state.one(token, name).inputs))


def by_sid(document: object) -> dict[str, dict[str, Any]]:
    """The statements of a policy document, given as JSON."""
    return {statement["Sid"]: statement for statement in json.loads(str(document))["Statement"]}
