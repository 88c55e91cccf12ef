"""Set the share of requests that the green tasks get, once there are tasks that can answer them.

For stacks whose weights are configuration: an ALB gives a group its share whether anybody in it
answers or not.
"""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

from operations import outputs as kept
from operations.account import same_account
from operations.aws import Clients, clients
from operations.errors import OperationError

_SETTING: Final = "payments:loadBalancer.deploy.greenWeight"
_ALL: Final = 100
#: Exit statuses: the weights are set, Pulumi has not set them.
_SET: Final = 0
_NOT_SET: Final = 1


def run(stack: str, percent: int, *, folder: Path, out: IO[str]) -> int:
    """Set the weight and have Pulumi bring it about; returns the exit status.

    Pulumi shows what it would change and asks, as it always does.

    Args:
        stack: its name.
        percent: share of green, 0 to 100; blue gets the rest.
        folder: the project's folder.
        out: where it is said what happens next.

    Raises:
        OperationError: the stack's weights are not configuration, or a group that would get
            requests has nobody to answer them.
    """
    outputs = kept.fetch(stack, folder)
    asked = clients(kept.region(outputs))
    same_account(outputs, asked)
    answerable(outputs, percent, asked)
    commands = (
        ["config", "set", "--stack", stack, "--path", _SETTING, str(percent)],
        ["up", "--stack", stack, "--policy-pack", "policy"],
    )
    for command in commands:
        # The command was found for the outputs; arguments are the stack's name and a number.
        done = subprocess.run(["pulumi", *command], cwd=folder, check=False)  # noqa: S603, S607 - no shell
        if done.returncode:
            print(
                f"pulumi {command[0]} ended with status {done.returncode}. If {_SETTING} is "
                f"{percent} in Pulumi.{stack}.yaml now, the next pulumi up brings it about: run "
                "this again, or with the share that green had",
                file=out,
            )
            return _NOT_SET
    print(
        f"green gets {percent} %. Watch the alarms for ten minutes before the next step; back: "
        f"make shift STACK={stack} GREEN=0",
        file=out,
    )
    return _SET


def answerable(outputs: Mapping[str, str], percent: int, asked: Clients) -> None:
    """Refuse weights that would lead requests to nobody.

    Raises:
        OperationError: the weights are not configuration, or a group with a share is not healthy.
    """
    stack = outputs[kept.STACK]
    shares = {"blue": _ALL - percent, "green": percent}
    for color, share in shares.items():
        group = outputs.get(f"target_group_arns.{color}")
        if group is None:
            raise OperationError(
                f"stack {stack!r} has no weights to set: they are for an ALB whose "
                "containers.deployment.strategy is rolling"
            )
        found = asked("elbv2").describe_target_health(TargetGroupArn=group)
        states = [each["TargetHealth"]["State"] for each in found["TargetHealthDescriptions"]]
        if share and "healthy" not in states:
            raise OperationError(
                f"{share} % of the requests would be answered with 503: of the {len(states)} "
                f"targets in the {color} group none is healthy "
                f"({', '.join(sorted(set(states))) or 'nothing is registered'}). Start tasks "
                "first: docs/runbooks/blue-green.md"
            )
