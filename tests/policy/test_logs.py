import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

GROUP = Res(
    kind="aws:cloudwatch/logGroup:LogGroup",
    props={"name": "/aws/lambda/validate", "kmsKeyId": UNKNOWN, "retentionInDays": 400},
)
ALARM = Res(
    kind="aws:cloudwatch/metricAlarm:MetricAlarm",
    props={"alarmActions": [UNKNOWN]},
)


def masking(operation: object, *identifiers: str) -> dict[str, object]:
    statement = {"DataIdentifier": list(identifiers), "Operation": operation}
    return {"policyDocument": json.dumps({"Statement": [statement]})}


CARDS = "arn:aws:dataprotection::aws:data-identifier/CreditCardNumber"
MASKS = Res(
    kind="aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy",
    props=masking({"Deidentify": {"MaskConfig": {}}}, CARDS),
    links={"logGroupName": ("group",)},
)
EVERYWHERE = Res(
    kind="aws:cloudwatch/logAccountPolicy:LogAccountPolicy",
    props={**MASKS.props, "policyType": "DATA_PROTECTION_POLICY"},
)

CASES = (
    Cases(
        rule="log-group-customer-managed-key",
        base=GROUP,
        violating=(({"kmsKeyId": ABSENT}, "kmsKeyId is not set"),),
    ),
    Cases(
        rule="log-group-retention-min",
        base=GROUP,
        fine=({"retentionInDays": 0}, {"retentionInDays": ABSENT}),
        violating=(({"retentionInDays": 30}, "retentionInDays is 30, less than 365"),),
        undetermined=({"retentionInDays": UNKNOWN},),
    ),
    Cases(
        rule="log-group-pan-masking",
        base={"group": GROUP, "masks": MASKS},
        fine=(
            {"group": {"name": "/aws/rds/cluster/x/postgresql"}, "masks": ABSENT},
            {"masks": EVERYWHERE},
        ),
        violating=(
            ({"masks": ABSENT}, "group has no policy that masks card numbers"),
            ({"masks": masking({"Audit": {}}, CARDS)}, "masks card numbers"),
            ({"masks": EVERYWHERE.but({"policyType": "FIELD_INDEX_POLICY"})}, "masks card numbers"),
            ({"masks": masking({"Deidentify": {"MaskConfig": {}}}, "Address")}, "masks card"),
        ),
        undetermined=({"masks": {"policyDocument": UNKNOWN}},),
    ),
    Cases(
        rule="log-group-pan-masking",
        base={"group": GROUP.but({"name": UNKNOWN}), "masks": MASKS},
        violating=(({"masks": ABSENT}, "masks card numbers"),),
        config={"applicationLogGroups": ["gr*"]},
    ),
    Cases(
        rule="alarm-has-actions",
        base=ALARM,
        fine=({"actionsEnabled": True}, {"alarmActions": UNKNOWN}),
        violating=(
            ({"alarmActions": ABSENT}, "alarmActions is not set"),
            ({"alarmActions": []}, "alarmActions is not set"),
            ({"actionsEnabled": False}, "actionsEnabled is false"),
        ),
        undetermined=({"actionsEnabled": UNKNOWN},),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
