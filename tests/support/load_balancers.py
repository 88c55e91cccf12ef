"""A load balancer on its own, as the engine records it."""

from dataclasses import replace
from typing import Any

from components.context import Context
from components.load_balancer import LoadBalancer, LoadBalancerArgs
from offline.graph import State, run
from settings.load_balancer import LoadBalancerSettings

LISTENER = "aws:lb/listener:Listener"
GROUP = "aws:lb/targetGroup:TargetGroup"
#: Every load balancer that was built, the last one last.
made: list[LoadBalancer] = []


def args_of(ctx: Context, **settings: Any) -> LoadBalancerArgs:
    return LoadBalancerArgs(
        context=ctx,
        settings=LoadBalancerSettings(**settings),
        vpc_id="vpc-1",
        subnet_ids=["subnet-1", "subnet-2", "subnet-3"],
        security_group_id="sg-1",
        certificate_arn="arn:certificate",
        log_bucket="bucket-logs",
        target_port=8443,
    )


def built(ctx: Context, *, deployed: bool = True, **settings: Any) -> State:
    return built_from(args_of(ctx, **settings), deployed=deployed)


def built_from(args: LoadBalancerArgs, *, deployed: bool = True) -> State:
    return run(lambda: made.append(LoadBalancer("balancer", args)), deployed=deployed)


def shifted(ctx: Context) -> State:
    """One whose weights ECS sets."""
    return built_from(replace(args_of(ctx), shifted=True, registered=["blue", "green"]))
