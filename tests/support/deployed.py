"""What a stack exports, made on moto: for what looks at a deployed stack."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from offline.graph import State, revealed, shown
from operations.aws import Clients
from operations.outputs import STACK, flat
from operations.smoke.fact import Deployed
from tests.support import stacks
from tests.support.site import Site
from tests.support.stores import STORES

LATER = timedelta(minutes=30)
ROLE = "arn:aws:iam::123456789012:role/any"
#: What moto says is the VPC of every function.
VPC = "vpc-123abc"
PAYMENT = {"name": "payment", "image": "payment", "memory": 512}
TRUST = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"}}]}"""


def deployed(state: State, clients: Clients) -> Deployed:
    """Make what a stack exports, each resource under the key that the stack gives it."""
    site = Site(clients)
    _without_urls(clients("lambda"))
    clients("iam").create_role(RoleName="any", AssumeRolePolicyDocument=TRUST)
    for token, make in MAKERS.items():
        for resource in state.by_type(token):
            make(site, {**site.real(revealed(dict(resource.outputs))), "id": resource.id})
    outputs = flat(shown(state.stack_outputs))
    renamed = {name: site.real_text(value) for name, value in outputs.items()}
    return Deployed({**renamed, "vpc_id": VPC, STACK: state.stack}, clients, LATER)


def _without_urls(client: Any) -> None:
    """moto does not list a function's URLs: there are none."""
    client.meta.events.register(
        "before-call.lambda.ListFunctionUrlConfigs",
        lambda **_: (SimpleNamespace(status_code=200), {"FunctionUrlConfigs": []}),
    )


def _vpc(site: Site, vpc: Any) -> None:
    made = site.client("ec2").create_vpc(CidrBlock=vpc["cidrBlock"])["Vpc"]["VpcId"]
    site.renamed[vpc["id"]] = made


def _subnet(site: Site, subnet: Any) -> None:
    made = site.client("ec2").create_subnet(
        VpcId=subnet["vpcId"],
        CidrBlock=subnet["cidrBlock"],
        AvailabilityZone=subnet["availabilityZone"],
    )
    site.renamed[subnet["id"]] = made["Subnet"]["SubnetId"]


def _function(site: Site, function: Any) -> None:
    site.client("lambda").create_function(
        FunctionName=function["name"],
        Runtime=function["runtime"],
        Handler=function["handler"],
        Role=ROLE,
        Code={"ZipFile": b""},
        KMSKeyArn=function["kmsKeyArn"],
        VpcConfig={"SubnetIds": function["vpcConfig"]["subnetIds"], "SecurityGroupIds": ["sg-1"]},
    )


def _key(site: Site, key: Any) -> None:
    kms = site.client("kms")
    made = kms.create_key(KeyUsage=key["keyUsage"], KeySpec=key["customerMasterKeySpec"])
    site.renamed[key["arn"]] = made["KeyMetadata"]["Arn"]
    if key.get("enableKeyRotation"):
        kms.enable_key_rotation(KeyId=made["KeyMetadata"]["KeyId"])


def _service(site: Site, service: Any) -> None:
    ecs, cluster = site.client("ecs"), service["cluster"].rpartition("/")[2]
    ecs.create_cluster(clusterName=cluster)
    ecs.register_task_definition(family="payment", containerDefinitions=[PAYMENT])
    ecs.create_service(
        cluster=cluster, serviceName=service["name"], taskDefinition="payment", desiredCount=0
    )


def _balancer(site: Site, balancer: Any) -> None:
    made = site.client("elbv2").create_load_balancer(
        Name=balancer["name"], Subnets=balancer["subnets"], Type=balancer["loadBalancerType"]
    )
    site.renamed[balancer["arn"]] = made["LoadBalancers"][0]["LoadBalancerArn"]


def _listener(site: Site, listener: Any) -> None:
    kinds = [action["type"] for action in listener["defaultActions"]]
    port = {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}
    answer = {"StatusCode": "200", "ContentType": "text/plain"}
    site.client("elbv2").create_listener(
        LoadBalancerArn=listener["loadBalancerArn"],
        Port=listener["port"],
        Protocol=listener["protocol"],
        Certificates=[{"CertificateArn": f"{ROLE}/certificate"}],
        DefaultActions=[
            {"Type": "redirect", "RedirectConfig": port}
            if kind == "redirect"
            else {"Type": "fixed-response", "FixedResponseConfig": answer}
            for kind in kinds
        ],
    )


def _topic(site: Site, topic: Any) -> None:
    site.client("sns").create_topic(
        Name=topic["name"], Attributes={"KmsMasterKeyId": topic["kmsMasterKeyId"]}
    )


def _log_group(site: Site, group: Any) -> None:
    logs, name = site.client("logs"), group["name"]
    logs.create_log_group(logGroupName=name, kmsKeyId=group["kmsKeyId"])
    logs.put_retention_policy(logGroupName=name, retentionInDays=group["retentionInDays"])


def _vault(site: Site, vault: Any) -> None:
    site.client("backup").create_backup_vault(
        BackupVaultName=vault["name"], EncryptionKeyArn=vault["kmsKeyArn"]
    )


def _trail(site: Site, trail: Any) -> None:
    cloudtrail = site.client("cloudtrail")
    cloudtrail.create_trail(
        Name=trail["name"],
        S3BucketName=trail["s3BucketName"],
        IsMultiRegionTrail=trail["isMultiRegionTrail"],
        EnableLogFileValidation=trail["enableLogFileValidation"],
        KmsKeyId=trail["kmsKeyId"],
    )
    cloudtrail.start_logging(Name=trail["name"])


def _alarm(site: Site, alarm: Any) -> None:
    cloudwatch = site.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName=alarm["name"],
        Namespace=alarm["namespace"],
        MetricName=alarm["metricName"],
        ComparisonOperator=alarm["comparisonOperator"],
        EvaluationPeriods=alarm["evaluationPeriods"],
        Period=alarm["period"],
        Threshold=alarm["threshold"],
        Statistic="Sum",
        AlarmActions=alarm["alarmActions"],
    )
    cloudwatch.set_alarm_state(AlarmName=alarm["name"], StateValue="OK", StateReason="made")


def _api_key(site: Site, key: Any) -> None:
    made = site.client("apigateway").create_api_key(name=key["name"], enabled=True)
    site.renamed[key["id"]] = made["id"]


#: What makes each type; in this order, because later ones name earlier ones.
MAKERS: Mapping[str, Callable[[Site, Any], None]] = {
    "aws:ec2/vpc:Vpc": _vpc,
    "aws:ec2/subnet:Subnet": _subnet,
    stacks.KEY: _key,
    # moto makes the log group of a function that has none.
    "aws:cloudwatch/logGroup:LogGroup": _log_group,
    stacks.FUNCTION: _function,
    **STORES,
    stacks.SERVICE: _service,
    stacks.BALANCER: _balancer,
    "aws:lb/listener:Listener": _listener,
    stacks.TOPIC: _topic,
    stacks.VAULT: _vault,
    stacks.TRAIL: _trail,
    stacks.ALARM: _alarm,
    "aws:apigateway/apiKey:ApiKey": _api_key,
}
