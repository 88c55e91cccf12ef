import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

NAME = "payments-audit"
ARN = f"arn:aws:s3:::{NAME}"
BUCKET = Res(kind="aws:s3/bucket:Bucket", props={"bucket": NAME})
POINT = Res(kind="aws:s3/accessPoint:AccessPoint")
PLAINTEXT = {"Bool": {"aws:SecureTransport": "false"}}
OLD_TLS = {"NumericLessThan": {"s3:TlsVersion": "1.2"}}
READER = {"AWS": "arn:aws:iam::123456789012:role/reader"}
OTHER = {"AWS": "arn:aws:iam::999988887777:root"}
WHOLE = [ARN, f"{ARN}/*"]


def saying(effect: str, principal: object, action: object, **more: object) -> dict[str, object]:
    statement = {"Effect": effect, "Principal": principal, "Action": action, "Resource": f"{ARN}/*"}
    return {"policy": json.dumps({"Statement": [{**statement, **more}]})}


def refusing(resource: object, action: object = "s3:*", **more: object) -> dict[str, object]:
    return saying("Deny", "*", action, **{"Resource": resource, "Condition": PLAINTEXT, **more})


def refusing_but(element: str, value: object, **more: object) -> dict[str, object]:
    """The same with one element turned round, such as `NotAction` instead of `Action`."""
    statement = json.loads(str(refusing(WHOLE, **more)["policy"]))["Statement"][0]
    del statement[element.removeprefix("Not")]
    return {"policy": json.dumps({"Statement": [{**statement, element: value}]})}


def policy(props: dict[str, object]) -> Res:
    return Res(kind="aws:s3/bucketPolicy:BucketPolicy", props={"bucket": NAME, **props})


READING = saying("Allow", READER, "s3:GetObject")

CASES = (
    Cases(
        rule="s3-bucket-policy-tls-only",
        base={"audit": BUCKET, "policy": policy(refusing(WHOLE))},
        fine=(
            {"policy": policy(refusing("*", "*"))},
            {"policy": policy(refusing(f"{ARN}*"))},
            {"policy": ABSENT, "audit": BUCKET.but(refusing(WHOLE))},
        ),
        violating=(
            ({"policy": ABSENT}, "audit has no policy that refuses"),
            ({"policy": policy(READING)}, "without TLS"),
            ({"policy": policy(refusing(f"{ARN}/*"))}, "without TLS"),
            ({"policy": policy(refusing(ARN))}, "without TLS"),
            ({"policy": policy(refusing([ARN, f"{ARN}/cards/*"]))}, "without TLS"),
            ({"policy": policy(refusing(WHOLE, "s3:GetObject"))}, "without TLS"),
            ({"policy": policy(refusing(WHOLE, Principal=READER))}, "without TLS"),
            ({"policy": policy({})}, "without TLS"),
            ({"policy": policy(refusing(WHOLE, Effect="Allow"))}, "without TLS"),
            ({"policy": policy(refusing_but("NotAction", "s3:GetObject"))}, "without TLS"),
            ({"policy": policy(refusing_but("NotPrincipal", "*"))}, "without TLS"),
        ),
        undetermined=({"policy": {"policy": UNKNOWN}}, {"policy": {"bucket": UNKNOWN}}),
    ),
    Cases(
        rule="s3-bucket-policy-no-public-principal",
        base=policy(READING),
        fine=(
            policy(refusing(WHOLE)),
            policy(
                saying("Allow", "*", "s3:*", Condition={"StringEquals": {"aws:SourceVpce": "v"}})
            ),
            BUCKET,
        ),
        violating=(
            (saying("Allow", "*", "s3:GetObject"), "statement 1 of policy allows everyone"),
            (BUCKET.but(saying("Allow", {"AWS": "*"}, "s3:*")), "allows everyone"),
            (POINT.but(saying("Allow", "*", "s3:GetObject")), "allows everyone"),
            (
                Res(
                    kind="aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy",
                    props={"details": saying("Allow", "*", "s3:GetObject")},
                ),
                "statement 1 of details.policy allows everyone",
            ),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="s3-bucket-policy-no-foreign-admin",
        base=policy(READING),
        fine=(
            saying("Allow", OTHER, ["s3:GetObject", "s3:ListBucket"]),
            saying("Deny", OTHER, "s3:*"),
            saying("Allow", {"Service": "logging.s3.amazonaws.com"}, "s3:PutObject"),
        ),
        violating=(
            (saying("Allow", OTHER, "s3:*"), "statement 1 of policy lets an account change"),
            (saying("Allow", OTHER, "s3:PutBucketPolicy"), "trustedAccounts do not list"),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="s3-bucket-policy-no-foreign-admin",
        base=policy(saying("Allow", READER, "s3:*")),
        violating=((saying("Allow", OTHER, "s3:*"), "lets an account change"),),
        config={"trustedAccounts": ["123456789012"]},
    ),
    Cases(
        rule="s3-bucket-policy-tls12",
        base=policy(refusing(WHOLE, Condition=OLD_TLS)),
        fine=(
            policy(refusing(WHOLE, Condition={"NumericLessThan": {"s3:TlsVersion": "1.3"}})),
            policy(refusing(WHOLE, ["s3:GetObject", "s3:PutObject"], Condition=OLD_TLS)),
        ),
        violating=(
            (policy(READING), "s3:TlsVersion is below 1.2"),
            (policy(refusing(WHOLE)), "s3:TlsVersion is below 1.2"),
            (policy(refusing(WHOLE, "s3:GetObject", Condition=OLD_TLS)), "below 1.2"),
            (policy(refusing(WHOLE, Principal=READER, Condition=OLD_TLS)), "below 1.2"),
            (policy(refusing(WHOLE, Effect="Allow", Condition=OLD_TLS)), "below 1.2"),
            (policy(refusing_but("NotResource", "x", Condition=OLD_TLS)), "below 1.2"),
            (policy(refusing(WHOLE, Condition={**OLD_TLS, **PLAINTEXT})), "below 1.2"),
            (
                policy(refusing(WHOLE, Condition={"NumericLessThan": {"s3:TlsVersion": "1.1"}})),
                "below 1.2",
            ),
            (policy(refusing(WHOLE, Condition={"NumericLessThan": {"s3:max-keys": "1.2"}})), "1.2"),
        ),
        undetermined=({"policy": UNKNOWN}, {"policy": ABSENT}),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
