from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

GROUP = Res(
    kind="aws:elasticache/replicationGroup:ReplicationGroup",
    props={
        "atRestEncryptionEnabled": True,
        "transitEncryptionEnabled": True,
        "kmsKeyId": UNKNOWN,
        "userGroupIds": [UNKNOWN],
        "subnetGroupName": UNKNOWN,
        "snapshotRetentionLimit": 1,
    },
)
CLUSTER = Res(
    kind="aws:elasticache/cluster:Cluster",
    props={"engine": "redis", "subnetGroupName": "data", "snapshotRetentionLimit": 1},
)
USER = Res(
    kind="aws:elasticache/user:User",
    props={"accessString": "on ~payments:* +@read", "passwords": ["planted"]},
)
GROUP_OF_USERS = Res(
    kind="aws:elasticache/userGroup:UserGroup",
    props={"engine": "redis", "userIds": ["user-default-test", "user-reader-test"]},
)
ALONE = Res(kind="aws:elasticache/cluster:Cluster", props={"engine": "redis"})
MEMBER = (ALONE.but({"replicationGroupId": UNKNOWN}), "the replication group decides")
SERVERLESS_CACHE = Res(kind="aws:elasticache/serverlessCache:ServerlessCache")
SECONDARY = ({"globalReplicationGroupId": UNKNOWN}, "global datastore's primary")


def logs(*types: str) -> dict[str, object]:
    return {"logDeliveryConfigurations": [{"logType": name} for name in types]}


CASES = (
    Cases(
        rule="elasticache-auth-token-write-only",
        base=GROUP.but({"authTokenWo": UNKNOWN, "authTokenWoVersion": 1}),
        violating=(
            ({"authToken": "planted"}, "authToken is set: the state keeps it"),
            ({"authToken": UNKNOWN}, "authToken is set"),
        ),
    ),
    Cases(
        rule="elasticache-auth-token-write-only",
        base=USER.but({"passwords": ABSENT, "passwordsWo": UNKNOWN}),
        fine=({"passwordsWo": ABSENT, "authenticationMode": {"type": "iam"}},),
        violating=(({"passwords": [UNKNOWN]}, "passwords is set: the state keeps them"),),
    ),
    Cases(
        rule="elasticache-log-delivery",
        base=GROUP.but(logs("engine-log", "slow-log")),
        violating=(
            ({"logDeliveryConfigurations": ABSENT}, "lack slow-log and engine-log"),
            (logs("slow-log"), "lack engine-log"),
        ),
        undetermined=({"logDeliveryConfigurations": UNKNOWN}, logs("slow-log", UNKNOWN)),
    ),
    Cases(
        rule="elasticache-encrypted-at-rest",
        base=GROUP,
        fine=({"atRestEncryptionEnabled": "true"},),
        violating=(
            ({"atRestEncryptionEnabled": False}, "atRestEncryptionEnabled is false"),
            ({"atRestEncryptionEnabled": ABSENT}, "is not set"),
            (ALONE, "a cluster of its own cannot be encrypted"),
        ),
        undetermined=({"atRestEncryptionEnabled": UNKNOWN},),
        not_applicable=(SECONDARY, MEMBER),
    ),
    Cases(
        rule="elasticache-customer-managed-key",
        base=GROUP,
        violating=(({"kmsKeyId": ABSENT}, "kmsKeyId is not set"),),
    ),
    Cases(
        rule="elasticache-encrypted-in-transit",
        base=GROUP,
        fine=({"transitEncryptionMode": "required"},),
        violating=(
            ({"transitEncryptionEnabled": ABSENT}, "transitEncryptionEnabled is not set"),
            ({"transitEncryptionMode": "preferred"}, "transitEncryptionMode is none of required"),
            (ALONE, "transitEncryptionEnabled is not set"),
        ),
        undetermined=({"transitEncryptionEnabled": UNKNOWN}, {"transitEncryptionMode": UNKNOWN}),
        not_applicable=(SECONDARY, MEMBER),
    ),
    Cases(
        rule="elasticache-authenticated",
        base=GROUP,
        fine=({"userGroupIds": ABSENT, "authTokenWo": UNKNOWN},),
        violating=(
            ({"userGroupIds": ABSENT}, "userGroupIds or authTokenWo or authToken is not set"),
            ({"userGroupIds": []}, "anybody who reaches the cache may connect"),
            (ALONE, "a cluster of its own asks nobody"),
            (SERVERLESS_CACHE, "userGroupId is not set"),
        ),
        not_applicable=(SECONDARY, MEMBER),
    ),
    Cases(
        rule="elasticache-user-password-required",
        base=USER,
        fine=(
            {"accessString": "on ~* +@all -@dangerous"},
            {"passwords": ABSENT, "passwordsWo": UNKNOWN},
            {"passwords": ABSENT, "authenticationMode": {"type": "iam"}},
        ),
        violating=(
            ({"noPasswordRequired": True}, "noPasswordRequired is true"),
            (
                {"authenticationMode": {"type": "no-password-required"}},
                "authenticationMode.type is no-password-required",
            ),
            ({"passwords": ABSENT}, "none of authenticationMode, passwords, passwordsWo is set"),
            ({"accessString": "on ~* +@all"}, "every command on every key"),
            ({"accessString": "on allkeys allcommands"}, "every command on every key"),
        ),
        undetermined=(
            {"noPasswordRequired": UNKNOWN},
            {"accessString": UNKNOWN},
            {"authenticationMode": UNKNOWN},
        ),
        not_applicable=(
            ({"accessString": "off -@all", "noPasswordRequired": True}, "the user is off"),
        ),
    ),
    Cases(
        rule="elasticache-user-password-required",
        base=GROUP_OF_USERS,
        violating=(({"userIds": ["default", UNKNOWN]}, "userIds has default"),),
        undetermined=({"userIds": UNKNOWN}, {"userIds": ["user-reader-test", UNKNOWN]}),
    ),
    Cases(
        rule="elasticache-auto-minor-version-upgrade",
        base=GROUP,
        violating=(({"autoMinorVersionUpgrade": "false"}, "autoMinorVersionUpgrade is false"),),
        undetermined=({"autoMinorVersionUpgrade": UNKNOWN},),
    ),
    Cases(
        rule="elasticache-snapshot-retention",
        base=CLUSTER,
        violating=(
            ({"snapshotRetentionLimit": 0}, "snapshotRetentionLimit is 0, less than 1"),
            ({"snapshotRetentionLimit": ABSENT}, "less than 1"),
        ),
        undetermined=({"snapshotRetentionLimit": UNKNOWN},),
        not_applicable=(
            ({"engine": "memcached"}, "Memcached"),
            ({"replicationGroupId": UNKNOWN}, "replication group decides"),
        ),
    ),
    Cases(
        rule="elasticache-snapshot-retention",
        base=GROUP.but({"snapshotRetentionLimit": ABSENT}),
        violating=(({"snapshotRetentionLimit": 1}, "account data is kept in one more place"),),
        undetermined=({"snapshotRetentionLimit": UNKNOWN},),
        config={"minSnapshotDays": 0},
    ),
    Cases(
        rule="elasticache-custom-subnet-group",
        base=GROUP,
        violating=(
            ({"subnetGroupName": ABSENT}, "subnetGroupName is not set"),
            ({"subnetGroupName": "default"}, "the default VPC is public"),
        ),
        not_applicable=(SECONDARY,),
    ),
    Cases(
        rule="elasticache-custom-subnet-group",
        base=CLUSTER,
        violating=(({"subnetGroupName": ABSENT}, "subnetGroupName is not set"),),
        not_applicable=(({"replicationGroupId": UNKNOWN}, "replication group decides"),),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
