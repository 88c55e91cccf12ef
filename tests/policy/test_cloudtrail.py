import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

DETECTOR = Res(kind="aws:guardduty/detector:Detector", props={"enable": True})
OBJECTS, TABLES = "AWS::S3::Object", "AWS::DynamoDB::Table"


def advanced(kind: object, *read_only: object) -> dict[str, object]:
    fields: list[object] = [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "resources.type", "equals": [kind]},
    ]
    if read_only:
        fields.append({"field": "readOnly", "equals": list(read_only)})
    return {"fieldSelectors": fields}


def classic(mode: object, kind: object = OBJECTS) -> dict[str, object]:
    selector = {"readWriteType": mode, "dataResources": [{"type": kind, "values": ["arn:aws:s3"]}]}
    return {key: value for key, value in selector.items() if value is not ABSENT}


def selecting(*selectors: object) -> dict[str, object]:
    return {"advancedEventSelectors": list(selectors)}


def choosing(*selectors: object) -> dict[str, object]:
    return {"advancedEventSelectors": ABSENT, "eventSelectors": list(selectors)}


TRAIL = Res(
    kind="aws:cloudtrail/trail:Trail",
    props={
        "enableLogging": True,
        "isMultiRegionTrail": True,
        "kmsKeyId": UNKNOWN,
        "enableLogFileValidation": True,
        "cloudWatchLogsGroupArn": UNKNOWN,
        "cloudWatchLogsRoleArn": UNKNOWN,
        **selecting(advanced(OBJECTS)),
    },
)
STORE = Res(kind="aws:cloudtrail/eventDataStore:EventDataStore", props={"kmsKeyId": UNKNOWN})
ONE_TRAIL = {"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:us-west-2:123456789012:trail/t"}}


def bucket(*statements: dict[str, object]) -> dict[str, object]:
    common = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}
    return {"policy": json.dumps({"Statement": [{**common, **one} for one in statements]})}


def from_trail(condition: object) -> dict[str, object]:
    return {"Principal": {"Service": "cloudtrail.amazonaws.com"}, "Condition": condition}


CASES = (
    Cases(
        rule="trail-exists-and-logging",
        base={"trail": TRAIL, "detector": DETECTOR},
        fine=(
            {"trail": ABSENT, "detector": ABSENT},
            {"trail": {"enableLogging": ABSENT}},
            {"trail": {"enableLogging": UNKNOWN}},
        ),
        violating=(
            ({"trail": ABSENT}, "makes the account's baseline, but no trail"),
            ({"trail": {"enableLogging": False}}, "enableLogging is false"),
        ),
        undetermined=(
            {
                "trail": Res(
                    kind=TRAIL.kind,
                    props={"enableLogging": UNKNOWN},
                    links={"enableLogging": ("detector",)},
                )
            },
        ),
    ),
    Cases(
        rule="trail-multi-region-and-global",
        base=TRAIL,
        violating=(
            ({"isMultiRegionTrail": ABSENT}, "isMultiRegionTrail is not set"),
            ({"includeGlobalServiceEvents": False}, "includeGlobalServiceEvents is false"),
        ),
        undetermined=({"isMultiRegionTrail": UNKNOWN},),
    ),
    Cases(
        rule="trail-customer-managed-key",
        base=TRAIL,
        violating=(
            ({"kmsKeyId": ABSENT}, "kmsKeyId is not set"),
            ({"kmsKeyId": "alias/aws/s3"}, "AWS managed key"),
        ),
    ),
    Cases(
        rule="trail-log-file-validation",
        base=TRAIL,
        violating=(({"enableLogFileValidation": ABSENT}, "enableLogFileValidation is not set"),),
        undetermined=({"enableLogFileValidation": UNKNOWN},),
    ),
    Cases(
        rule="trail-to-cloudwatch",
        base=TRAIL,
        violating=(
            ({"cloudWatchLogsGroupArn": ABSENT}, "cloudWatchLogsGroupArn is not set"),
            ({"cloudWatchLogsRoleArn": ABSENT}, "cloudWatchLogsRoleArn is not set"),
        ),
    ),
    Cases(
        rule="trail-data-events",
        base=TRAIL,
        fine=(
            selecting(advanced(OBJECTS, "true"), advanced(OBJECTS, "false")),
            choosing(classic("All")),
            choosing(classic(ABSENT)),
            choosing(classic("ReadOnly"), classic("WriteOnly")),
        ),
        violating=(
            ({"advancedEventSelectors": ABSENT}, "records read and write access to AWS::S3"),
            (selecting(advanced(OBJECTS, "false")), "no selector records read access"),
            (selecting(advanced(TABLES)), "no selector records read and write access"),
            (choosing(classic("ReadOnly")), "no selector records write access"),
            (choosing({"includeManagementEvents": True}), "no selector records read and write"),
        ),
        undetermined=(
            {"advancedEventSelectors": UNKNOWN},
            selecting(advanced(UNKNOWN)),
            selecting(advanced(OBJECTS, UNKNOWN)),
            selecting({"fieldSelectors": UNKNOWN}),
            choosing(classic(UNKNOWN)),
        ),
    ),
    Cases(
        rule="trail-data-events",
        base=TRAIL.but(selecting(advanced(OBJECTS), advanced(TABLES))),
        violating=((selecting(advanced(OBJECTS)), "access to AWS::DynamoDB::Table"),),
        config={"trailDataResources": [OBJECTS, TABLES]},
    ),
    Cases(
        rule="trail-bucket-not-public",
        base=Res(
            kind="aws:s3/bucketPolicy:BucketPolicy",
            props=bucket(from_trail(ONE_TRAIL), {"Principal": {"AWS": "123456789012"}}),
        ),
        fine=(bucket({"Principal": "*"}), {"policy": ABSENT}),
        violating=(
            (
                bucket(from_trail(ONE_TRAIL), {"Principal": "*"}),
                "statement 2 of policy lets everyone at the trail",
            ),
            (bucket(from_trail({})), "statement 1 of policy lets anybody's trail in"),
            (
                Res(kind="aws:s3/bucket:Bucket", props=bucket(from_trail({}))),
                "statement 1 of policy lets anybody's trail in",
            ),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="event-data-store-customer-managed-key",
        base=STORE,
        violating=(
            ({"kmsKeyId": ABSENT}, "kmsKeyId is not set"),
            ({"terminationProtectionEnabled": False}, "terminationProtectionEnabled is false"),
        ),
        undetermined=({"terminationProtectionEnabled": UNKNOWN},),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
