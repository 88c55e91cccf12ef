"""An API of either kind built as the platform builds one, for the tests of its parts."""

from typing import Any

from components.api import Api, ApiArgs, ApiFunction, ApiLink, build_api
from components.context import Context
from offline.graph import State, run
from settings.api import ApiSettings

PERMISSION = "aws:lambda/permission:Permission"
LINK = "aws:apigatewayv2/vpcLink:VpcLink"
RECORD = "aws:route53/record:Record"
FUNCTIONS = {
    name: ApiFunction(name=f"function-{name}-test", alias="live", invoke_arn=f"arn:invoke/{name}")
    for name in ("payment-validation", "transaction-processing")
}
TO_THE_LOAD_BALANCER = ApiLink(
    host="pay.example.com",
    load_balancer_arn="arn:balancer",
    listener_arn="arn:listener",
    subnet_ids=["subnet-1", "subnet-2"],
    security_group_ids=["sg-link"],
)
#: The APIs built so far, the latest last.
made: list[Api] = []


def built(
    ctx: Context, *, args: dict[str, Any] | None = None, deployed: bool = True, **block: Any
) -> State:
    """The resources of an API; `args` are its arguments, `block` its settings."""
    given = ApiArgs(
        context=ctx,
        settings=ApiSettings(**block),
        logs_key_arn="arn:logs",
        **{"functions": FUNCTIONS, **(args or {})},
    )
    return run(lambda: made.append(build_api("api", given)), deployed=deployed)


def built_in_full(ctx: Context, **block: Any) -> State:
    """An API with everything: a link, a host name of its own, and callers from a web site."""
    return built(
        ctx,
        args={
            "link": TO_THE_LOAD_BALANCER,
            "certificate_arn": "arn:certificate",
            "hosted_zone_id": "Z0123456789ABCDEFGHIJ",
        },
        link="alb",
        domain="pay.example.com",
        cors_origins=("https://shop.example.com",),
        **block,
    )
