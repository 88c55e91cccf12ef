import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

PERMISSION = Res(
    kind="aws:lambda/permission:Permission",
    props={
        "principal": "events.amazonaws.com",
        "sourceArn": "arn:aws:events:us-west-2:123456789012:rule/reconcile",
    },
)
LAYER = "aws:lambda/layerVersionPermission:LayerVersionPermission"
URL = Res(
    kind="aws:lambda/functionUrl:FunctionUrl",
    props={
        "authorizationType": "AWS_IAM",
        "cors": {"allowOrigins": ["https://pay.example"]},
    },
)


def allowing(principal: object) -> Res:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "lambda:InvokeFunction"}
    document = json.dumps({"Statement": [{**statement, "Resource": "*"}]})
    return Res(kind="aws:lambda/resourcePolicy:ResourcePolicy", props={"policy": document})


EVERYONE: dict[str, object] = {"principal": "*", "sourceArn": ABSENT}

CASES = (
    Cases(
        rule="lambda-permission-not-public",
        base=PERMISSION,
        fine=(
            {**EVERYONE, "principalOrgId": "o-a1b2c3d4e5"},
            {**EVERYONE, "sourceAccount": "123456789012"},
            {"principal": "*", "sourceArn": UNKNOWN},
            Res(kind=LAYER, props={"principal": "*", "organizationId": "o-a1b2c3d4e5"}),
            allowing({"AWS": "123456789012"}),
        ),
        violating=(
            (EVERYONE, "principal is *"),
            ({"principal": "*", "sourceArn": "*"}, "principal is *"),
            ({"functionUrlAuthType": "NONE"}, "functionUrlAuthType is none"),
            (Res(kind=LAYER, props={"principal": "*"}), "principal is *"),
            (allowing("*"), "statement 1 of policy allows everyone"),
        ),
        undetermined=(
            {"principal": UNKNOWN},
            {"functionUrlAuthType": UNKNOWN},
            allowing("*").but({"policy": UNKNOWN}),
        ),
    ),
    Cases(
        rule="lambda-permission-source-scoped",
        base=PERMISSION,
        fine=(
            {"sourceArn": UNKNOWN},
            {"principal": "s3.amazonaws.com", "sourceAccount": "123456789012"},
            {
                "principal": "alexa-appkit.amazon.com",
                "sourceArn": ABSENT,
                "eventSourceToken": "amzn1.ask.skill.1",
            },
            {"sourceArn": ABSENT, "principalOrgId": "o-a1b2c3d4e5"},
        ),
        violating=(
            ({"sourceArn": ABSENT}, "sourceArn and sourceAccount are not set"),
            ({"sourceArn": "*"}, "the service acts for anybody"),
            ({"sourceArn": "arn:aws:events:*:*:rule/*"}, "the service acts for anybody"),
            ({"principal": "s3.amazonaws.com", "sourceArn": UNKNOWN}, "sourceAccount is not set"),
        ),
        undetermined=({"principal": UNKNOWN},),
        not_applicable=(({"principal": "arn:aws:iam::123456789012:role/x"}, "no service"),),
    ),
    Cases(
        rule="lambda-url-authenticated",
        base=URL,
        fine=({"cors": ABSENT},),
        violating=(
            ({"authorizationType": "NONE"}, "authorizationType is none of AWS_IAM"),
            ({"cors": {"allowOrigins": ["*"]}}, "every web page may call"),
        ),
        undetermined=({"authorizationType": UNKNOWN}, {"cors": UNKNOWN}),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
