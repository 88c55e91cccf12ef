"""The service authorization reference, as cfn-lint carries it."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import cfnlint.data

_REFERENCE = Path(cfnlint.data.__path__[0]) / "AdditionalSpecs" / "Policies.json"


@cache
def reference() -> Mapping[str, Any]:
    """Actions and resources of each service, by the prefix of its actions."""
    return json.loads(_REFERENCE.read_text())
