import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res


def document(action: object, principal: object = "*", **more: object) -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    return json.dumps({"Statement": [{**statement, **more}]})


OWN = {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
ENDPOINT = Res(
    kind="aws:ec2/vpcEndpoint:VpcEndpoint",
    props={
        "serviceName": "com.amazonaws.us-west-2.secretsmanager",
        "policy": document("secretsmanager:*", Condition=OWN),
    },
    links={"vpcId": ("vpc",)},
)
STACK = {
    "vpc": Res(kind="aws:ec2/vpc:Vpc"),
    "endpoint": ENDPOINT,
    "role": Res(kind="aws:iam/role:Role"),
    "permissions": Res(
        kind="aws:iam/rolePolicy:RolePolicy",
        props={"policy": document(["secretsmanager:GetSecretValue", "logs:PutLogEvents", "*"])},
        links={"role": ("role",)},
    ),
    "function": Res(
        kind="aws:lambda/function:Function",
        props={"vpcConfig": {"subnetIds": [UNKNOWN]}},
        links={"role": ("role",)},
    ),
}
TASK = Res(
    kind="aws:ecs/taskDefinition:TaskDefinition",
    links={"executionRoleArn": ("role",)},
)
OTHER_TASK = Res(kind=TASK.kind, links={"taskRoleArn": ("other",)})
OTHER_PERMISSIONS = Res(
    kind="aws:iam/rolePolicy:RolePolicy",
    props={"policy": document("xray:PutTraceSegments")},
    links={"role": ("other",)},
)

CASES = (
    Cases(
        rule="vpc-endpoints-present",
        base=STACK,
        fine=(
            {"other": STACK["role"], "its-task": OTHER_TASK, "its-permissions": OTHER_PERMISSIONS},
            {"permissions": {"policy": document("ec2:CreateNetworkInterface")}, "endpoint": ABSENT},
        ),
        violating=(
            ({"endpoint": ABSENT}, "vpc has no endpoint for secretsmanager"),
            ({"task": TASK}, "vpc has no endpoint for logs"),
            (
                {"permissions": {"policy": document("ecr:GetAuthorizationToken")}},
                "no endpoint for ecr.api, ecr.dkr",
            ),
        ),
        undetermined=(
            {"endpoint": {"serviceName": UNKNOWN}},
            {"permissions": {"policy": UNKNOWN}},
        ),
        not_applicable=(
            ({"function": ABSENT, "endpoint": ABSENT}, "runs in a VPC"),
            ({"function": {"vpcConfig": ABSENT}, "endpoint": ABSENT}, "runs in a VPC"),
        ),
    ),
    Cases(
        rule="vpc-endpoint-policy-scoped",
        base=ENDPOINT,
        fine=(
            {"policy": document("s3:GetObject", Resource="arn:aws:s3:::layers/*")},
            {"policy": document("*", Condition={"StringEquals": {"aws:ResourceOrgID": "o-1"}})},
        ),
        violating=(
            ({"policy": ABSENT}, "policy is not set"),
            ({"policy": document("*")}, "statement 1 of policy lets everyone at everybody's"),
            ({"policy": document("s3:*", {"AWS": "*"})}, "lets everyone at everybody's"),
            ({"policy": document("s3:PutObject")}, "lets everyone at everybody's resources"),
            (
                Res(
                    kind="aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
                    props={"policy": document("*")},
                ),
                "lets everyone at everybody's resources",
            ),
        ),
        undetermined=({"policy": UNKNOWN},),
        not_applicable=(({"vpcEndpointType": "GatewayLoadBalancer"}, "take no policy"),),
    ),
    Cases(
        rule="vpc-endpoint-service-manual-acceptance",
        base=Res(
            kind="aws:ec2/vpcEndpointService:VpcEndpointService", props={"acceptanceRequired": True}
        ),
        violating=(({"acceptanceRequired": False}, "acceptanceRequired is false"),),
        undetermined=({"acceptanceRequired": UNKNOWN},),
    ),
    Cases(
        rule="vpc-endpoint-private",
        base=ENDPOINT.but({"vpcEndpointType": "Interface", "privateDnsEnabled": True}),
        violating=(
            ({"privateDnsEnabled": False}, "privateDnsEnabled is false"),
            ({"privateDnsEnabled": ABSENT}, "privateDnsEnabled is not set"),
        ),
        undetermined=({"privateDnsEnabled": UNKNOWN},),
        not_applicable=(({"vpcEndpointType": "Gateway"}, "only interface endpoints"),),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
