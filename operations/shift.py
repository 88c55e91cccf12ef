"""Lead callers of the payment functions to the code that was deployed last, and watch it happen.

A deployment of a stack whose `functions.deployment` is not `all_at_once` only publishes versions.
CodeDeploy moves the aliases: step by step, and back when an alarm goes off.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from operations import outputs as kept
from operations.account import same_account
from operations.aws import AWS_ERRORS, Clients, clients
from operations.errors import OperationError
from operations.target import LIVE, Target, appspec, targets

#: Seconds between two looks at the deployments; the shortest step of CodeDeploy takes a minute.
_PAUSE_SECONDS: Final = 15.0
#: Statuses of a deployment that has ended (CodeDeploy, DeploymentInfo).
_ENDED: Final = frozenset({"Succeeded", "Failed", "Stopped"})
#: Exit statuses: everything is live, something went back.
_SHIFTED: Final = 0
_BACK: Final = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Shift:
    """A deployment that CodeDeploy carries out."""

    target: Target
    before: str
    deployment: str


def run(
    stack: str,
    *,
    only: Collection[str] = (),
    despite_alarms: bool = False,
    folder: Path,
    out: IO[str],
) -> int:
    """Shift the functions of a stack; returns the exit status.

    The outputs are asked of Pulumi, not read from the file of `make outputs`: an old file would
    name an old version.

    Args:
        stack: its name.
        only: workloads to shift; all of them when empty.
        despite_alarms: start although an alarm of the function is on, and ignore it: for code that
            mends what raised it.
        folder: the project's folder.
        out: where progress is written.

    Raises:
        OperationError: a function is not there or cannot be shifted now.
    """
    outputs = kept.fetch(stack, folder)
    found = targets(outputs, only)
    if not found:
        print(
            f"Deployments of stack {stack!r} lead callers to new code at once "
            "(functions.deployment): nothing to shift",
            file=out,
        )
    asked = clients(kept.region(outputs))
    same_account(outputs, asked)
    return shift(found, asked, despite_alarms=despite_alarms, out=out)


def shift(
    found: Sequence[Target],
    asked: Clients,
    *,
    despite_alarms: bool,
    out: IO[str],
    pause: Callable[[float], None] = time.sleep,
) -> int:
    """Start what is not live yet and follow it to its end; returns the exit status.

    Nothing is started unless everything can be.
    """
    before = {target: _live(asked, target) for target in found}
    for target, version in before.items():
        if version == target.version:
            print(f"{target.workload}: version {version} is live already", file=out)
    waiting = [(target, version) for target, version in before.items() if version != target.version]
    started: list[Shift] = []
    for target, version in waiting:
        try:
            deployment = _start(asked, target, version, despite_alarms=despite_alarms)
        except AWS_ERRORS as error:
            raise OperationError(
                f"CodeDeploy refuses to shift {target.function}: {error}. "
                f"{_under_way(started) or 'Nothing was started'}"
            ) from error
        started.append(Shift(target=target, before=version, deployment=deployment))
    try:
        for _ in _followed(started, asked, out):
            pause(_PAUSE_SECONDS)
    except (KeyboardInterrupt, *AWS_ERRORS):
        print(_under_way(started), file=out)
        raise
    results = [_arrived(each, asked, out) for each in started]
    return _SHIFTED if all(results) else _BACK


def _live(asked: Clients, target: Target) -> str:
    """The version that callers reach.

    Raises:
        OperationError: they reach two, or one that is newer than what the stack published.
    """
    alias = asked("lambda").get_alias(FunctionName=target.function, Name=LIVE)
    version: str = alias["FunctionVersion"]
    shares = alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})
    if shares:
        given = ", ".join(f"{share:.0%} to version {other}" for other, share in shares.items())
        raise OperationError(
            f"{target.function}:{LIVE} shares its traffic: {given}. A shift is under way, or was "
            f"given up: aws deploy list-deployments --application-name {target.application} "
            f"--deployment-group-name {target.group} names it; wait for it or stop it"
        )
    if int(version) > int(target.version):
        raise OperationError(
            f"{target.function}:{LIVE} is version {version}, newer than {target.version}, which "
            "the stack published last: somebody else has deployed. Run pulumi up again"
        )
    return version


def _start(asked: Clients, target: Target, before: str, *, despite_alarms: bool) -> str:
    """Have CodeDeploy begin; returns the id of the deployment."""
    silenced: dict[str, object] = (
        {"overrideAlarmConfiguration": {"enabled": False}} if despite_alarms else {}
    )
    answer = asked("codedeploy").create_deployment(
        applicationName=target.application,
        deploymentGroupName=target.group,
        description=f"{target.function} from version {before} to {target.version}",
        revision={
            "revisionType": "AppSpecContent",
            "appSpecContent": {"content": appspec(target, before)},
        },
        **silenced,
    )
    return answer["deploymentId"]


def _under_way(started: Sequence[Shift]) -> str:
    """What goes on without this command, and how to lead it back."""
    return "\n".join(
        f"{each.target.workload} goes on; to lead it back: aws deploy stop-deployment "
        f"--deployment-id {each.deployment} --auto-rollback-enabled"
        for each in started
    )


def _followed(started: Sequence[Shift], asked: Clients, out: IO[str]) -> Iterator[None]:
    """Report each change of status; yields as long as something is under way."""
    seen: dict[str, str] = {}
    while True:
        for each in started:
            status: str = _info(each, asked)["status"]
            if seen.get(each.deployment) != status:
                seen[each.deployment] = status
                print(
                    f"{each.target.workload}: version {each.before} → {each.target.version}, "
                    f"{each.deployment}: {status}",
                    file=out,
                )
        if _ENDED.issuperset(seen.values()):
            return
        yield


def _arrived(each: Shift, asked: Clients, out: IO[str]) -> bool:
    """Whether callers reach the new version now; if not, says why."""
    info = _info(each, asked)
    if info["status"] == "Succeeded":
        return True
    why = info.get("errorInformation", {}).get("message", "no reason given")
    back = info.get("rollbackInfo", {}).get("rollbackDeploymentId")
    led = (
        f"{back} leads it back to version {each.before}"
        if back
        else "nothing leads it back; where it stands: aws lambda get-alias "
        f"--function-name {each.target.function} --name {LIVE}"
    )
    print(f"{each.target.workload}: {info['status']}: {why}; {led}", file=out)
    return False


def _info(each: Shift, asked: Clients) -> Mapping[str, Any]:
    info: Mapping[str, Any] = asked("codedeploy").get_deployment(deploymentId=each.deployment)[
        "deploymentInfo"
    ]
    return info
