"""An HTTP API: proven callers, functions and the load balancer behind it."""

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Widget
from components.api_args import ApiArgs, ApiFunction, ApiLink
from components.api_definition import (
    CORS_HEADERS,
    LINK_ROUTES,
    TIMEOUT_MS,
    Route,
    function_routes,
    http_log_format,
)
from components.api_link import vpc_link
from components.api_metrics import api_alarms, api_widgets
from components.host_record import point_to
from components.iam import service_principal
from components.log_group import log_group


class HttpApi(pulumi.ComponentResource):
    """An HTTP API with one stage; AWS has neither web ACL nor request validation for it (X15).

    Attributes:
        api_id: its id.
        url: address of the stage: the host name if it has one.
        access_log_group: name of the log group of requests.
        alarms: errors and latency.
        widgets: requests, errors and latency.
    """

    api_id: pulumi.Output[str]
    url: pulumi.Output[str]
    access_log_group: str
    alarms: tuple[Alarm, ...]
    widgets: tuple[Widget, ...]

    def __init__(
        self, name: str, args: ApiArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:HttpApi", name, {}, opts)
        self._opts = pulumi.ResourceOptions(parent=self)
        api = self._api(name, args)
        self._authorizer_id = self._authorizer(name, args, api)
        for route, function in function_routes(args.functions):
            self._route(name, api, route, self._to_function(name, args, api, route, function))
        if args.link is not None:
            target = self._through_link(name, args, api, args.link)
            for route in LINK_ROUTES:
                self._route(name, api, route, target)
        stage = self._stage(name, args, api)
        self.url = self._address(name, args, api, stage)
        self.api_id = api.id
        self.access_log_group = args.access_log_name
        dimensions = {"ApiId": api.id, "Stage": args.settings.stage}
        self.alarms = api_alarms("http", dimensions)
        self.widgets = api_widgets("http", dimensions)
        self.register_outputs({"api_id": self.api_id, "url": self.url})

    def _api(self, name: str, args: ApiArgs) -> aws.apigatewayv2.Api:
        return aws.apigatewayv2.Api(
            f"{name}-api",
            name=args.api_name,
            protocol_type="HTTP",
            description=f"Payments of {args.context.env_suffix}",
            cors_configuration=_cors(args),
            # A host name of its own must not be bypassed by the default address.
            disable_execute_api_endpoint=args.settings.domain is not None,
            tags=args.context.tagged(args.api_name),
            opts=self._opts,
        )

    def _authorizer(
        self, name: str, args: ApiArgs, api: aws.apigatewayv2.Api
    ) -> pulumi.Output[str] | None:
        """What verifies the callers' tokens, where they have any."""
        jwt = args.settings.jwt
        if jwt is None:
            return None
        return aws.apigatewayv2.Authorizer(
            f"{name}-authorizer",
            api_id=api.id,
            name="tokens",
            authorizer_type="JWT",
            identity_sources=["$request.header.Authorization"],
            jwt_configuration=aws.apigatewayv2.AuthorizerJwtConfigurationArgs(
                issuer=jwt.issuer, audiences=list(jwt.audiences)
            ),
            opts=self._opts,
        ).id

    def _to_function(
        self,
        name: str,
        args: ApiArgs,
        api: aws.apigatewayv2.Api,
        route: Route,
        function: ApiFunction,
    ) -> aws.apigatewayv2.Integration:
        aws.lambda_.Permission(
            f"{name}-{route.name}-invokes",
            action="lambda:InvokeFunction",
            function=function.name,
            qualifier=function.alias,
            principal=service_principal(args.context, "apigateway"),
            source_arn=api.execution_arn.apply(
                lambda arn: f"{arn}/{args.settings.stage}/{route.method}/{route.path}"
            ),
            opts=self._opts,
        )
        return aws.apigatewayv2.Integration(
            f"{name}-{route.name}-integration",
            api_id=api.id,
            integration_type="AWS_PROXY",
            integration_method="POST",
            integration_uri=function.invoke_arn,
            payload_format_version="2.0",
            timeout_milliseconds=TIMEOUT_MS,
            opts=self._opts,
        )

    def _through_link(
        self, name: str, args: ApiArgs, api: aws.apigatewayv2.Api, link: ApiLink
    ) -> aws.apigatewayv2.Integration:
        return aws.apigatewayv2.Integration(
            f"{name}-link-integration",
            api_id=api.id,
            integration_type="HTTP_PROXY",
            integration_method="ANY",
            integration_uri=link.listener_arn,
            connection_type="VPC_LINK",
            connection_id=vpc_link(name, args, link, parent=self),
            tls_config=aws.apigatewayv2.IntegrationTlsConfigArgs(server_name_to_verify=link.host),
            timeout_milliseconds=TIMEOUT_MS,
            opts=self._opts,
        )

    def _route(
        self,
        name: str,
        api: aws.apigatewayv2.Api,
        route: Route,
        integration: aws.apigatewayv2.Integration,
    ) -> None:
        aws.apigatewayv2.Route(
            f"{name}-{route.name}",
            api_id=api.id,
            route_key=f"{route.method} /{route.path}",
            target=integration.id.apply(lambda found: f"integrations/{found}"),
            # Settings refuse keys, which HTTP APIs do not have; what is left proves who calls.
            authorization_type="AWS_IAM" if self._authorizer_id is None else "JWT",
            authorizer_id=self._authorizer_id,
            opts=self._opts,
        )

    def _stage(self, name: str, args: ApiArgs, api: aws.apigatewayv2.Api) -> aws.apigatewayv2.Stage:
        logs = log_group(
            args.context,
            f"{name}-access-logs",
            name=args.access_log_name,
            key_arn=args.logs_key_arn,
            parent=self,
        )
        return aws.apigatewayv2.Stage(
            f"{name}-stage",
            api_id=api.id,
            name=args.settings.stage,
            auto_deploy=True,
            access_log_settings=aws.apigatewayv2.StageAccessLogSettingsArgs(
                destination_arn=logs.arn, format=http_log_format()
            ),
            default_route_settings=aws.apigatewayv2.StageDefaultRouteSettingsArgs(
                throttling_rate_limit=args.rate_limit,
                throttling_burst_limit=args.burst_limit,
                detailed_metrics_enabled=True,
            ),
            tags=args.context.tagged(f"{args.api_name}-{args.settings.stage}"),
            opts=self._opts,
        )

    def _address(
        self,
        name: str,
        args: ApiArgs,
        api: aws.apigatewayv2.Api,
        stage: aws.apigatewayv2.Stage,
    ) -> pulumi.Output[str]:
        host = args.settings.domain
        if host is None or args.certificate_arn is None:
            return stage.invoke_url
        domain = aws.apigatewayv2.DomainName(
            f"{name}-domain",
            domain_name=host,
            domain_name_configuration=aws.apigatewayv2.DomainNameDomainNameConfigurationArgs(
                certificate_arn=args.certificate_arn,
                endpoint_type="REGIONAL",
                # The strongest that HTTP APIs offer; it includes TLS 1.3.
                security_policy="TLS_1_2",
            ),
            mutual_tls_authentication=_mutual_tls(args),
            tags=args.context.tagged(host),
            opts=self._opts,
        )
        mapping = aws.apigatewayv2.ApiMapping(
            f"{name}-mapping",
            api_id=api.id,
            stage=stage.id,
            domain_name=domain.domain_name,
            opts=self._opts,
        )
        endpoint = domain.domain_name_configuration
        point_to(
            f"{name}-address",
            host=host,
            zone_id=args.hosted_zone_id,
            target=endpoint.apply(lambda found: found.target_domain_name or ""),
            target_zone_id=endpoint.apply(lambda found: found.hosted_zone_id or ""),
            parent=self,
        )
        return mapping.domain_name.apply(lambda found: f"https://{found}")


def _mutual_tls(
    args: ApiArgs,
) -> aws.apigatewayv2.DomainNameMutualTlsAuthenticationArgs | None:
    trusted = args.settings.trust_store
    if trusted is None:
        return None
    return aws.apigatewayv2.DomainNameMutualTlsAuthenticationArgs(
        truststore_uri=trusted.address, truststore_version=trusted.version
    )


def _cors(args: ApiArgs) -> aws.apigatewayv2.ApiCorsConfigurationArgs | None:
    """API Gateway answers preflights and adds the headers to every answer."""
    origins = args.settings.cors_origins
    if not origins:
        return None
    served = [route for route, _ in function_routes(args.functions)]
    offered = [*served, *(LINK_ROUTES if args.link is not None else ())]
    return aws.apigatewayv2.ApiCorsConfigurationArgs(
        allow_origins=list(origins),
        allow_methods=sorted({"OPTIONS", *(route.method for route in offered)}),
        allow_headers=list(CORS_HEADERS),
        max_age=args.settings.cors_max_age_seconds,
    )
