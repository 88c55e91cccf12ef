"""A REST API: validated requests, keys, throttles, a private way to the load balancer."""

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Widget
from components.api_args import ApiArgs, ApiLink
from components.api_definition import (
    LINK_ROUTES,
    MODEL_NAME,
    definition_digest,
    function_routes,
    request_schema,
)
from components.api_link import vpc_link
from components.api_metrics import api_alarms, api_widgets
from components.api_refusals import REFUSALS, refusal_headers
from components.api_rest_access import TLS_POLICY, first_key, rest_address
from components.api_rest_routes import RestRoutes
from components.api_rest_stage import rest_stage, stage_settings


class RestApi(pulumi.ComponentResource):
    """A regional REST API with one stage.

    Attributes:
        api_id: its id.
        url: address of the stage: the host name if it has one.
        stage_arn: what a web ACL protects.
        api_key_id: id of the first key; its value is shown by API Gateway only to who may see it.
        access_log_group: name of the log group of requests.
        alarms: errors and latency.
        widgets: requests, errors and latency.
    """

    api_id: pulumi.Output[str]
    url: pulumi.Output[str]
    stage_arn: pulumi.Output[str]
    api_key_id: pulumi.Output[str]
    access_log_group: str
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: ApiArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:RestApi", name, {}, opts)
        self._opts = pulumi.ResourceOptions(parent=self)
        api = self._api(name, args)
        refusals = self._refusals(name, args, api)
        deployment = self._deployment(name, args, api, refusals)
        stage = rest_stage(name, args, api, deployment, parent=self)
        stage_settings(name, args, stage, parent=self)
        self.api_key_id = first_key(name, args, stage, parent=self)
        self.url = rest_address(name, args, stage, parent=self)
        self.api_id = api.id
        self.stage_arn = stage.arn
        self.access_log_group = args.access_log_name
        dimensions = {"ApiName": args.api_name, "Stage": args.settings.stage}
        self.alarms = api_alarms("rest", dimensions)
        self.widgets = api_widgets("rest", dimensions)
        self.register_outputs({"api_id": self.api_id, "url": self.url, "stage_arn": self.stage_arn})

    def _api(self, name: str, args: ApiArgs) -> aws.apigateway.RestApi:
        return aws.apigateway.RestApi(
            f"{name}-api",
            name=args.api_name,
            description=f"Payments of {args.context.env_suffix}",
            endpoint_configuration=aws.apigateway.RestApiEndpointConfigurationArgs(
                types="REGIONAL"
            ),
            security_policy=TLS_POLICY,
            endpoint_access_mode="STRICT",
            # A host name of its own must not be bypassed by the default address.
            disable_execute_api_endpoint=args.settings.domain is not None,
            tags=args.context.tagged(args.api_name),
            opts=self._opts,
        )

    def _refusals(
        self, name: str, args: ApiArgs, api: aws.apigateway.RestApi
    ) -> list[aws.apigateway.Response]:
        """What API Gateway answers itself when it refuses a request."""
        return [
            aws.apigateway.Response(
                f"{name}-{refusal.kind.lower().replace('_', '-')}",
                rest_api_id=api.id,
                response_type=refusal.kind,
                status_code=None if refusal.status is None else str(refusal.status),
                response_templates={"application/json": refusal.template()},
                response_parameters=refusal_headers(args.settings),
                opts=self._opts,
            )
            for refusal in REFUSALS
        ]

    def _deployment(
        self,
        name: str,
        args: ApiArgs,
        api: aws.apigateway.RestApi,
        refusals: list[aws.apigateway.Response],
    ) -> aws.apigateway.Deployment:
        """A snapshot of the definition; what comes later is not served before the next one.

        That goes for routes taken out, too: Pulumi deletes them after the snapshot
        (docs/runbooks/troubleshooting.md).
        """
        model = aws.apigateway.Model(
            f"{name}-payment-request",
            rest_api=api.id,
            name=MODEL_NAME,
            description="The one contract of a payment request",
            content_type="application/json",
            schema=request_schema(),
            opts=self._opts,
        )
        built = RestRoutes(name, args, api, model=model, parent=self)
        served = function_routes(args.functions)
        built.add_functions(served)
        linked = ""
        if args.link is not None:
            built.add_linked(LINK_ROUTES, args.link, self._link(name, args, args.link))
            linked = args.link.host
        return aws.apigateway.Deployment(
            f"{name}-deployment",
            rest_api=api.id,
            description="Deployed again whenever the definition changes",
            triggers={"definition": definition_digest(args.settings, args.functions, linked)},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*refusals, *built.needs]),
        )

    def _link(self, name: str, args: ApiArgs, link: ApiLink) -> pulumi.Output[str]:
        """The way into the VPC: of the second generation to an ALB, of the first to an NLB."""
        if args.settings.link == "alb":
            return vpc_link(name, args, link, parent=self)
        physical = args.context.name("link")
        return aws.apigateway.VpcLink(
            f"{name}-link",
            name=physical,
            description="To the network load balancer of the tasks",
            target_arn=link.load_balancer_arn,
            tags=args.context.tagged(physical),
            opts=self._opts,
        ).id
