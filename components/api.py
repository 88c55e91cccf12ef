"""The API tier, of whichever kind the settings say."""

import pulumi

from components.api_args import ApiArgs, ApiFunction, ApiLink
from components.api_http import HttpApi
from components.api_rest import RestApi

__all__ = ["Api", "ApiArgs", "ApiFunction", "ApiLink", "HttpApi", "RestApi", "build_api"]

#: What stands at the edge of the stack.
Api = RestApi | HttpApi


def build_api(name: str, args: ApiArgs, opts: pulumi.ResourceOptions | None = None) -> Api:
    """The API of the stack."""
    return (RestApi if args.settings.kind == "rest" else HttpApi)(name, args, opts)
