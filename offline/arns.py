"""The forms of ARNs, by resource type (AWS's service authorization reference).

A form names what it is made from: the resource's own `{name}`, `{id}`, `{uuid}`, `{hex}` (16
digits) and `{short}` (6), or an input, such as `{cluster}`, of which it takes the name: the last
part of an ARN.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from offline.wire import Properties, revealed


class Form(NamedTuple):
    """Where an ARN differs from `arn:<partition>:<service>:<region>:<account>:<kind>/<id>`.

    Attributes:
        namespace: the service.
        resource: the part after the account.
        scope: `regional`, `account` (no region, as IAM), `anonymous` (no account, as API Gateway)
            or `global` (neither, as S3).
    """

    namespace: str
    resource: str
    scope: str = "regional"


_API: Final = "apigateway"
_BALANCING: Final = "elasticloadbalancing"

FORMS: Final[Mapping[str, Form]] = {
    "aws:accessanalyzer/analyzer:Analyzer": Form("access-analyzer", "analyzer/{analyzerName}"),
    "aws:acm/certificate:Certificate": Form("acm", "certificate/{uuid}"),
    "aws:apigateway/apiKey:ApiKey": Form(_API, "/apikeys/{id}", "anonymous"),
    "aws:apigateway/domainName:DomainName": Form(_API, "/domainnames/{domainName}", "anonymous"),
    "aws:apigateway/restApi:RestApi": Form(_API, "/restapis/{id}", "anonymous"),
    "aws:apigateway/stage:Stage": Form(_API, "/restapis/{restApi}/stages/{stageName}", "anonymous"),
    "aws:apigateway/usagePlan:UsagePlan": Form(_API, "/usageplans/{id}", "anonymous"),
    "aws:apigateway/vpcLink:VpcLink": Form(_API, "/vpclinks/{id}", "anonymous"),
    "aws:apigatewayv2/api:Api": Form(_API, "/apis/{id}", "anonymous"),
    "aws:apigatewayv2/stage:Stage": Form(_API, "/apis/{apiId}/stages/{name}", "anonymous"),
    "aws:apigatewayv2/vpcLink:VpcLink": Form(_API, "/vpclinks/{id}", "anonymous"),
    "aws:appautoscaling/policy:Policy": Form(
        "autoscaling",
        "scalingPolicy:{uuid}:resource/{serviceNamespace}/{resourceId}:policyName/{name}",
    ),
    "aws:appautoscaling/target:Target": Form("application-autoscaling", "scalable-target/{hex}"),
    "aws:backup/plan:Plan": Form("backup", "backup-plan:{uuid}"),
    "aws:backup/vault:Vault": Form("backup", "backup-vault:{name}"),
    "aws:budgets/budget:Budget": Form("budgets", "budget/{name}", "account"),
    "aws:cloudfront/distribution:Distribution": Form("cloudfront", "distribution/{id}", "account"),
    "aws:cloudfront/originAccessControl:OriginAccessControl": Form(
        "cloudfront", "origin-access-control/{id}", "account"
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": Form(
        "cloudfront", "response-headers-policy/{uuid}", "account"
    ),
    "aws:cloudwatch/dashboard:Dashboard": Form("cloudwatch", "dashboard/{name}", "account"),
    "aws:cloudwatch/eventRule:EventRule": Form("events", "rule/{name}"),
    "aws:cloudwatch/logDelivery:LogDelivery": Form("logs", "delivery:{hex}"),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": Form(
        "logs", "delivery-destination:{name}"
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": Form("logs", "delivery-source:{name}"),
    "aws:cloudwatch/logGroup:LogGroup": Form("logs", "log-group:{name}"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Form("cloudwatch", "alarm:{name}"),
    "aws:cloudwatch/queryDefinition:QueryDefinition": Form("logs", "query-definition:{uuid}"),
    "aws:codedeploy/application:Application": Form("codedeploy", "application:{name}"),
    "aws:codedeploy/deploymentConfig:DeploymentConfig": Form(
        "codedeploy", "deploymentconfig:{deploymentConfigName}"
    ),
    "aws:codedeploy/deploymentGroup:DeploymentGroup": Form(
        "codedeploy", "deploymentgroup:{appName}/{deploymentGroupName}"
    ),
    "aws:dynamodb/table:Table": Form("dynamodb", "table/{name}"),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": Form("ec2", "security-group/{id}"),
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": Form("ec2", "network-acl/{id}"),
    "aws:ec2/defaultRouteTable:DefaultRouteTable": Form("ec2", "route-table/{id}"),
    "aws:ec2/eip:Eip": Form("ec2", "elastic-ip/{id}"),
    "aws:ec2/flowLog:FlowLog": Form("ec2", "vpc-flow-log/{id}"),
    "aws:ec2/natGateway:NatGateway": Form("ec2", "natgateway/{id}"),
    "aws:ecs/service:Service": Form("ecs", "service/{cluster}/{name}"),
    "aws:ecs/taskDefinition:TaskDefinition": Form("ecs", "task-definition/{family}:1"),
    "aws:elasticache/parameterGroup:ParameterGroup": Form("elasticache", "parametergroup:{name}"),
    "aws:elasticache/replicationGroup:ReplicationGroup": Form(
        "elasticache", "replicationgroup:{name}"
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": Form("elasticache", "subnetgroup:{name}"),
    "aws:elasticache/user:User": Form("elasticache", "user:{userId}"),
    "aws:elasticache/userGroup:UserGroup": Form("elasticache", "usergroup:{userGroupId}"),
    "aws:iam/instanceProfile:InstanceProfile": Form("iam", "instance-profile/{name}", "account"),
    "aws:iam/policy:Policy": Form("iam", "policy/{name}", "account"),
    "aws:iam/role:Role": Form("iam", "role/{name}", "account"),
    "aws:iam/user:User": Form("iam", "user/{name}", "account"),
    "aws:kinesis/stream:Stream": Form("kinesis", "stream/{name}"),
    "aws:kms/alias:Alias": Form("kms", "{name}"),
    "aws:kms/replicaKey:ReplicaKey": Form("kms", "key/{id}"),
    "aws:lambda/alias:Alias": Form("lambda", "function:{functionName}:{name}"),
    "aws:lambda/eventSourceMapping:EventSourceMapping": Form("lambda", "event-source-mapping:{id}"),
    "aws:lambda/function:Function": Form("lambda", "function:{name}"),
    "aws:lb/listener:Listener": Form(_BALANCING, "listener/{loadBalancerArn}/{hex}"),
    "aws:lb/listenerRule:ListenerRule": Form(_BALANCING, "listener-rule/{listenerArn}/{hex}"),
    "aws:lb/loadBalancer:LoadBalancer": Form(
        _BALANCING, "loadbalancer/{loadBalancerType}/{name}/{hex}"
    ),
    "aws:lb/targetGroup:TargetGroup": Form(_BALANCING, "targetgroup/{name}/{hex}"),
    "aws:rds/cluster:Cluster": Form("rds", "cluster:{name}"),
    "aws:rds/clusterInstance:ClusterInstance": Form("rds", "db:{name}"),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": Form("rds", "cluster-pg:{name}"),
    "aws:rds/eventSubscription:EventSubscription": Form("rds", "es:{name}"),
    "aws:rds/globalCluster:GlobalCluster": Form(
        "rds", "global-cluster:{globalClusterIdentifier}", "account"
    ),
    "aws:rds/instance:Instance": Form("rds", "db:{name}"),
    "aws:rds/parameterGroup:ParameterGroup": Form("rds", "pg:{name}"),
    "aws:rds/proxy:Proxy": Form("rds", "db-proxy:prx-{hex}"),
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": Form(
        "rds", "target-group:prx-tg-{hex}"
    ),
    "aws:rds/subnetGroup:SubnetGroup": Form("rds", "subgrp:{name}"),
    "aws:route53/zone:Zone": Form("route53", "hostedzone/{id}", "global"),
    "aws:s3/bucket:Bucket": Form("s3", "{name}", "global"),
    "aws:secretsmanager/secret:Secret": Form("secretsmanager", "secret:{name}-{short}"),
    "aws:securityhub/account:Account": Form("securityhub", "hub/default"),
    "aws:securityhub/standardsSubscription:StandardsSubscription": Form(
        "securityhub", "subscription/{standardsArn}"
    ),
    "aws:sns/topic:Topic": Form("sns", "{name}"),
    "aws:sns/topicSubscription:TopicSubscription": Form("sns", "{topic}:{uuid}"),
    "aws:sqs/queue:Queue": Form("sqs", "{name}"),
    "aws:ssm/parameter:Parameter": Form("ssm", "parameter{name}"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": Form(
        "ec2", "security-group-rule/{id}"
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": Form(
        "ec2", "security-group-rule/{id}"
    ),
    "aws:wafv2/ipSet:IpSet": Form("wafv2", "{scope}/ipset/{name}/{uuid}"),
    "aws:wafv2/webAcl:WebAcl": Form("wafv2", "{scope}/webacl/{name}/{uuid}"),
}

#: How ARNs spell the values of inputs.
_SPELLED: Final = {
    "application": "app", "network": "net", "gateway": "gwy", "REGIONAL": "regional",
    "CLOUDFRONT": "global",
}  # fmt: skip
#: Inputs that may be left out, and what AWS takes then.
_DEFAULTS: Final = {"loadBalancerType": "application", "scope": "REGIONAL", "cluster": "default"}


class Parts(dict[str, str]):
    """The parts of a form: those given, else what the resource's inputs say.

    Args:
        own: `name`, `id` and what is made up.
        inputs: the inputs.
    """

    def __init__(self, own: Mapping[str, str], inputs: Properties) -> None:
        super().__init__(own)
        self._inputs = inputs

    def __missing__(self, key: str) -> str:
        """The name in an input: of an ARN its last part, without the kind of the resource."""
        given = revealed(self._inputs.get(key)) or _DEFAULTS.get(key) or self["name"]
        text = str(given)
        if text.startswith("arn:"):
            last = text.rpartition(":")[2]
            text = last.partition("/")[2] or last
        return _SPELLED.get(text, text)
