"""How long a policy pack takes, as a whole and rule by rule, with no processes in between."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import cast

from offline import packserver, protocol
from offline.plain import Plain
from offline.recording import Registration


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
    pack = packserver.load(folder)
    policies: Sequence[Plain] = pack["policies"]
    spent: Counter[str] = Counter()
    for policy in policies:
        policy.validate = _timed(policy.name, policy.validate, spent)
    server, _ = packserver.serving(pack, policies)
    requests = [protocol.resource_request(each, None) for each in registrations]
    began = perf_counter()
    for request in requests:
        server.Analyze(request, packserver.NO_CONTEXT)
    between = perf_counter()
    server.AnalyzeStack(protocol.stack_request(registrations), packserver.NO_CONTEXT)
    return PackTime(between - began, perf_counter() - between, spent)


def _timed(name: str, validate: Callable[..., Plain], spent: Counter[str]) -> Callable[..., Plain]:
    def validated(*arguments: Plain) -> Plain:
        began = perf_counter()
        try:
            return validate(*arguments)
        finally:
            spent[name] += cast("int", perf_counter() - began)

    return validated
