import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

TABLE = Res(
    kind="aws:dynamodb/table:Table",
    props={
        "name": "transactions",
        "serverSideEncryption": {"enabled": True, "kmsKeyArn": UNKNOWN},
        "pointInTimeRecovery": {"enabled": True},
        "tags": {"Backup": "daily"},
    },
)
REPLICA = Res(
    kind="aws:dynamodb/tableReplica:TableReplica",
    props={"kmsKeyArn": UNKNOWN, "pointInTimeRecovery": True},
)
SELECTION = Res(
    kind="aws:backup/selection:Selection",
    props={"resources": [UNKNOWN]},
    links={"resources": ("table",)},
)


def selecting(**props: object) -> dict[str, object]:
    return {"selection": Res(kind=SELECTION.kind, props=props)}


def replicas(*keys: object) -> dict[str, object]:
    given = [{} if key is ABSENT else {"kmsKeyArn": key} for key in keys]
    return {"replicas": [{"regionName": "eu-west-1", **one} for one in given]}


def allowing(principal: object) -> dict[str, object]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "dynamodb:GetItem"}
    return {"policy": json.dumps({"Statement": [{**statement, "Resource": "*"}]})}


CASES = (
    Cases(
        rule="dynamodb-customer-managed-key",
        base=TABLE,
        fine=(replicas(UNKNOWN, "arn:aws:kms:eu-west-1:123456789012:key/1"), REPLICA),
        violating=(
            ({"serverSideEncryption": ABSENT}, "serverSideEncryption.enabled is not set"),
            ({"serverSideEncryption": {"enabled": True}}, "kmsKeyArn is not set"),
            (
                {"serverSideEncryption": {"enabled": True, "kmsKeyArn": "alias/aws/dynamodb"}},
                "AWS managed key",
            ),
            (replicas(UNKNOWN, ABSENT), "replica 2 has no customer managed key"),
            (replicas("alias/aws/dynamodb"), "replica 1 has no customer managed key"),
            (REPLICA.but({"kmsKeyArn": ABSENT}), "kmsKeyArn is not set"),
        ),
        undetermined=({"serverSideEncryption": UNKNOWN}, {"replicas": UNKNOWN}),
    ),
    Cases(
        rule="dynamodb-point-in-time-recovery",
        base=TABLE,
        fine=(REPLICA,),
        violating=(
            ({"pointInTimeRecovery": ABSENT}, "pointInTimeRecovery.enabled is not set"),
            (REPLICA.but({"pointInTimeRecovery": False}), "pointInTimeRecovery is false"),
        ),
        undetermined=({"pointInTimeRecovery": UNKNOWN},),
    ),
    Cases(
        rule="dynamodb-in-backup-plan",
        base={"table": TABLE, "selection": SELECTION},
        fine=(
            selecting(resources=["arn:aws:dynamodb:us-west-2:123456789012:table/transactions"]),
            selecting(resources=["arn:aws:dynamodb:*:*:table/*"]),
            selecting(selectionTags=[{"key": "Backup", "value": "daily"}]),
        ),
        violating=(
            ({"selection": ABSENT}, "table is in no backup selection"),
            (selecting(resources=["arn:aws:rds:*:*:cluster:*"]), "in no backup selection"),
        ),
        undetermined=(selecting(resources=[UNKNOWN]),),
    ),
    Cases(
        rule="dynamodb-policy-no-public-principal",
        base=Res(
            kind="aws:dynamodb/resourcePolicy:ResourcePolicy",
            props=allowing({"AWS": "123456789012"}),
        ),
        violating=((allowing({"AWS": "*"}), "statement 1 of policy allows everyone"),),
        undetermined=({"policy": UNKNOWN},),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
