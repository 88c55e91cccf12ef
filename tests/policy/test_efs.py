import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res


def deny(action: object = "*", principal: object = "*", **condition: object) -> dict[str, object]:
    statement = {
        "Effect": "Deny",
        "Principal": principal,
        "Action": action,
        "Resource": "*",
        "Condition": condition or {"Bool": {"aws:SecureTransport": "false"}},
    }
    return {"policy": json.dumps({"Statement": [statement]})}


def deny_always(action: object, principal: object = "*") -> dict[str, object]:
    statement = {"Effect": "Deny", "Principal": principal, "Action": action, "Resource": "*"}
    return {"policy": json.dumps({"Statement": [statement]})}


def allow(principal: object, **condition: object) -> dict[str, object]:
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "elasticfilesystem:ClientMount",
        "Resource": "*",
        "Condition": condition,
    }
    return {"policy": json.dumps({"Statement": [statement]})}


DAILY = {"key": "aws:ResourceTag/Backup", "value": "daily"}
ROOT = "elasticfilesystem:ClientRootAccess"
SYSTEM = Res(
    kind="aws:efs/fileSystem:FileSystem",
    props={
        "encrypted": True,
        "kmsKeyId": UNKNOWN,
        "tags": {"Backup": "daily"},
        "arn": UNKNOWN,
        "id": "fs-1",
    },
)
POLICY = Res(
    kind="aws:efs/fileSystemPolicy:FileSystemPolicy",
    props=deny(),
    links={"fileSystemId": ("system",)},
)
POINT = Res(
    kind="aws:efs/accessPoint:AccessPoint",
    props={"posixUser": {"uid": 1000}, "rootDirectory": {"path": "/payments"}},
)
BACKUP = Res(
    kind="aws:efs/backupPolicy:BackupPolicy",
    props={"backupPolicy": {"status": "ENABLED"}},
    links={"fileSystemId": ("system",)},
)


def selecting(**props: object) -> dict[str, object]:
    return {
        "backup": ABSENT,
        "selection": Res(kind="aws:backup/selection:Selection", props=props),
    }


CASES = (
    Cases(
        rule="efs-encrypted",
        base=SYSTEM,
        violating=(({"encrypted": ABSENT}, "encrypted is not set"),),
        undetermined=({"encrypted": UNKNOWN},),
    ),
    Cases(
        rule="efs-customer-managed-key",
        base=SYSTEM,
        violating=(
            ({"kmsKeyId": ABSENT}, "kmsKeyId is not set"),
            ({"kmsKeyId": "alias/aws/elasticfilesystem"}, "AWS managed key"),
        ),
    ),
    Cases(
        rule="efs-policy-no-public-principal",
        base=POLICY,
        fine=(
            allow({"AWS": "arn:aws:iam::123456789012:role/app"}),
            allow("*", ArnEquals={"aws:PrincipalArn": "arn:aws:iam::123456789012:role/app"}),
        ),
        violating=((allow("*"), "statement 1 of policy allows everyone"),),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="efs-policy-tls-only",
        base={"system": SYSTEM, "policy": POLICY},
        fine=({"policy": deny(["elasticfilesystem:Client*"])},),
        violating=(
            ({"policy": ABSENT}, "system has no policy"),
            ({"policy": {"policy": ABSENT}}, "does not deny"),
            ({"policy": deny("elasticfilesystem:ClientRootAccess")}, "does not deny"),
            ({"policy": deny(Bool={"aws:SecureTransport": "true"})}, "does not deny"),
            ({"policy": deny("*", {"AWS": "arn:aws:iam::123456789012:role/x"})}, "does not deny"),
        ),
        undetermined=({"policy": {"policy": UNKNOWN}},),
    ),
    Cases(
        rule="efs-policy-no-root-access",
        base=POLICY.but(deny_always(ROOT)),
        fine=(deny_always("elasticfilesystem:Client*"), deny_always("*", {"AWS": "*"})),
        violating=(
            (deny(), "does not deny elasticfilesystem:ClientRootAccess"),
            (deny_always("elasticfilesystem:ClientWrite"), "to every client"),
            (deny_always(ROOT, {"AWS": "arn:aws:iam::123456789012:role/x"}), "to every client"),
            (allow("*"), "to every client"),
            ({"policy": ABSENT}, "to every client"),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="efs-access-point-user-enforced",
        base=POINT,
        violating=(
            ({"posixUser": ABSENT}, "posixUser is not set"),
            ({"posixUser": {"uid": 0}}, "posixUser.uid is 0"),
        ),
        undetermined=({"posixUser": UNKNOWN},),
    ),
    Cases(
        rule="efs-access-point-root-enforced",
        base=POINT,
        violating=(
            ({"rootDirectory": ABSENT}, "rootDirectory.path is not set"),
            ({"rootDirectory": {"path": "/"}}, "whole file system"),
        ),
        undetermined=({"rootDirectory": {"path": UNKNOWN}},),
    ),
    Cases(
        rule="efs-backup-enabled",
        base={"system": SYSTEM, "backup": BACKUP},
        fine=(
            selecting(resources=["*"]),
            selecting(resources=["arn:aws:elasticfilesystem:*:*:file-system/*"]),
            selecting(selectionTags=[{"key": "Backup", "value": "daily"}]),
            selecting(
                conditions=[{"stringEquals": [{"key": "aws:ResourceTag/Backup", "value": "daily"}]}]
            ),
            selecting(resources=["*"], conditions=[{"stringLikes": [{**DAILY, "value": "d*"}]}]),
            selecting(resources=["*"], conditions=[{"stringNotEquals": [{**DAILY, "value": "x"}]}]),
        ),
        violating=(
            ({"backup": ABSENT}, "system is in no backup"),
            ({"backup": {"backupPolicy": {"status": "DISABLED"}}}, "system is in no backup"),
            (selecting(selectionTags=[{"key": "Backup", "value": "never"}]), "in no backup"),
            (selecting(resources=["arn:aws:rds:*:*:cluster:*", "arn"]), "in no backup"),
            (selecting(resources=["*"], notResources=["fs-1"]), "in no backup"),
            (
                selecting(
                    resources=["*"],
                    conditions=[
                        {"stringEquals": [DAILY, {"key": "aws:ResourceTag/X", "value": "y"}]}
                    ],
                ),
                "in no backup",
            ),
            (
                selecting(
                    resources=["*"], conditions=[{"stringNotLikes": [{**DAILY, "value": "d*"}]}]
                ),
                "in no backup",
            ),
            (selecting(resources=["*"], conditions=[{"stringEquals": [{}]}]), "in no backup"),
            (
                {**selecting(selectionTags=[{"key": UNKNOWN}]), "system": {"tags": ABSENT}},
                "in no backup",
            ),
        ),
        undetermined=(
            selecting(resources=[UNKNOWN]),
            {"backup": Res(kind=BACKUP.kind, props={**BACKUP.props, "fileSystemId": UNKNOWN})},
        ),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
