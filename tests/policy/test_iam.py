import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

KEY = "arn:aws:kms:us-west-2:123456789012:key/1234"
BY_ALIAS = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/payments"}}
ISSUER = "token.actions.githubusercontent.com"
GITHUB = {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{ISSUER}"}
TASKS = {"Service": "ecs-tasks.amazonaws.com"}
COGNITO = {"Federated": "cognito-identity.amazonaws.com"}


def allow(action: object, resource: object = "*", **more: object) -> dict[str, object]:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {"policy": json.dumps({"Statement": [{**statement, **more}]})}


def trust(principal: object, **more: object) -> dict[str, object]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return {"assumeRolePolicy": json.dumps({"Statement": [{**statement, **more}]})}


POLICY = Res(kind="aws:iam/rolePolicy:RolePolicy", props=allow("dynamodb:PutItem", "arn:table"))
OBJECT = Res(
    kind="aws:iam/policy:Policy",
    props={
        "policy": {
            "Statement": [
                {"Effect": "Allow", "Action": ["dynamodb:PutItem"], "Resource": ["arn:table"]},
                {"Effect": "Deny", "Action": "*", "Resource": "*"},
            ]
        }
    },
)
ROLE = Res(
    kind="aws:iam/role:Role",
    props={
        **trust({"Service": "lambda.amazonaws.com"}),
        "inlinePolicies": [{"name": "x", **allow("dynamodb:PutItem", "arn:table")}],
    },
)
PASSWORDS = Res(
    kind="aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
    props={
        "minimumPasswordLength": 14,
        "passwordReusePrevention": 24,
        "maxPasswordAge": 90,
        "requireLowercaseCharacters": True,
        "requireUppercaseCharacters": True,
        "requireNumbers": True,
        "requireSymbols": True,
    },
)
GROUP = Res(kind="aws:iam/group:Group")
ACCOUNT = {"AWS": "arn:aws:iam::999988887777:root"}

CASES = (
    Cases(
        rule="iam-no-full-admin",
        base=POLICY,
        fine=(allow("*", "arn:table"), {"policy": {"Statement": []}}),
        violating=(
            (allow("*"), "statement 1 of policy permits everything on everything"),
            (allow(["s3:GetObject", "*"], ["*"]), "everything on everything"),
            (
                {
                    "policy": {
                        "Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
                    }
                },
                "everything on everything",
            ),
            (
                {"policy": {"Statement": {"Effect": "Allow", "Action": "*", "NotResource": "x"}}},
                "everything on everything",
            ),
        ),
        undetermined=(
            {"policy": UNKNOWN},
            {"policy": "no json"},
            {"policy": {"Statement": ["x"]}},
            {"policy": {"Statement": [{"Effect": "Allow", "Action": UNKNOWN}]}},
            {"policy": [1]},
        ),
    ),
    Cases(
        rule="iam-no-full-admin",
        base=ROLE,
        violating=(({"inlinePolicies": [allow("*")]}, "statement 1 of inlinePolicies 1 permits"),),
        undetermined=({"inlinePolicies": [{"policy": UNKNOWN}]}, {"inlinePolicies": UNKNOWN}),
    ),
    Cases(
        rule="iam-no-service-wildcard-actions",
        base=OBJECT,
        violating=(
            (allow("s3:*", "arn:bucket"), "permits every action of a service"),
            (allow("*", "arn:bucket"), "permits every action of a service"),
            (allow("S3:?*", "arn:bucket"), "permits every action of a service"),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="iam-no-service-wildcard-actions",
        base=POLICY.but(allow("xray:*")),
        violating=((allow("s3:*"), "every action"),),
        config={"wildcardServices": ["xray"]},
    ),
    Cases(
        rule="iam-no-privilege-escalation",
        base=POLICY,
        fine=(allow("iam:PassRole", "arn:aws:iam::123456789012:role/task"),),
        violating=(
            (allow("iam:PassRole"), "permits iam:PassRole on every role"),
            (allow("iam:PassRole", "arn:aws:iam::123456789012:role/*"), "on every role"),
            (allow("iam:PutRolePermissionsBoundary", "arn:x"), "gives further permissions"),
            (allow("iam:CreatePolicyVersion", "arn:x"), "permits iam:CreatePolicyVersion"),
            (allow("iam:Put*", "arn:x"), "permits iam:PutGroupPolicy"),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="iam-no-wildcard-kms-decrypt",
        base=POLICY,
        fine=(
            allow("kms:Decrypt", KEY),
            allow("kms:Encrypt"),
            allow("kms:Decrypt", Condition=BY_ALIAS),
            allow("kms:Decrypt", Condition={"StringEquals": {"aws:ResourceTag/data": "cards"}}),
        ),
        violating=(
            (allow("kms:Decrypt"), "permits decryption with every key"),
            (allow("kms:ReEncrypt*", "arn:aws:kms:*:123456789012:key/*"), "every key"),
            (allow("kms:Decrypt", "arn:aws:*"), "every key"),
            (
                allow("kms:Decrypt", Condition={"Bool": {"aws:SecureTransport": "true"}}),
                "every key",
            ),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="iam-role-max-session",
        base=ROLE,
        fine=({"maxSessionDuration": 3600},),
        violating=(({"maxSessionDuration": 43200}, "is 43200, more than 3600"),),
        undetermined=({"maxSessionDuration": UNKNOWN},),
    ),
    Cases(
        rule="iam-role-trust-oidc-scoped",
        base=ROLE,
        fine=(
            trust(GITHUB, Effect="Deny"),
            trust(GITHUB, Condition={"StringLike": {f"{ISSUER}:sub": "repo:payments/api:*"}}),
            trust(COGNITO, Condition={"StringEquals": {"cognito-identity.amazonaws.com:aud": "p"}}),
            trust({"Federated": "arn:aws:iam::123456789012:saml-provider/staff"}),
        ),
        violating=(
            (trust(GITHUB), "everybody whom a provider of identities knows"),
            (
                trust(GITHUB, Condition={"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com"}}),
                "no condition on the subject",
            ),
            (
                trust(GITHUB, Condition={"StringLike": {f"{ISSUER}:sub": ["repo:*", "repo:x/y"]}}),
                "no condition on the subject",
            ),
            (
                trust(
                    GITHUB,
                    Condition={"StringLikeIfExists": {f"{ISSUER}:sub": "repo:payments/api:*"}},
                ),
                "no condition on the subject",
            ),
            (trust(COGNITO), "no condition on the subject"),
        ),
        undetermined=({"assumeRolePolicy": UNKNOWN},),
    ),
    Cases(
        rule="iam-role-trust-confused-deputy",
        base=ROLE.but(
            trust(TASKS, Condition={"StringEquals": {"aws:SourceAccount": "123456789012"}})
        ),
        fine=(
            trust({"Service": "lambda.amazonaws.com"}),
            trust({"AWS": "arn:aws:iam::123456789012:role/deployer"}),
            trust(TASKS, Effect="Deny"),
        ),
        violating=(
            (trust(TASKS), "lets a service assume the role for any account"),
            (trust(TASKS, Condition={"Bool": {"aws:SecureTransport": "true"}}), "any account"),
            (
                trust({"Service": ["lambda.amazonaws.com", "scheduler.amazonaws.com"]}),
                "any account",
            ),
        ),
        undetermined=({"assumeRolePolicy": UNKNOWN},),
    ),
    Cases(
        rule="iam-role-trust-no-wildcard",
        base=ROLE,
        fine=(
            trust(ACCOUNT, Condition={"StringEquals": {"sts:ExternalId": "x"}}),
            trust({"AWS": "arn:aws:iam::123456789012:role/deployer"}),
            trust(ACCOUNT, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        ),
        violating=(
            (trust("*"), "anybody may assume the role"),
            (trust(ACCOUNT), "trusts a whole account"),
            (trust({"AWS": "999988887777"}), "trusts a whole account"),
            (
                trust(ACCOUNT, Condition={"Bool": {"aws:SecureTransport": "true"}}),
                "trusts a whole account",
            ),
            (
                trust(ACCOUNT, Condition={"StringEqualsIfExists": {"sts:ExternalId": "x"}}),
                "trusts a whole account",
            ),
        ),
        undetermined=({"assumeRolePolicy": UNKNOWN},),
    ),
    Cases(
        rule="iam-no-users",
        base=GROUP,
        violating=((Res(kind="aws:iam/user:User"), "an IAM user lives"),),
    ),
    Cases(
        rule="iam-no-access-keys",
        base=GROUP,
        violating=((Res(kind="aws:iam/accessKey:AccessKey"), "an access key never expires"),),
    ),
    Cases(
        rule="iam-no-user-attached-policies",
        base=GROUP,
        violating=((Res(kind="aws:iam/userPolicy:UserPolicy"), "attach to a single user"),),
    ),
    Cases(
        rule="iam-no-user-attached-policies",
        base=Res(kind="aws:iam/policyAttachment:PolicyAttachment", props={"roles": ["x"]}),
        violating=(({"users": ["jane"]}, "users is set"),),
    ),
    Cases(
        rule="iam-password-policy-strong",
        base=PASSWORDS,
        violating=(
            ({"minimumPasswordLength": 8}, "minimumPasswordLength is 8, less than 12"),
            ({"passwordReusePrevention": ABSENT}, "passwordReusePrevention is not set"),
            ({"maxPasswordAge": 365}, "maxPasswordAge is 365, more than 90"),
            ({"maxPasswordAge": 0}, "which means never"),
            ({"maxPasswordAge": ABSENT}, "maxPasswordAge is not set"),
            ({"requireSymbols": ABSENT}, "requireSymbols is not set"),
        ),
        undetermined=({"requireNumbers": UNKNOWN}, {"maxPasswordAge": UNKNOWN}),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
