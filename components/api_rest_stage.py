"""The stage of a REST API: logs, traces, throttles."""

import pulumi
import pulumi_aws as aws

from components.api_account import api_account
from components.api_args import ApiArgs
from components.api_definition import rest_log_format
from components.log_group import log_group


def rest_stage(
    name: str,
    args: ApiArgs,
    api: aws.apigateway.RestApi,
    deployment: aws.apigateway.Deployment,
    *,
    parent: pulumi.Resource,
) -> aws.apigateway.Stage:
    """The stage with its access log and traces.

    It shows no client certificate: behind it are functions and a load balancer in the VPC, which
    know their caller by permission and security group, and would not look at one.
    """
    ctx = args.context
    access = log_group(
        ctx,
        f"{name}-access-logs",
        name=args.access_log_name,
        key_arn=args.logs_key_arn,
        parent=parent,
    )
    # API Gateway refuses a stage with logs while the account has no role to write them.
    owned = args.settings.account_role == "create"
    needs = [api_account(ctx, name, parent)] if owned else []
    return aws.apigateway.Stage(
        f"{name}-stage",
        rest_api=api.id,
        deployment=deployment.id,
        stage_name=args.settings.stage,
        access_log_settings=aws.apigateway.StageAccessLogSettingsArgs(
            destination_arn=access.arn, format=rest_log_format()
        ),
        xray_tracing_enabled=True,
        tags=ctx.tagged(f"{args.api_name}-{args.settings.stage}"),
        opts=pulumi.ResourceOptions(parent=parent, depends_on=needs),
    )


def stage_settings(
    name: str,
    args: ApiArgs,
    stage: aws.apigateway.Stage,
    *,
    parent: pulumi.Resource,
) -> None:
    """Metrics, throttles and execution logs of every method, in a group that is there before."""
    executions = log_group(
        args.context,
        f"{name}-execution-logs",
        # API Gateway names the group of execution logs itself.
        name=stage.rest_api.apply(
            lambda found: f"API-Gateway-Execution-Logs_{found}/{args.settings.stage}"
        ),
        label=f"{args.api_name} execution logs",
        key_arn=args.logs_key_arn,
        parent=parent,
    )
    aws.apigateway.MethodSettings(
        f"{name}-settings",
        rest_api=stage.rest_api,
        stage_name=stage.stage_name,
        method_path="*/*",
        settings=aws.apigateway.MethodSettingsSettingsArgs(
            metrics_enabled=True,
            logging_level="INFO",
            # A data trace is the full body, so the card number (PCI DSS 3.4.1).
            data_trace_enabled=False,
            caching_enabled=False,
            cache_data_encrypted=True,
            throttling_rate_limit=args.rate_limit,
            throttling_burst_limit=args.burst_limit,
        ),
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[executions]),
    )
