import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

ONE = "arn:aws:dynamodb:us-west-2:123456789012:table/transactions"


def allowing(action: object, resource: object = "*", **more: object) -> dict[str, object]:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return {"policy": json.dumps({"Statement": [statement]})}


POLICY = Res(kind="aws:iam/rolePolicy:RolePolicy", props=allowing("dynamodb:PutItem", ONE))
IN_VPC = {"ArnEquals": {"ec2:Vpc": "arn:aws:ec2:us-west-2:123456789012:vpc/vpc-1"}}

CASES = (
    Cases(
        rule="iam-no-resource-wildcard-writes",
        base=POLICY,
        fine=(
            allowing("dynamodb:GetItem"),
            allowing("xray:PutTraceSegments"),
            allowing("ecr:GetAuthorizationToken"),
            allowing("kms:CreateKey"),
            allowing("ec2:CreateNetworkInterface", Condition=IN_VPC),
        ),
        violating=(
            (allowing("dynamodb:PutItem"), "permits changes to every resource"),
            (allowing(["logs:GetLogEvents", "S3:PutObject"], [ONE, "*"]), "every resource"),
            ({"policy": {"Statement": {"Effect": "Allow", "NotAction": "iam:*",
                                       "Resource": "*"}}}, "every resource"),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="iam-no-data-or-credential-exposure",
        base=POLICY,
        fine=(allowing("secretsmanager:ListSecrets"), allowing("s3:GetObject", ONE)),
        violating=(
            (allowing("secretsmanager:GetSecretValue"), "secretsmanager:GetSecretValue on every"),
            (allowing("s3:Get*"), "s3:GetObject on every resource"),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="iam-no-managed-admin-attachment",
        base=Res(
            kind="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            props={"policyArn": "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole"},
        ),
        fine=({"policyArn": ABSENT},),
        violating=(
            ({"policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}, "AdministratorAccess"),
            ({"policyArn": "arn:aws-us-gov:iam::aws:policy/PowerUserAccess"}, "PowerUserAccess"),
            (
                Res(
                    kind="aws:iam/role:Role",
                    props={"managedPolicyArns": [UNKNOWN, "arn:aws:iam::aws:policy/IAMFullAccess"]},
                ),
                "managedPolicyArns names IAMFullAccess",
            ),
        ),
        undetermined=({"policyArn": UNKNOWN},),
    ),
)  # fmt: skip


def test_permissions_name_what_they_are_for(case: Case) -> None:
    case()
