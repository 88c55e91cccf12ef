"""Functions, containers, certificate, load balancer, API, WAF and static assets."""

from collections.abc import Iterable

import pulumi

from components.alarm import Alarm
from components.api import ApiArgs, ApiFunction, ApiLink, RestApi
from components.assets import AssetsArgs
from components.certificate import CertificateArgs
from components.containers import ContainersArgs
from components.deployment_alarms import DeploymentAlarmsArgs
from components.function_deployments import FunctionDeploymentsArgs, ShiftedFunction
from components.functions import FunctionsArgs
from components.key_domains import Domain
from components.lambda_function import LambdaFunction
from components.load_balancer import LoadBalancerArgs
from components.service_roles import StartSecret
from components.target_group import Color
from components.tiers import Tiers, needed
from components.waf import WafArgs
from components.wiring.stores import shared_files, stores
from components.workload import Group
from settings.api import ApiSettings
from settings.assets import AssetsSettings
from settings.certificate import CertificateSettings
from settings.containers import ContainersSettings
from settings.functions import FunctionsSettings
from settings.load_balancer import LoadBalancerSettings
from settings.monitoring import MonitoringSettings
from settings.waf import WafSettings


def functions(tiers: Tiers, settings: FunctionsSettings) -> FunctionsArgs:
    """The payment functions, next to their stores."""
    api = tiers.settings.api
    return FunctionsArgs(
        context=tiers.context.of_tier("functions"),
        settings=settings,
        workloads=tiers.topology.workloads,
        stores=stores(tiers),
        subnet_ids=tiers.network.private_subnet_ids,
        security_group_id=tiers.group(Group.FUNCTIONS),
        key_arn=tiers.key(Domain.FUNCTIONS),
        logs_key_arn=tiers.key(Domain.LOGS),
        queue_key_arn=tiers.key(Domain.NOTIFICATIONS),
        files=shared_files(tiers),
        # An HTTP API writes these headers itself, and twice they are refused by browsers.
        cors_origins=api.cors_origins if api is not None and api.kind == "rest" else (),
        logins=tiers.rotation.logins if tiers.rotation else (),
    )


def containers(tiers: Tiers, settings: ContainersSettings) -> ContainersArgs:
    """The payment service, behind the load balancer."""
    secrets, balancer = needed(tiers.secrets, "secrets"), tiers.load_balancer
    application = StartSecret(
        name=tiers.context.name("secret", "application"), arn=secrets.arns["application"]
    )
    return ContainersArgs(
        context=tiers.context.of_tier("containers"),
        settings=settings,
        workload=tiers.topology.workloads["payment-service"],
        stores=stores(tiers),
        subnet_ids=tiers.network.private_subnet_ids,
        security_group_id=tiers.group(Group.TASKS),
        key_arn=tiers.key(Domain.CONTAINERS),
        logs_key_arn=tiers.key(Domain.LOGS),
        target_group_arns=balancer.target_group_arns if balancer else {},
        secrets={"APPLICATION_SECRET": application},
        files=shared_files(tiers),
        traffic=balancer.traffic if balancer else None,
        rollback_alarm_names=_rollback_alarms(tiers, balancer.rollback_alarms if balancer else ()),
    )


def deployment_alarms(tiers: Tiers, settings: MonitoringSettings) -> DeploymentAlarmsArgs:
    """What CodeDeploy and ECS turn back on; nothing when no tier has either shift traffic."""
    return DeploymentAlarmsArgs(
        context=tiers.context.of_tier("deployment-alarms"),
        settings=settings,
        topic_arn=tiers.topics.system_errors_arn,
        alarms=list(tiers.rollback_alarms()),
    )


def function_deployments(tiers: Tiers, settings: FunctionsSettings) -> FunctionDeploymentsArgs:
    """Each payment function, with its own alarms."""
    built = needed(tiers.functions, "functions").functions
    return FunctionDeploymentsArgs(
        context=tiers.context.of_tier("function-deployments"),
        deployment=settings.deployment,
        functions={
            workload: ShiftedFunction(
                name=function.function_name,
                alarm_names=_rollback_alarms(tiers, function.rollback_alarms),
            )
            for workload, function in built.items()
        },
    )


def certificate(tiers: Tiers, settings: CertificateSettings) -> CertificateArgs:
    """The certificate of every TLS endpoint of the stack."""
    return CertificateArgs(context=tiers.context.of_tier("certificate"), settings=settings)


def load_balancer(tiers: Tiers, settings: LoadBalancerSettings) -> LoadBalancerArgs:
    """A load balancer in public subnets only when it is public itself."""
    network, service = tiers.network, tiers.settings.containers
    public, named = settings.kind == "public_alb", tiers.settings.certificate
    api_host = tiers.settings.api.domain if tiers.settings.api else None
    host = named.domain if public and named and named.domain != api_host else None
    return LoadBalancerArgs(
        context=tiers.context.of_tier("load-balancer"),
        settings=settings,
        vpc_id=network.vpc_id,
        subnet_ids=network.public_subnet_ids if public else network.private_subnet_ids,
        security_group_id=tiers.group(Group.LOAD_BALANCER),
        certificate_arn=needed(tiers.certificate, "certificate").certificate_arn,
        log_bucket=needed(tiers.buckets.load_balancer_log_bucket, "objects"),
        target_port=needed(service.port if service else settings.target_port, "containers"),
        registered=_registered(service, settings),
        shifted=service is not None and service.deployment.shifts,
        host=host,
        hosted_zone_id=named.hosted_zone_id if named else None,
    )


def api(tiers: Tiers, settings: ApiSettings) -> ApiArgs:
    """The API, with the functions and the load balancer behind it."""
    built = tiers.functions.functions if tiers.functions else dict[str, LambdaFunction]()
    named, issued = tiers.settings.certificate, tiers.certificate
    host = named is not None and settings.domain is not None
    return ApiArgs(
        context=tiers.context.of_tier("api"),
        settings=settings,
        logs_key_arn=tiers.key(Domain.LOGS),
        functions={
            name: ApiFunction(
                name=function.function_name,
                alias=function.alias_name,
                invoke_arn=function.invoke_arn,
            )
            for name, function in built.items()
        },
        link=_link(tiers, settings),
        certificate_arn=issued.certificate_arn if issued and host else None,
        hosted_zone_id=named.hosted_zone_id if named and host else None,
    )


def waf(tiers: Tiers, settings: WafSettings) -> WafArgs:
    """One web ACL before every public entry of the region."""
    balancer, entry = tiers.settings.load_balancer, dict[str, pulumi.Input[str]]()
    if isinstance(tiers.api, RestApi):
        entry["api"] = tiers.api.stage_arn
    if tiers.load_balancer and balancer and balancer.kind == "public_alb":
        entry["load-balancer"] = tiers.load_balancer.arn
    return WafArgs(
        context=tiers.context.of_tier("waf"),
        settings=settings,
        logs_key_arn=tiers.key(Domain.LOGS),
        resource_arns=entry,
    )


def assets_waf(tiers: Tiers, settings: WafSettings) -> WafArgs:
    """The web ACL of the distribution; CloudFront takes it from us-east-1."""
    return WafArgs(
        context=tiers.context.of_tier("assets-waf"),
        settings=settings,
        logs_key_arn=tiers.key(Domain.LOGS),
        purpose="assets",
        scope="CLOUDFRONT",
    )


def assets(tiers: Tiers, settings: AssetsSettings) -> AssetsArgs:
    """Static assets behind CloudFront, with the stack's certificate unless they have their own."""
    own, named = settings.certificate_arn, tiers.settings.certificate
    return AssetsArgs(
        context=tiers.context.of_tier("assets"),
        settings=settings,
        key_arn=tiers.key(Domain.OBJECTS),
        logs_key_arn=tiers.key(Domain.LOGS),
        certificate_arn=own or needed(tiers.certificate, "certificate").certificate_arn,
        web_acl_arn=tiers.assets_waf.web_acl_arn if tiers.assets_waf else None,
        hosted_zone_id=named.hosted_zone_id if named else None,
        access_log_bucket=tiers.buckets.access_log_bucket,
    )


def _registered(
    service: ContainersSettings | None, balancer: LoadBalancerSettings
) -> tuple[Color, ...]:
    """The target groups that tasks register with; without tasks nothing does."""
    if service is None:
        return ()
    two = service.deployment.shifts or service.green_version is not None
    return ("blue", "green") if two and balancer.kind != "nlb" else ("blue",)


def _rollback_alarms(tiers: Tiers, alarms: Iterable[Alarm]) -> list[pulumi.Input[str]]:
    made = tiers.deployment_alarms
    return [made.names[alarm.purpose] for alarm in alarms] if made else []


def _link(tiers: Tiers, settings: ApiSettings) -> ApiLink | None:
    if settings.link == "none":
        return None
    balancer = needed(tiers.load_balancer, "loadBalancer")
    named = needed(tiers.settings.certificate, "certificate")
    link = tiers.firewall.group_ids.get(Group.VPC_LINK)
    return ApiLink(
        host=needed(named.domain, "certificate"),
        load_balancer_arn=balancer.arn,
        listener_arn=balancer.listener_arn,
        subnet_ids=tiers.network.private_subnet_ids,
        security_group_ids=[link] if link is not None else [],
    )
