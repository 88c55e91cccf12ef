"""How long a policy pack takes, as a whole and rule by rule, with no processes in between."""

import runpy
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final, cast
from unittest.mock import patch

from pulumi_policy import EnforcementLevel
from pulumi_policy.policy import (
    _PolicyAnalyzerServicer,  # pyright: ignore[reportPrivateUsage] - the SDK's own server
)

from offline import packconfig, protocol
from offline.plain import Mapped, Plain
from offline.recording import Registration

#: What the SDK's server is called with for a request that comes from nowhere.
_NO_CONTEXT: Final = cast("Plain", None)
_VERSION: Final = "0.0.1"


@dataclass(frozen=True, slots=True)
class PackTime:
    """Seconds a pack took.

    Attributes:
        resources: all resource rules on all resources, decoding included.
        stack: all stack rules.
        rules: inside each rule, by name.
    """

    resources: float
    stack: float
    rules: Mapping[str, float]


def measure(folder: Path, registrations: Sequence[Registration]) -> PackTime:
    """Let the pack judge resources, and time it.

    Args:
        folder: the pack.
        registrations: the resources of a stack.
    """
    given = _arguments(folder)
    policies: Sequence[Plain] = given.pop("policies")
    spent: Counter[str] = Counter()
    for policy in policies:
        policy.validate = _timed(policy.name, policy.validate, spent)
    level = given.pop("enforcement_level", EnforcementLevel.ADVISORY)
    server: Plain = _PolicyAnalyzerServicer(
        policies=cast("Plain", policies), version=_VERSION, enforcement_level=level, **given
    )
    configs = packconfig.merged(server.GetAnalyzerInfo(_NO_CONTEXT, _NO_CONTEXT), {})
    server.Configure(protocol.configure_request(configs), _NO_CONTEXT)
    requests = [protocol.resource_request(each, None) for each in registrations]
    began = perf_counter()
    for request in requests:
        server.Analyze(request, _NO_CONTEXT)
    between = perf_counter()
    server.AnalyzeStack(protocol.stack_request(registrations), _NO_CONTEXT)
    return PackTime(between - began, perf_counter() - between, spent)


def _arguments(folder: Path) -> Mapped:
    """What the pack's program passes to `PolicyPack`, which itself would serve and not return."""
    seen: Mapped = {}

    def keep(**given: Plain) -> None:
        seen.update(given)

    sys.path.insert(0, str(folder))
    try:
        with patch("pulumi_policy.PolicyPack", keep):
            runpy.run_path(str(folder), run_name="__main__")
    finally:
        sys.path.remove(str(folder))
    return seen


def _timed(name: str, validate: Callable[..., Plain], spent: Counter[str]) -> Callable[..., Plain]:
    def validated(*arguments: Plain) -> Plain:
        began = perf_counter()
        try:
            return validate(*arguments)
        finally:
            spent[name] += cast("int", perf_counter() - began)

    return validated
