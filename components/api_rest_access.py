"""How partners reach a REST API: their key, its usage plan and the host name."""

import pulumi
import pulumi_aws as aws

from components.api_args import ApiArgs
from components.host_record import point_to

#: TLS 1.2 with forward secrecy and TLS 1.3 (API Gateway security policies; PCI DSS 4.2.1).
TLS_POLICY = "SecurityPolicy_TLS13_1_2_2021_06"


def first_key(
    name: str,
    args: ApiArgs,
    stage: aws.apigateway.Stage,
    *,
    parent: pulumi.Resource,
) -> pulumi.Output[str]:
    """The id of the key of the first partner, in a usage plan with the API's throttle."""
    physical = args.context.name("plan")
    plan = aws.apigateway.UsagePlan(
        f"{name}-plan",
        name=physical,
        description="Partners of the payments API",
        api_stages=[
            aws.apigateway.UsagePlanApiStageArgs(api_id=stage.rest_api, stage=stage.stage_name)
        ],
        throttle_settings=aws.apigateway.UsagePlanThrottleSettingsArgs(
            rate_limit=args.rate_limit, burst_limit=args.burst_limit
        ),
        tags=args.context.tagged(physical),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    key_name = args.context.name("apikey", "first-partner")
    key = aws.apigateway.ApiKey(
        f"{name}-key",
        name=key_name,
        description="Identifies the first partner; one key a partner",
        tags=args.context.tagged(key_name),
        opts=pulumi.ResourceOptions(parent=parent, additional_secret_outputs=["value"]),
    )
    aws.apigateway.UsagePlanKey(
        f"{name}-plan-key",
        key_id=key.id,
        key_type="API_KEY",
        usage_plan_id=plan.id,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return key.id


def rest_address(
    name: str,
    args: ApiArgs,
    stage: aws.apigateway.Stage,
    *,
    parent: pulumi.Resource,
) -> pulumi.Output[str]:
    """The address of the stage: its host name on the stack's certificate, or AWS's own."""
    host = args.settings.domain
    if host is None:
        return stage.invoke_url
    mutual_tls = _mutual_tls(args)
    domain = aws.apigateway.DomainName(
        f"{name}-domain",
        domain_name=host,
        regional_certificate_arn=args.certificate_arn,
        endpoint_configuration=aws.apigateway.DomainNameEndpointConfigurationArgs(types="REGIONAL"),
        # Client certificates are not to be had with the newer policies (API Gateway).
        security_policy=TLS_POLICY if mutual_tls is None else "TLS_1_2",
        endpoint_access_mode="STRICT" if mutual_tls is None else None,
        mutual_tls_authentication=mutual_tls,
        tags=args.context.tagged(host),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    mapping = aws.apigateway.BasePathMapping(
        f"{name}-mapping",
        rest_api=stage.rest_api,
        stage_name=stage.stage_name,
        domain_name=domain.domain_name,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    point_to(
        f"{name}-address",
        host=host,
        zone_id=args.hosted_zone_id,
        target=domain.regional_domain_name,
        target_zone_id=domain.regional_zone_id,
        parent=parent,
    )
    return mapping.domain_name.apply(lambda found: f"https://{found}")


def _mutual_tls(args: ApiArgs) -> aws.apigateway.DomainNameMutualTlsAuthenticationArgs | None:
    trusted = args.settings.trust_store
    if trusted is None:
        return None
    return aws.apigateway.DomainNameMutualTlsAuthenticationArgs(
        truststore_uri=trusted.address, truststore_version=trusted.version
    )
