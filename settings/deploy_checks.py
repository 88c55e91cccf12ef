"""What the blocks say against each other about who moves traffic to a new version."""

from collections.abc import Iterator

from settings.problem import Problem
from settings.stack import Settings


def shifting_functions(settings: Settings) -> Iterator[Problem]:
    """CodeDeploy rolls back on alarms, which the monitoring block makes."""
    functions = settings.functions
    if functions is not None and functions.shifts and settings.monitoring is None:
        yield Problem(
            path="functions.deployment",
            found=repr(functions.deployment),
            rule="needs the monitoring block: without alarms nothing would roll back",
            fix="add a monitoring block, or deployment: all_at_once",
        )


def shifting_tasks(settings: Settings) -> Iterator[Problem]:
    """ECS needs an ALB whose weights are its own, and alarms to roll back on."""
    containers, balancer = settings.containers, settings.load_balancer
    if containers is None or not containers.deployment.shifts:
        return
    path, found = "containers.deployment.strategy", repr(containers.deployment.strategy)
    if settings.monitoring is None:
        yield Problem(
            path=path,
            found=found,
            rule="needs the monitoring block: without alarms nothing would roll back",
            fix="add a monitoring block, or strategy: rolling",
        )
    if balancer is not None and balancer.kind == "nlb":
        yield Problem(
            path=path,
            found=found,
            rule="needs an ALB: this NLB has one target group, and ECS moves traffic between two",
            fix="loadBalancer.kind: internal_alb, or strategy: rolling",
        )
    if balancer is not None and balancer.deploy.green_weight:
        yield Problem(
            path="loadBalancer.deploy.greenWeight",
            found=str(balancer.deploy.green_weight),
            rule=f"cannot be kept: with containers.deployment.strategy = {found} ECS sets the "
            "weights",
            fix="greenWeight: 0, or strategy: rolling",
        )
