"""Functions, containers, load balancer and alarms: running, inside the network, watched."""

from collections.abc import Iterator
from datetime import UTC, datetime

from operations.smoke.fact import Answer, Deployed, Fact, facts


def function(deployed: Deployed, name: str) -> Iterator[Fact]:
    """It can be called, runs in the VPC, and has no URL of its own."""
    client = deployed.clients("lambda")
    found: Answer = client.get_function_configuration(FunctionName=name)
    urls: Answer = client.list_function_url_configs(FunctionName=name)
    yield from facts(
        name,
        state=("Active", found["State"]),
        last_update=("Successful", found["LastUpdateStatus"]),
        key=(deployed.key("lambda"), found.get("KMSKeyArn")),
        VPC=(deployed.outputs["vpc_id"], found.get("VpcConfig", {}).get("VpcId")),
        URLs=(0, len(urls["FunctionUrlConfigs"])),
    )


def service(deployed: Deployed, name: str) -> Iterator[Fact]:
    """Every task that it wants runs, and its deployment has ended."""
    cluster = deployed.outputs["ecs_cluster_name"]
    client = deployed.clients("ecs")
    services: Answer = client.describe_services(cluster=cluster, services=[name])["services"]
    yield from facts(name, exists=(True, bool(services)))
    for found in services:
        yield from facts(
            name,
            status=("ACTIVE", found["status"]),
            running_tasks=(found["desiredCount"], found["runningCount"]),
            deployments=(1, len(found["deployments"])),
        )


def load_balancer(deployed: Deployed, arn: str) -> Iterator[Fact]:
    """No listener takes a request without TLS, except to send it to one that does."""
    client = deployed.clients("elbv2")
    (balancer,) = client.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"]
    listeners: Answer = client.describe_listeners(LoadBalancerArn=arn)["Listeners"]
    yield from facts(
        balancer["LoadBalancerName"],
        state=("active", balancer["State"]["Code"]),
        listeners_without_TLS=([], [each["Port"] for each in listeners if _is_plain(each)]),
    )


def _is_plain(listener: Answer) -> bool:
    only_redirects = all(action["Type"] == "redirect" for action in listener["DefaultActions"])
    return listener["Protocol"] not in {"HTTPS", "TLS"} and not only_redirects


def alarm(deployed: Deployed, name: str) -> Iterator[Fact]:
    """It is there, tells somebody, and is quiet; without data only for as long as the grace."""
    cloudwatch = deployed.clients("cloudwatch")
    alarms: Answer = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    yield from facts(name, exists=(True, bool(alarms)))
    for found in alarms:
        state, since = found["StateValue"], found["StateUpdatedTimestamp"]
        is_new = datetime.now(UTC) - since <= deployed.grace
        waits = state == "INSUFFICIENT_DATA" and is_new
        yield from facts(
            name,
            state=("OK", "OK" if waits else state),
            tells_somebody=(True, found["ActionsEnabled"] and bool(found["AlarmActions"])),
        )
