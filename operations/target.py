"""The functions that CodeDeploy shifts, as the outputs of their stack name them."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from operations import outputs as kept
from operations.errors import OperationError

#: The alias that callers use.
LIVE: Final = "live"
_PREFIX: Final = "deployment_of_"


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A function, and the version that its callers are to reach.

    Attributes:
        workload: what the function is for.
        function: its physical name.
        version: what the last deployment of the stack published.
        application: CodeDeploy's application.
        group: CodeDeploy's deployment group of the function.
    """

    workload: str
    function: str
    version: str
    application: str
    group: str


def targets(outputs: Mapping[str, str], only: Collection[str] = ()) -> list[Target]:
    """The functions that CodeDeploy shifts in a stack, or those of them in `only`.

    Raises:
        OperationError: one of `only` is not among them.
    """
    names = sorted({name.partition(".")[0] for name in outputs if name.startswith(_PREFIX)})
    known = {name.removeprefix(_PREFIX).replace("_", "-"): name for name in names}
    if unknown := sorted(set(only) - known.keys()):
        raise OperationError(
            f"{', '.join(unknown)}: not among the functions that CodeDeploy shifts in stack "
            f"{outputs[kept.STACK]!r}, which are {', '.join(known) or 'none'}"
        )
    return [
        Target(
            workload=workload,
            function=outputs[f"{name}.function"],
            version=outputs[f"{name}.version"],
            application=outputs["deployment_application_name"],
            group=outputs[f"{name}.group"],
        )
        for workload, name in known.items()
        if not only or workload in only
    ]


def appspec(target: Target, before: str) -> str:
    """What CodeDeploy is to do, in its own format."""
    properties = {
        "Name": target.function,
        "Alias": LIVE,
        "CurrentVersion": before,
        "TargetVersion": target.version,
    }
    resource = {"Type": "AWS::Lambda::Function", "Properties": properties}
    return json.dumps({"version": 0.0, "Resources": [{target.workload: resource}]})
