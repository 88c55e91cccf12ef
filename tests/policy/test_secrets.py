import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res, secret

SECRET = Res(kind="aws:secretsmanager/secret:Secret", props={"kmsKeyId": UNKNOWN})
ROTATION = Res(
    kind="aws:secretsmanager/secretRotation:SecretRotation",
    props={"rotationRules": {"automaticallyAfterDays": 30}},
    links={"secretId": ("secret",)},
)
PUBLIC = json.dumps(
    {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}
)
POLICY = Res(
    kind="aws:secretsmanager/secretPolicy:SecretPolicy",
    props={"blockPublicPolicy": True, "policy": json.dumps({"Statement": []})},
)
PASSWORD = Res(
    kind="aws:ssm/parameter:Parameter",
    props={
        "name": "/payments/dev/db_password",
        "type": "SecureString",
        "keyId": UNKNOWN,
        "value": secret("planted"),
    },
)
DOCUMENT = Res(kind="aws:ssm/document:Document", props={"permissions": {"type": "Share"}})


def schedule(expression: str) -> dict[str, object]:
    return {"rotationRules": {"scheduleExpression": expression, "duration": "3h"}}


CASES = (
    Cases(
        rule="secret-version-write-only",
        base=Res(
            kind="aws:secretsmanager/secretVersion:SecretVersion",
            props={"secretStringWo": UNKNOWN, "secretStringWoVersion": 1},
        ),
        violating=(
            ({"secretString": "planted"}, "secretString is set: the state keeps it"),
            ({"secretBinary": UNKNOWN}, "secretBinary is set"),
        ),
    ),
    Cases(
        rule="secret-customer-managed-key",
        base=SECRET,
        fine=({"replicas": [{"kmsKeyId": UNKNOWN}]}, {"replicas": UNKNOWN}),
        violating=(
            ({"kmsKeyId": ABSENT}, "kmsKeyId is not set"),
            ({"kmsKeyId": "alias/aws/secretsmanager"}, "AWS managed key"),
            ({"replicas": [{"region": "us-east-1"}]}, "replica 1 names no customer managed key"),
            (
                {"replicas": [{"kmsKeyId": UNKNOWN}, {"kmsKeyId": "alias/aws/secretsmanager"}]},
                "replica 2 names no customer managed key",
            ),
        ),
    ),
    Cases(
        rule="secret-has-rotation",
        base={"secret": SECRET, "rotation": ROTATION},
        violating=(({"rotation": ABSENT}, "secret is never rotated"),),
        undetermined=({"rotation": Res(kind=ROTATION.kind, props={"secretId": UNKNOWN})},),
    ),
    Cases(
        rule="secret-rotation-interval-max",
        base=ROTATION,
        fine=(schedule("rate(30 days)"), schedule("cron(0 8 1 * ? *)"), schedule("rate(12 hours)")),
        violating=(
            ({"rotationRules": {"automaticallyAfterDays": 91}}, "is 91, more than 90"),
            ({"rotationRules": ABSENT}, "automaticallyAfterDays is not set"),
            (schedule("rate(100 days)"), "leaves 100 days, more than 90"),
            (schedule("cron(0 8 1 1/4 ? *)"), "leaves 124 days"),
            (schedule("cron(0 8 1 1 ? *)"), "may leave over 90 days"),
        ),
        undetermined=({"rotationRules": UNKNOWN},),
    ),
    Cases(
        rule="secret-policy-no-public-principal",
        base=POLICY,
        violating=(
            ({"blockPublicPolicy": ABSENT}, "blockPublicPolicy is not set"),
            ({"policy": PUBLIC}, "anybody may read the secret"),
        ),
        undetermined=({"policy": UNKNOWN}, {"blockPublicPolicy": UNKNOWN}),
    ),
    Cases(
        rule="secret-policy-no-public-principal",
        base=SECRET.but({"policy": POLICY.props["policy"]}),
        violating=(({"policy": PUBLIC}, "statement 1 of policy allows everyone"),),
        not_applicable=(({"policy": ABSENT}, "no policy of its own"),),
    ),
    Cases(
        rule="ssm-parameter-secure-string",
        base=PASSWORD,
        violating=(
            ({"type": "String"}, "type is none of SecureString"),
            ({"insecureValue": "planted"}, "insecureValue is set"),
            ({"name": "/payments/API-Key", "type": "String"}, "plain text"),
        ),
        undetermined=({"type": UNKNOWN},),
        not_applicable=(
            ({"name": "/payments/dev/secret_arn"}, "does not sound secret"),
            ({"name": UNKNOWN}, "does not sound secret"),
            ({"name": "/payments/dev/table_name", "type": "String"}, "does not sound secret"),
        ),
    ),
    Cases(
        rule="ssm-parameter-customer-managed-key",
        base=PASSWORD,
        violating=(
            ({"keyId": ABSENT}, "keyId is not set"),
            ({"keyId": "alias/aws/ssm"}, "AWS managed key"),
        ),
        undetermined=({"type": UNKNOWN},),
        not_applicable=(({"type": "String"}, "not encrypted"),),
    ),
    Cases(
        rule="ssm-document-not-public",
        base=DOCUMENT,
        fine=({"permissions": {"account_ids": "111122223333"}}, {"permissions": ABSENT}),
        violating=(
            ({"permissions": {"account_ids": "All"}}, "every AWS account"),
            ({"permissions": {"accountIds": "all"}}, "every AWS account"),
        ),
        undetermined=({"permissions": UNKNOWN},),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
