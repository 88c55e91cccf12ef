"""The methods of a REST API and what answers them."""

from collections.abc import Callable, Collection

import pulumi
import pulumi_aws as aws

from components.api_args import ApiArgs, ApiFunction, ApiLink
from components.api_definition import (
    REST_OF_PATHS,
    TIMEOUT_MS,
    Route,
    methods_at,
)
from components.api_rest_preflight import preflight
from components.iam import service_principal

#: What answers a method.
Integrate = Callable[[Route, aws.apigateway.Method], aws.apigateway.Integration]
_PATH_PARAMETER = {"integration.request.path.proxy": "method.request.path.proxy"}


class RestRoutes:
    """Adds routes to a REST API and keeps what a deployment has to wait for.

    Attributes:
        needs: every method, integration and response there is.
    """

    needs: list[pulumi.Resource]

    def __init__(
        self,
        name: str,
        args: ApiArgs,
        api: aws.apigateway.RestApi,
        *,
        model: aws.apigateway.Model,
        parent: pulumi.Resource,
    ) -> None:
        self._name = name
        self._args = args
        self._api = api
        self._model = model
        self._opts = pulumi.ResourceOptions(parent=parent)
        self._validators = {
            body: aws.apigateway.RequestValidator(
                f"{name}-validates-{'body' if body else 'parameters'}",
                rest_api=api.id,
                name="body-and-parameters" if body else "parameters",
                validate_request_body=body,
                validate_request_parameters=True,
                opts=self._opts,
            )
            for body in (False, True)
        }
        self.needs = []

    def add_functions(self, served: Collection[tuple[Route, ApiFunction]]) -> None:
        """Create the paths that functions serve."""
        functions = dict(served)

        def integrate(route: Route, method: aws.apigateway.Method) -> aws.apigateway.Integration:
            return self._to_function(route, method, functions[route])

        self._add(functions, integrate)

    def add_linked(
        self, offered: Collection[Route], link: ApiLink, vpc_link_id: pulumi.Input[str]
    ) -> None:
        """Create the paths that the load balancer behind the VPC link serves."""

        def integrate(route: Route, method: aws.apigateway.Method) -> aws.apigateway.Integration:
            return self._through_link(route, method, link, vpc_link_id)

        self._add(offered, integrate)

    def _add(self, offered: Collection[Route], integrate: Integrate) -> None:
        """Create the resources of every path, its methods and its preflight answer."""
        paths = {
            path: aws.apigateway.Resource(
                f"{self._name}-{_label(path)}",
                rest_api=self._api.id,
                parent_id=self._api.root_resource_id,
                path_part=path,
                opts=self._opts,
            )
            for path in dict.fromkeys(route.path for route in offered)
        }
        for route in offered:
            method = self._method(route, paths[route.path])
            self.needs += [method, integrate(route, method)]
        if self._args.settings.cors_origins:
            for path, resource in paths.items():
                self.needs += preflight(
                    f"{self._name}-options-{_label(path)}",
                    settings=self._args.settings,
                    resource=resource,
                    methods=methods_at(offered, path),
                    validator_id=self._validators[False].id,
                    opts=self._opts,
                )

    def _method(self, route: Route, resource: aws.apigateway.Resource) -> aws.apigateway.Method:
        return aws.apigateway.Method(
            f"{self._name}-{route.name}",
            rest_api=self._api.id,
            resource_id=resource.id,
            http_method=route.method,
            api_key_required=True,
            authorization="AWS_IAM" if self._args.settings.authorization == "iam" else "NONE",
            request_validator_id=self._validators[route.takes_payment].id,
            request_models={"application/json": self._model.name} if route.takes_payment else None,
            request_parameters=_required_parameters(route),
            opts=self._opts,
        )

    def _to_function(
        self, route: Route, method: aws.apigateway.Method, function: ApiFunction
    ) -> aws.apigateway.Integration:
        ctx = self._args.context
        aws.lambda_.Permission(
            f"{self._name}-{route.name}-invokes",
            action="lambda:InvokeFunction",
            function=function.name,
            qualifier=function.alias,
            principal=service_principal(ctx, "apigateway"),
            source_arn=self._api.execution_arn.apply(
                lambda arn: f"{arn}/{self._args.settings.stage}/{route.method}/{route.path}"
            ),
            opts=self._opts,
        )
        return aws.apigateway.Integration(
            f"{self._name}-{route.name}-integration",
            rest_api=self._api.id,
            resource_id=method.resource_id,
            http_method=method.http_method,
            type="AWS_PROXY",
            # Lambda is invoked by POST whatever the route's method is.
            integration_http_method="POST",
            uri=function.invoke_arn,
            timeout_milliseconds=TIMEOUT_MS,
            opts=self._opts,
        )

    def _through_link(
        self,
        route: Route,
        method: aws.apigateway.Method,
        link: ApiLink,
        vpc_link_id: pulumi.Input[str],
    ) -> aws.apigateway.Integration:
        """A private integration; the host in the URI is what TLS verifies, not where it goes."""
        to_alb = self._args.settings.link == "alb"
        return aws.apigateway.Integration(
            f"{self._name}-{route.name}-integration",
            rest_api=self._api.id,
            resource_id=method.resource_id,
            http_method=method.http_method,
            type="HTTP_PROXY",
            integration_http_method=route.method,
            connection_type="VPC_LINK",
            connection_id=vpc_link_id,
            # Only links of the second generation can serve several load balancers.
            integration_target=link.load_balancer_arn if to_alb else None,
            uri=f"https://{link.host}:443/{{proxy}}",
            request_parameters=_PATH_PARAMETER,
            timeout_milliseconds=TIMEOUT_MS,
            opts=self._opts,
        )


def _required_parameters(route: Route) -> dict[str, bool] | None:
    """What API Gateway refuses a request without, before any code runs."""
    if route.idempotent_by_key:
        return {"method.request.header.Idempotency-Key": True}
    if route.path == REST_OF_PATHS:
        return {"method.request.path.proxy": True}
    return None


def _label(path: str) -> str:
    return "service" if path == REST_OF_PATHS else path
