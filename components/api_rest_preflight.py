"""The answer to a browser's preflight request, given by API Gateway itself."""

import pulumi
import pulumi_aws as aws

from components.api_definition import CORS_HEADERS, preflight_template
from settings.api import ApiSettings

_OK = "200"


def preflight(
    name: str,
    *,
    settings: ApiSettings,
    resource: aws.apigateway.Resource,
    methods: tuple[str, ...],
    validator_id: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> list[pulumi.Resource]:
    """The resources of one path's OPTIONS method, which carries neither key nor body.

    Args:
        name: logical name of the method.
        settings: the allowed origins.
        resource: the path.
        methods: what browsers may send there.
        validator_id: checks the parameters.
        opts: options of every resource.
    """
    headers = {
        "Access-Control-Allow-Headers": ",".join(CORS_HEADERS),
        "Access-Control-Allow-Methods": ",".join(methods),
        "Access-Control-Max-Age": str(settings.cors_max_age_seconds),
        # The answer differs by origin, so that caches must not share it.
        "Vary": "Origin",
    }
    method = aws.apigateway.Method(
        name,
        rest_api=resource.rest_api,
        resource_id=resource.id,
        http_method="OPTIONS",
        authorization="NONE",
        request_validator_id=validator_id,
        opts=opts,
    )
    integration = aws.apigateway.Integration(
        f"{name}-integration",
        rest_api=resource.rest_api,
        resource_id=resource.id,
        http_method=method.http_method,
        type="MOCK",
        request_templates={"application/json": '{"statusCode": 200}'},
        opts=opts,
    )
    response = aws.apigateway.MethodResponse(
        f"{name}-response",
        rest_api=resource.rest_api,
        resource_id=resource.id,
        http_method=method.http_method,
        status_code=_OK,
        response_parameters={
            f"method.response.header.{header}": True
            for header in (*headers, "Access-Control-Allow-Origin")
        },
        opts=opts,
    )
    answer = aws.apigateway.IntegrationResponse(
        f"{name}-answer",
        rest_api=resource.rest_api,
        resource_id=resource.id,
        http_method=integration.http_method,
        status_code=response.status_code,
        response_parameters={
            f"method.response.header.{header}": f"'{value}'" for header, value in headers.items()
        },
        response_templates={"application/json": preflight_template(settings.cors_origins)},
        opts=opts,
    )
    return [method, integration, response, answer]
