"""Resources as the five source documents configure them, cut down to their defects."""

import json

from tests.policy.harness import UNKNOWN, Res


def document(action: object, resource: str, **more: object) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def res(kind: str, **props: object) -> Res:
    return Res(kind=f"aws:{kind}", props=props)


EVERYWHERE = {"fromPort": 0, "toPort": 0, "protocol": "-1", "cidrBlocks": ["0.0.0.0/0"]}
GROUP = Res(
    kind="aws:ec2/securityGroup:SecurityGroup",
    props={
        "description": "Security group for RDS Aurora",
        "ingress": [
            {"fromPort": 5432, "toPort": 5432, "protocol": "tcp", "cidrBlocks": ["10.0.0.0/16"]}
        ],
        "egress": [EVERYWHERE],
    },
)
AURORA = Res(
    kind="aws:rds/cluster:Cluster",
    props={
        "engine": "aurora-postgresql",
        "engineVersion": "15.4",
        "databaseName": "transactions",
        "masterUsername": "dbadmin",
        "masterPassword": "ChangeMe123456!",
        "storageEncrypted": True,
        "kmsKeyId": "arn:aws:kms:us-west-2:123456789012:key/1234",
        "enabledCloudwatchLogsExports": ["postgresql"],
    },
    links={"vpcSecurityGroupIds": ("group",)},
)
BALANCER = res("lb/loadBalancer:LoadBalancer", loadBalancerType="application", internal=False)
BUCKET = res("s3/bucket:Bucket", bucket="payment-static-assets-web")
ENCRYPTION = Res(
    kind="aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    props={"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
    links={"bucket": ("bucket",)},
)
BLOCK = Res(
    kind="aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    props={
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    },
    links={"bucket": ("bucket",)},
)
SECRET = res("secretsmanager/secret:Secret", name="rds-aurora-credentials-web")
FUNCTION = res("lambda/function:Function", name="payment-validation", runtime="python3.9")
CBC = "ELBSecurityPolicy-TLS-1-2-2017-01"
TASK = res(
    "ecs/taskDefinition:TaskDefinition",
    containerDefinitions=json.dumps([{"name": "payment", "image": "httpd:alpine"}]),
)
DATA_BESIDE_COMPUTE = {
    "private": res("ec2/subnet:Subnet", cidrBlock="10.0.11.0/24"),
    "table": res("ec2/routeTable:RouteTable"),
    "route": Res(
        kind="aws:ec2/route:Route",
        props={"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": UNKNOWN},
        links={"routeTableId": ("table",)},
    ),
    "association": Res(
        kind="aws:ec2/routeTableAssociation:RouteTableAssociation",
        links={"subnetId": ("private",), "routeTableId": ("table",)},
    ),
    "group": Res(kind="aws:rds/subnetGroup:SubnetGroup", links={"subnetIds": ("private",)}),
}
