import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

TABLES = "arn:aws:dynamodb:us-west-2:123456789012:table"
ONE = f"{TABLES}/transactions"
OVER_TLS = {"Bool": {"aws:SecureTransport": "true"}}
TAGGED = {"StringEquals": {"aws:ResourceTag/data": "reports"}}


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
            allowing(["elasticloadbalancing:DescribeRules", "elasticloadbalancing:SetWebAcl"]),
            allowing("ec2:CreateNetworkInterface", Condition=IN_VPC),
            allowing("ec2:DeleteNetworkInterface", "arn:aws:ec2:us-west-2:123456789012:*/*"),
            allowing("logs:CreateLogGroup", "arn:aws:logs:us-west-2:123456789012:log-group:*"),
        ),
        violating=(
            (allowing("dynamodb:PutItem"), "permits changes to every resource"),
            (allowing("elasticloadbalancing:ModifyRule"), "permits changes to every resource"),
            (allowing("elasticloadbalancing:RegisterTargets"), "changes to every resource"),
            (allowing(["logs:GetLogEvents", "S3:PutObject"], [ONE, "*"]), "every resource"),
            (allowing("dynamodb:PutItem", "arn:aws:*"), "every resource"),
            (allowing("dynamodb:PutItem", f"{TABLES}/*"), "every resource of a kind"),
            (allowing("dynamodb:PutItem", Condition=OVER_TLS), "every resource"),
            (
                {"policy": {"Statement": {"Effect": "Allow", "NotAction": "iam:*",
                                          "Resource": f"{TABLES}/*"}}},
                "every resource of a kind",
            ),
            ({"policy": {"Statement": {"Effect": "Allow", "NotAction": "iam:*",
                                       "Resource": "*"}}}, "every resource"),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="iam-no-data-or-credential-exposure",
        base=POLICY,
        fine=(
            allowing("secretsmanager:ListSecrets"),
            allowing("s3:GetObject", "arn:aws:s3:::reports/*"),
            allowing("rds-db:connect", "arn:aws:rds-db:us-west-2:123456789012:dbuser:*/app"),
            allowing("dynamodb:GetItem", Condition=TAGGED),
        ),
        violating=(
            (allowing("secretsmanager:GetSecretValue"), "secretsmanager:GetSecretValue on every"),
            (allowing("s3:Get*"), "s3:GetObject on every resource"),
            (allowing("s3:GetObject", "arn:aws:s3:::*"), "s3:GetObject on every resource"),
            (allowing("dynamodb:Scan", f"{TABLES}/*"), "dynamodb:Scan on every resource"),
            (allowing("logs:Unmask"), "logs:Unmask on every resource"),
            (allowing("sqs:ReceiveMessage", Condition=OVER_TLS), "sqs:ReceiveMessage on every"),
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
            (
                Res(
                    kind="aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
                    props={"policyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]},
                ),
                "policyArns names AdministratorAccess",
            ),
        ),
        undetermined=({"policyArn": UNKNOWN},),
    ),
)  # fmt: skip


def test_permissions_name_what_they_are_for(case: Case) -> None:
    case()
