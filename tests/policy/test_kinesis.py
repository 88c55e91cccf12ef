import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

STREAM = Res(
    kind="aws:kinesis/stream:Stream",
    props={"encryptionType": "KMS", "kmsKeyId": UNKNOWN, "retentionPeriod": 24},
)
DELIVERY = Res(
    kind="aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    props={
        "serverSideEncryption": {
            "enabled": True,
            "keyType": "CUSTOMER_MANAGED_CMK",
            "keyArn": UNKNOWN,
        }
    },
)


def allowing(principal: object) -> dict[str, object]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "kinesis:GetRecords"}
    return {"policy": json.dumps({"Statement": [{**statement, "Resource": "*"}]})}


CASES = (
    Cases(
        rule="kinesis-encrypted-kms",
        base=STREAM,
        violating=(
            ({"encryptionType": ABSENT}, "encryptionType is not set"),
            ({"encryptionType": "NONE"}, "encryptionType is none of KMS"),
        ),
        undetermined=({"encryptionType": UNKNOWN},),
    ),
    Cases(
        rule="kinesis-customer-managed-key",
        base=STREAM,
        violating=(
            ({"kmsKeyId": ABSENT}, "kmsKeyId is not set"),
            ({"kmsKeyId": "alias/aws/kinesis"}, "AWS managed key"),
        ),
    ),
    Cases(
        rule="kinesis-retention-bounded",
        base=STREAM,
        fine=({"retentionPeriod": ABSENT}, {"retentionPeriod": 168}),
        violating=(({"retentionPeriod": 169}, "169, more than 168"),),
        undetermined=({"retentionPeriod": UNKNOWN},),
    ),
    Cases(
        rule="kinesis-retention-bounded",
        base=STREAM.but({"retentionPeriod": 72}),
        violating=(({"retentionPeriod": ABSENT}, "24, less than 48"),),
        config={"minStreamRetentionHours": 48},
    ),
    Cases(
        rule="kinesis-policy-no-public-principal",
        base=Res(
            kind="aws:kinesis/resourcePolicy:ResourcePolicy",
            props=allowing({"AWS": "123456789012"}),
        ),
        violating=((allowing("*"), "statement 1 of policy allows everyone"),),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="firehose-encrypted",
        base=DELIVERY,
        violating=(
            ({"serverSideEncryption": ABSENT}, "enabled is not set"),
            ({"serverSideEncryption": {"enabled": True}}, "keyArn is not set"),
            ({"serverSideEncryption": {"enabled": False, "keyArn": UNKNOWN}}, "enabled is false"),
        ),
        undetermined=({"serverSideEncryption": UNKNOWN},),
        not_applicable=(
            ({"kinesisSourceConfiguration": {"roleArn": UNKNOWN}}, "records wait in the source"),
            ({"mskSourceConfiguration": UNKNOWN}, "records wait in the source"),
        ),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
