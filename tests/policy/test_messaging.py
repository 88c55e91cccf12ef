import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res


def allow(principal: object, action: object = "sns:Publish", **more: object) -> dict[str, object]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    return {"policy": json.dumps({"Statement": [{**statement, **more}]})}


ALARMS = {"Service": "cloudwatch.amazonaws.com"}
OTHER = {"AWS": "arn:aws:iam::999988887777:root"}
TOPIC = Res(
    kind="aws:sns/topic:Topic",
    props={
        "kmsMasterKeyId": UNKNOWN,
        **allow("*", Condition={"StringEquals": {"AWS:SourceOwner": "123456789012"}}),
    },
)
QUEUE = Res(
    kind="aws:sqs/queue:Queue",
    props={"kmsMasterKeyId": UNKNOWN, **allow(ALARMS, "sqs:SendMessage")},
)
TRUSTING = {"trustedAccounts": ["123456789012"]}
OWN = {"AWS": ["123456789012", "arn:aws:iam::123456789012:role/app"]}

CASES = (
    Cases(
        rule="sns-encrypted-kms",
        base=TOPIC,
        violating=(
            ({"kmsMasterKeyId": ABSENT}, "kmsMasterKeyId is not set"),
            ({"kmsMasterKeyId": "alias/aws/sns"}, "AWS managed key"),
        ),
    ),
    Cases(
        rule="sns-policy-no-public-principal",
        base=TOPIC,
        fine=(allow(OTHER), {"policy": ABSENT}),
        violating=((allow("*"), "statement 1 of policy allows everyone"),),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="sns-policy-no-public-principal",
        base=TOPIC,
        fine=(allow(OWN), allow(ALARMS)),
        violating=((allow(OTHER), "an account that is not trusted"),),
        config=TRUSTING,
    ),
    Cases(
        rule="sqs-encrypted-kms",
        base=QUEUE,
        violating=(
            ({"kmsMasterKeyId": ABSENT, "sqsManagedSseEnabled": True}, "customer managed key"),
            ({"kmsMasterKeyId": "alias/aws/sqs"}, "AWS managed key"),
        ),
    ),
    Cases(
        rule="sqs-policy-no-public-principal",
        base=QUEUE,
        fine=(allow(OTHER, "sqs:SendMessage"),),
        violating=(
            (allow("*", "sqs:SendMessage"), "anybody may send or receive"),
            (allow(ALARMS, "sqs:*"), "allows every action"),
            (allow(ALARMS, "*"), "allows every action"),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="sqs-policy-no-public-principal",
        base=QUEUE,
        violating=((allow(OTHER, "sqs:SendMessage"), "not trusted"),),
        config=TRUSTING,
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
