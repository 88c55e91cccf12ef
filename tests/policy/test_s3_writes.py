import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

ALGORITHM = "s3:x-amz-server-side-encryption"
KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"
OWN_KEY = "arn:aws:kms:us-west-2:123456789012:key/1234"
SENT = {"Null": {ALGORITHM: "false"}}
OTHER = {"StringNotEquals": {ALGORITHM: "aws:kms"}, **SENT}
OWN = {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def statement(condition: object, **more: object) -> dict[str, object]:
    whole = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}
    return {**whole, "Condition": condition, **more}


def document(*statements: object) -> dict[str, object]:
    return {"policy": json.dumps({"Statement": list(statements)})}


def refusing(condition: object, **more: object) -> dict[str, object]:
    return document(statement(condition, **more))


def admitting(service: str) -> dict[str, object]:
    return statement(OWN, Effect="Allow", Principal={"Service": f"{service}.amazonaws.com"})


def policy(props: dict[str, object]) -> Res:
    return Res(kind="aws:s3/bucketPolicy:BucketPolicy", props={"bucket": "cards", **props})


LOGS = (
    (document(admitting("logging.s3")), "AWS delivers logs there"),
    (document(admitting("logdelivery.elasticloadbalancing")), "AWS delivers logs there"),
)

CASES = (
    Cases(
        rule="s3-bucket-policy-denies-other-encryption",
        base=policy(refusing(OTHER)),
        fine=(
            refusing({"StringNotEquals": {ALGORITHM: ["aws:kms", "aws:kms:dsse"]}}),
            refusing({"StringNotEqualsIfExists": {ALGORITHM: "aws:kms"}}),
            refusing({"StringNotLike": {ALGORITHM: "aws:kms*"}}),
            refusing(SENT),
            refusing(OTHER, Action="s3:*", Principal={"AWS": "*"}),
        ),
        violating=(
            (document(), "another encryption to every writer"),
            (document(admitting("cloudtrail")), "another encryption to every writer"),
            (refusing({"StringNotEquals": {ALGORITHM: "AES256"}}), "another encryption"),
            (refusing({"StringEquals": {ALGORITHM: "AES256"}}), "another encryption"),
            (refusing({"Null": {ALGORITHM: "true"}}), "another encryption"),
            (refusing({"StringNotEquals": {ALGORITHM: []}}), "another encryption"),
            (refusing({}), "another encryption"),
            (refusing({**OTHER, **OWN}), "another encryption"),
            (refusing(OTHER, Principal={"AWS": "123456789012"}), "another encryption"),
            (refusing(OTHER, Action="s3:DeleteObject"), "another encryption"),
            (refusing(OTHER, Effect="Allow"), "another encryption"),
            (
                document({**statement(OTHER, NotAction="s3:GetObject"), "Action": []}),
                "another encryption",
            ),
            (document({**statement(OTHER), "NotResource": "x"}), "another encryption"),
        ),
        undetermined=({"policy": UNKNOWN}, {"policy": ABSENT}),
        not_applicable=LOGS,
    ),
    Cases(
        rule="s3-bucket-policy-denies-other-keys",
        base=policy(refusing({"Null": {KEY: "false"}})),
        fine=(
            refusing({"StringNotEquals": {KEY: OWN_KEY}}),
            refusing({"ArnNotEqualsIfExists": {KEY: OWN_KEY}}),
            refusing({"StringNotLike": {KEY: "arn:aws:kms:*:123456789012:key/*"}}),
        ),
        violating=(
            (document(), "another key to every writer"),
            (refusing(OTHER), "another key to every writer"),
            (refusing({"StringNotLike": {KEY: "*"}}), "another key to every writer"),
            (refusing({"StringEquals": {KEY: OWN_KEY}}), "another key to every writer"),
        ),
        undetermined=({"policy": UNKNOWN},),
        not_applicable=(
            *LOGS,
            (document(admitting("cloudtrail")), "names the key it is configured with"),
        ),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
