import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

KEY = Res(
    kind="aws:kms/key:Key",
    props={
        "description": "Encrypts the transactions table",
        "enableKeyRotation": True,
        "policy": json.dumps(
            {
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                        "Action": "kms:*",
                        "Resource": "*",
                    },
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": "*"},
                        "Action": ["kms:Decrypt", "kms:Encrypt"],
                        "Resource": "*",
                        "Condition": {
                            "StringEquals": {
                                "kms:CallerAccount": "123456789012",
                                "kms:ViaService": ["rds.us-west-2.amazonaws.com"],
                            }
                        },
                    },
                ]
            }
        ),
    },
)
GRANT = Res(
    kind="aws:kms/grant:Grant",
    props={
        "operations": ["Decrypt"],
        "constraints": [{"encryptionContextEquals": {"purpose": "card"}}],
    },
)
KEY_POLICY = Res(kind="aws:kms/keyPolicy:KeyPolicy", links={"keyId": ("key",)})
ROOT = "arn:aws:iam::123456789012:root"
ADMIN = "arn:aws:iam::123456789012:role/admin"


def allow(principal: object, action: object = "kms:Decrypt", **more: object) -> dict[str, object]:
    body = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*", **more}
    return {"policy": json.dumps({"Statement": body})}


CASES = (
    Cases(
        rule="kms-key-rotation-enabled",
        base=KEY,
        fine=({"enableKeyRotation": "true"}, {"customerMasterKeySpec": "SYMMETRIC_DEFAULT"}),
        violating=(
            ({"enableKeyRotation": False}, "enableKeyRotation is false"),
            ({"enableKeyRotation": ABSENT}, "enableKeyRotation is not set"),
            ({"enableKeyRotation": [1]}, "enableKeyRotation is not set"),
        ),
        undetermined=({"enableKeyRotation": UNKNOWN},),
        not_applicable=(
            ({"customerMasterKeySpec": "RSA_4096"}, "neither asymmetric"),
            ({"keyUsage": "GENERATE_VERIFY_MAC"}, "for encryption only"),
            ({"customKeyStoreId": UNKNOWN}, "custom key stores"),
        ),
    ),
    Cases(
        rule="kms-key-rotation-period-max",
        base=KEY,
        fine=({"rotationPeriodInDays": 90}, {"rotationPeriodInDays": "365"}),
        violating=(({"rotationPeriodInDays": 400}, "rotationPeriodInDays is 400, more than 365"),),
        undetermined=({"rotationPeriodInDays": UNKNOWN},),
        not_applicable=(({"keyUsage": "SIGN_VERIFY"}, "for encryption only"),),
    ),
    Cases(
        rule="kms-key-deletion-window-min",
        base=KEY,
        fine=({"deletionWindowInDays": 30},),
        violating=(({"deletionWindowInDays": 7}, "deletionWindowInDays is 7, less than 30"),),
        undetermined=({"deletionWindowInDays": UNKNOWN},),
    ),
    Cases(
        rule="kms-key-deletion-window-min",
        base=KEY.but({"deletionWindowInDays": 14}),
        violating=(({"deletionWindowInDays": 7}, "less than 10"),),
        config={"minKeyDeletionDays": 10},
    ),
    Cases(
        rule="kms-key-spec-approved",
        base=KEY,
        fine=({"customerMasterKeySpec": "HMAC_256", "keyUsage": "GENERATE_VERIFY_MAC"},),
        violating=(
            ({"customerMasterKeySpec": "SM2"}, "customerMasterKeySpec is none of ECC_NIST"),
            ({"keyUsage": "GUESS"}, "keyUsage is none of ENCAPSULATE_DECAPSULATE"),
        ),
        undetermined=({"customerMasterKeySpec": UNKNOWN},),
    ),
    Cases(
        rule="kms-key-not-disabled",
        base=KEY,
        fine=({"isEnabled": True},),
        violating=(({"isEnabled": False}, "isEnabled is false"),),
        undetermined=({"isEnabled": UNKNOWN},),
    ),
    Cases(
        rule="kms-key-policy-lockout-check-kept",
        base=KEY,
        fine=({"bypassPolicyLockoutSafetyCheck": False},),
        violating=(({"bypassPolicyLockoutSafetyCheck": True}, "SafetyCheck is true"),),
        undetermined=({"bypassPolicyLockoutSafetyCheck": UNKNOWN},),
    ),
    Cases(
        rule="kms-key-described",
        base=KEY,
        fine=({"description": UNKNOWN},),
        violating=(({"description": ABSENT}, "description is not set"), ({"description": ""}, "")),
    ),
    Cases(
        rule="kms-grant-least-privilege",
        base=GRANT,
        violating=(
            ({"operations": ["Decrypt", "CreateGrant"]}, "hand the key on"),
            ({"constraints": ABSENT}, "constraints is not set"),
        ),
        undetermined=({"operations": UNKNOWN}, {"operations": [UNKNOWN]}),
    ),
    Cases(
        rule="kms-key-policy-defined",
        base={"key": KEY},
        fine=(
            {
                "key": Res(kind=KEY.kind, props={"policy": UNKNOWN}, links={"policy": ("role",)}),
                "role": Res(kind="aws:iam/role:Role"),
            },
        ),
        violating=(
            ({"key": {"policy": ABSENT}}, "key has no policy"),
            ({"key": {"policy": UNKNOWN}}, "key has no policy"),
            ({"key": allow({"AWS": ROOT}, "kms:*")}, "key has no policy"),
        ),
        undetermined=(
            {
                "key": {"policy": ABSENT},
                "other": Res(kind=KEY_POLICY.kind, props={"keyId": UNKNOWN}),
            },
        ),
    ),
    Cases(
        rule="kms-key-policy-defined",
        base={"key": KEY.but({"policy": ABSENT}), "policy": KEY_POLICY},
        fine=(
            {
                "key": {"keyId": "1234", "policy": ABSENT},
                "policy": Res(kind=KEY_POLICY.kind, props={"keyId": "1234"}),
            },
        ),
        violating=(({"policy": ABSENT}, "key has no policy"),),
    ),
    Cases(
        rule="kms-key-policy-no-public-principal",
        base=KEY,
        fine=(
            {"policy": ABSENT},
            allow({"Service": "cloudtrail.amazonaws.com"}),
            allow("*", Condition={"ArnEquals": {"aws:PrincipalArn": ADMIN}}),
        ),
        violating=(
            (allow("*"), "statement 1 of policy allows everyone"),
            (allow({"AWS": ["*"]}), "no condition narrows"),
            (allow("*", Condition={"StringEquals": {"kms:ViaService": "s3.amazonaws.com"}}), ""),
            (allow("*", Condition={"StringLike": {"aws:PrincipalArn": "*"}}), ""),
        ),
        undetermined=({"policy": UNKNOWN}, {"policy": "{not json"}),
    ),
    Cases(
        rule="kms-key-policy-separation-of-duties",
        base=KEY,
        fine=(allow({"AWS": ADMIN}), allow({"AWS": ADMIN}, "kms:PutKeyPolicy")),
        violating=((allow({"AWS": ADMIN}, "kms:*"), "both manage the key and use it"),),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="kms-key-policy-use-not-delegated",
        base=KEY.but(allow({"AWS": ROOT}, "kms:PutKeyPolicy")),
        fine=(
            allow({"AWS": ADMIN}),
            allow({"AWS": ROOT}, Condition={"StringEquals": {"kms:ViaService": "s3"}}),
            {"policy": ABSENT},
        ),
        violating=(
            (allow({"AWS": ROOT}, "kms:*"), "statement 1 of policy leaves use of the key to IAM"),
            (allow({"AWS": [ADMIN, ROOT]}), "leaves use of the key to IAM"),
            (
                allow({"AWS": ROOT}, Condition={"Bool": {"aws:SecureTransport": "true"}}),
                "leaves use of the key to IAM",
            ),
            (
                Res(kind="aws:kms/replicaKey:ReplicaKey", props=allow({"AWS": ROOT}, "kms:*")),
                "leaves use of the key to IAM",
            ),
            (
                Res(kind="aws:kms/externalKey:ExternalKey", props=allow({"AWS": ROOT}, "kms:*")),
                "leaves use of the key to IAM",
            ),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="kms-key-policy-service-scoped",
        base=KEY.but(
            allow(
                {"Service": "cloudtrail.amazonaws.com"},
                Condition={"StringEquals": {"aws:SourceAccount": "123456789012"}},
            )
        ),
        fine=(allow({"AWS": ADMIN}), allow({"Service": "events.amazonaws.com"})),
        violating=(
            (allow({"Service": "cloudtrail.amazonaws.com"}), "lets a service use the key"),
            (
                allow(
                    {"Service": "cloudtrail.amazonaws.com"},
                    Condition={"StringEquals": {"kms:KeySpec": "SYMMETRIC_DEFAULT"}},
                ),
                "lets a service use the key",
            ),
            (
                allow({"Service": ["events.amazonaws.com", "logs.amazonaws.com"]}),
                "for any account",
            ),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
