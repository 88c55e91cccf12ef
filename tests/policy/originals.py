"""The defects of the five source documents (X1 to X43) that a policy can see, as small fixtures.

S000 to S004 are the documents. What a fixture holds is what the document configures, cut down to
the defect.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tests.policy.harness import ABSENT, Res
from tests.policy.original_parts import (
    AURORA,
    BALANCER,
    BLOCK,
    BUCKET,
    CBC,
    DATA_BESIDE_COMPUTE,
    ENCRYPTION,
    FUNCTION,
    GROUP,
    SECRET,
    TASK,
    document,
    res,
)


@dataclass(frozen=True)
class Original:
    """A defective configuration.

    Attributes:
        item: of the X list.
        says: what the document configures.
        found_in: the resource, or the stack, that is defective.
        finds: the rules that have to be violated.
    """

    item: str
    says: str
    found_in: Res | Mapping[str, Res]
    finds: tuple[str, ...]


ORIGINALS = (
    Original(
        "X5",
        "S004: the database stands where everything is routed to a NAT gateway",
        DATA_BESIDE_COMPUTE,
        ("rds-subnet-group-private",),
    ),
    Original(
        "X6",
        "S000: the database's group lets everything out",
        GROUP,
        ("sg-no-world-egress",),
    ),
    Original(
        "X6",
        "S000: a database may open connections to the internet",
        {"cluster": AURORA, "group": GROUP},
        ("rds-sg-egress-restricted",),
    ),
    Original("X7", "S000: aurora-postgresql 15.4", AURORA, ("rds-engine-version-supported",)),
    Original(
        "X7",
        "S004: aurora-mysql 3.02.0",
        AURORA.but({"engine": "aurora-mysql", "engineVersion": "8.0.mysql_aurora.3.02.0"}),
        ("rds-engine-version-supported",),
    ),
    Original(
        "X8",
        "S003: the master user is admin",
        AURORA.but({"masterUsername": "admin"}),
        ("rds-no-default-admin-name",),
    ),
    Original(
        "X9",
        "S000 and S004: the master password stands in the program",
        AURORA,
        ("rds-managed-master-secret",),
    ),
    Original(
        "X9",
        "S003: the generated password stays in the state",
        res(
            "secretsmanager/secretVersion:SecretVersion",
            secretString=json.dumps({"username": "admin", "password": "generated/@ 32 characters"}),
        ),
        ("secret-version-write-only",),
    ),
    Original(
        "X10",
        "S000: rotation is left to somebody else, wherever the secret comes from",
        {"credentials": SECRET},
        ("secret-has-rotation",),
    ),
    Original(
        "X11",
        "S004: buckets under S3's own key",
        {"bucket": BUCKET, "encryption": ENCRYPTION},
        ("s3-default-encryption-kms",),
    ),
    Original(
        "X11",
        "S004: Aurora under RDS's own key, because none is named",
        AURORA.but({"kmsKeyId": ABSENT}),
        ("rds-cluster-customer-managed-key",),
    ),
    Original(
        "X11",
        "S000: a secret without a customer's key",
        SECRET,
        ("secret-customer-managed-key",),
    ),
    Original(
        "X11",
        "S000: topics without a customer's key",
        res("sns/topic:Topic", name="transaction-alarms"),
        ("sns-encrypted-kms",),
    ),
    Original(
        "X13",
        "S000: logs are kept for thirty days, for compliance, under nobody's key",
        res(
            "cloudwatch/logGroup:LogGroup",
            name="/aws/apigateway/transactions-dev",
            retentionInDays=30,
        ),
        ("log-group-retention-min", "log-group-customer-managed-key"),
    ),
    Original(
        "X13",
        "S004: a bucket of flow logs that never says when they go",
        {"logs": res("s3/bucket:Bucket", bucket="vpc-flow-logs-web")},
        ("s3-lifecycle-configured",),
    ),
    Original(
        "X15",
        "S003: an HTTP API whose routes ask for nothing",
        res("apigatewayv2/route:Route", routeKey="POST /process"),
        ("apigwv2-route-authorized",),
    ),
    Original(
        "X15",
        "S000 and S003: an HTTP API, which cannot have a web ACL",
        res("apigatewayv2/api:Api", protocolType="HTTP"),
        ("apigwv2-api-inspected",),
    ),
    Original(
        "X17",
        "S000: web pages of every origin may call",
        res(
            "apigatewayv2/api:Api",
            protocolType="HTTP",
            corsConfiguration={
                "allowOrigins": ["*"],
                "allowHeaders": ["*"],
                "allowMethods": ["GET", "POST", "PUT", "DELETE", "OPTIONS"],
                "maxAge": 300,
            },
        ),
        ("apigwv2-cors-not-open",),
    ),
    Original(
        "X18",
        "S004: a public load balancer with nothing before it",
        {"balancer": BALANCER},
        ("lb-public-has-waf",),
    ),
    Original(
        "X18",
        "S002: a network load balancer in public subnets, which is not said to be internal",
        res("lb/loadBalancer:LoadBalancer", loadBalancerType="network"),
        ("lb-network-internal",),
    ),
    Original(
        "X19",
        "S003 and S004: a policy with CBC suites",
        res("lb/listener:Listener", protocol="HTTPS", sslPolicy=CBC),
        ("lb-listener-tls-policy",),
    ),
    Original(
        "X20",
        "S002 to S004: plain HTTP behind the load balancer",
        res("lb/targetGroup:TargetGroup", protocol="HTTP", healthCheck={"protocol": "HTTP"}),
        ("lb-target-group-encrypted",),
    ),
    Original("X22", "S003: Python 3.9", FUNCTION, ("lambda-runtime-supported",)),
    Original(
        "X25",
        "S000: Redis with TLS and without a password",
        res(
            "elasticache/replicationGroup:ReplicationGroup",
            engine="redis",
            engineVersion="7.0",
            transitEncryptionEnabled=True,
        ),
        ("elasticache-authenticated",),
    ),
    Original(
        "X26",
        "S001 and S002: TLS to the file system is a wish",
        {"files": res("efs/fileSystem:FileSystem", encrypted=True)},
        ("efs-policy-tls-only",),
    ),
    Original(
        "X28",
        "S004: a bucket of static assets, blocked and encrypted, that does not refuse plain HTTP",
        {"bucket": BUCKET, "encryption": ENCRYPTION, "block": BLOCK},
        ("s3-bucket-policy-tls-only",),
    ),
    Original(
        "X29",
        "S004: a role for flow logs that may do everything with logs",
        res("iam/rolePolicy:RolePolicy", policy=document("logs:*", "*")),
        ("iam-no-service-wildcard-actions", "iam-no-resource-wildcard-writes"),
    ),
    Original(
        "X29",
        "S004: whoever has flow logs delivered may write to the bucket",
        res(
            "s3/bucketPolicy:BucketPolicy",
            policy=document(
                "s3:PutObject",
                "arn:aws:s3:::vpc-flow-logs-web/*",
                Principal={"Service": "delivery.logs.amazonaws.com"},
                Condition={"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
            ),
        ),
        ("resource-policy-service-scoped",),
    ),
    Original(
        "X30",
        "S003 and S004: alarms that tell nobody",
        res("cloudwatch/metricAlarm:MetricAlarm", metricName="Errors", threshold=5),
        ("alarm-has-actions",),
    ),
    Original(
        "X30",
        "S003: a topic under SNS's own key, to which CloudWatch cannot publish",
        res("sns/topic:Topic", name="system-errors-dev", kmsMasterKeyId="alias/aws/sns"),
        ("sns-encrypted-kms",),
    ),
    Original(
        "X31",
        "No document has a trail, which is found in the stack that watches the account",
        {"detector": res("guardduty/detector:Detector", enable=True)},
        ("trail-exists-and-logging",),
    ),
    Original(
        "X33",
        "S003 and S004: web ACLs are out of scope, also of REST APIs that could have one",
        {"stage": res("apigateway/stage:Stage", stageName="prod"), "balancer": BALANCER},
        ("apigw-stage-has-waf", "lb-public-has-waf"),
    ),
    Original(
        "X34",
        "S004: logs on every resource",
        res("iam/rolePolicy:RolePolicy", policy=document("logs:PutLogEvents", "*")),
        ("iam-no-resource-wildcard-writes",),
    ),
    Original(
        "X34",
        "S003: four functions write to every log group through one role",
        res(
            "iam/rolePolicy:RolePolicy",
            policy=document(
                ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
                "arn:aws:logs:*:*:*",
            ),
        ),
        ("iam-no-resource-wildcard-writes",),
    ),
    Original(
        "X36",
        "S003: functions make their log groups themselves, which nobody declares",
        {"function": FUNCTION},
        ("lambda-log-group-managed",),
    ),
    Original(
        "X37",
        "S001 and S002: request and response bodies in the log",
        res("apigateway/methodSettings:MethodSettings", settings={"dataTraceEnabled": True}),
        ("apigw-no-data-trace",),
    ),
    Original(
        "X40",
        "S002: httpd:alpine",
        TASK,
        ("ecs-container-image-pinned",),
    ),
    Original(
        "X41",
        "S000: Performance Insights without a key",
        res("rds/clusterInstance:ClusterInstance", performanceInsightsEnabled=True),
        ("rds-performance-insights-encrypted",),
    ),
)
