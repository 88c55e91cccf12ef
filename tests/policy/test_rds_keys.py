from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

KEY = "arn:aws:kms:us-west-2:123456789012:key/1234"
CLUSTER = Res(kind="aws:rds/cluster:Cluster", props={"storageEncrypted": True, "kmsKeyId": UNKNOWN})
INSTANCE = Res(kind="aws:rds/instance:Instance", props=CLUSTER.props)
INSIGHTS = Res(
    kind="aws:rds/clusterInstance:ClusterInstance",
    props={"performanceInsightsEnabled": True, "performanceInsightsKmsKeyId": KEY},
)

CASES = (
    Cases(
        rule="rds-cluster-storage-encrypted",
        base=CLUSTER,
        violating=(
            ({"storageEncrypted": False}, "storageEncrypted is false"),
            ({"storageEncrypted": ABSENT}, "storageEncrypted is not set"),
        ),
        undetermined=({"storageEncrypted": UNKNOWN},),
        not_applicable=(({"engineMode": "serverless"}, "v1 is always encrypted"),),
    ),
    Cases(
        rule="rds-cluster-customer-managed-key",
        base=CLUSTER,
        fine=({"kmsKeyId": KEY},),
        violating=(
            ({"kmsKeyId": ABSENT}, "kmsKeyId is not set"),
            ({"kmsKeyId": "alias/aws/rds"}, "names the AWS managed key"),
            ({"kmsKeyId": "arn:aws:kms:us-west-2:123456789012:alias/aws/rds"}, "AWS managed key"),
        ),
    ),
    Cases(
        rule="rds-global-cluster-encrypted",
        base=Res(kind="aws:rds/globalCluster:GlobalCluster", props={"storageEncrypted": True}),
        violating=(({"storageEncrypted": ABSENT}, "storageEncrypted is not set"),),
        undetermined=({"storageEncrypted": UNKNOWN},),
        not_applicable=(({"sourceDbClusterIdentifier": UNKNOWN}, "decides how the storage"),),
    ),
    Cases(
        rule="rds-activity-stream-customer-managed-key",
        base=Res(
            kind="aws:rds/clusterActivityStream:ClusterActivityStream", props={"kmsKeyId": UNKNOWN}
        ),
        violating=(({"kmsKeyId": "alias/aws/rds"}, "names the AWS managed key"),),
    ),
    Cases(
        rule="rds-instance-storage-encrypted",
        base=INSTANCE,
        violating=(({"storageEncrypted": ABSENT}, "storageEncrypted is not set"),),
        undetermined=({"storageEncrypted": UNKNOWN},),
        not_applicable=(
            ({"replicateSourceDb": UNKNOWN}, "replicateSourceDb decides"),
            ({"snapshotIdentifier": "nightly"}, "snapshotIdentifier decides"),
        ),
    ),
    Cases(
        rule="rds-instance-customer-managed-key",
        base=INSTANCE,
        violating=(({"kmsKeyId": ""}, "kmsKeyId is not set"),),
        not_applicable=(({"replicateSourceDb": "db-1"}, "replicateSourceDb decides"),),
    ),
    Cases(
        rule="rds-performance-insights-encrypted",
        base=INSIGHTS,
        violating=(({"performanceInsightsKmsKeyId": ABSENT}, "text of SQL statements"),),
        undetermined=({"performanceInsightsEnabled": UNKNOWN},),
        not_applicable=(({"performanceInsightsEnabled": ABSENT}, "Performance Insights is off"),),
    ),
    Cases(
        rule="rds-master-secret-customer-managed-key",
        base=CLUSTER.but({"manageMasterUserPassword": True, "masterUserSecretKmsKeyId": UNKNOWN}),
        violating=(
            ({"masterUserSecretKmsKeyId": ABSENT}, "masterUserSecretKmsKeyId is not set"),
            ({"masterUserSecretKmsKeyId": "alias/aws/secretsmanager"}, "AWS managed key"),
        ),
        undetermined=({"manageMasterUserPassword": UNKNOWN},),
        not_applicable=(({"manageMasterUserPassword": ABSENT}, "does not manage the master"),),
    ),
    Cases(
        rule="rds-snapshot-copy-encrypted",
        base=Res(kind="aws:rds/snapshotCopy:SnapshotCopy", props={"kmsKeyId": KEY}),
        fine=({"kmsKeyId": UNKNOWN},),
        violating=(({"kmsKeyId": ABSENT}, "kmsKeyId is not set"),),
    ),
    Cases(
        rule="rds-snapshot-not-public",
        base=Res(kind="aws:rds/snapshot:Snapshot", props={"sharedAccounts": ["111122223333"]}),
        fine=({"sharedAccounts": ABSENT},),
        violating=(({"sharedAccounts": ["all"]}, "sharedAccounts contains all"),),
        undetermined=({"sharedAccounts": UNKNOWN}, {"sharedAccounts": [UNKNOWN]}),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
