from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

CLUSTER = Res(
    kind="aws:rds/cluster:Cluster",
    props={
        "engine": "aurora-postgresql",
        "engineVersion": "16.8",
        "dbClusterParameterGroupName": UNKNOWN,
        "enabledCloudwatchLogsExports": ["postgresql"],
        "backupRetentionPeriod": 7,
    },
)
INSTANCE = Res(
    kind="aws:rds/instance:Instance",
    props={
        "engine": "mysql",
        "engineVersion": "8.4.5",
        "parameterGroupName": "payments",
        "monitoringInterval": 60,
        "monitoringRoleArn": UNKNOWN,
        "backupRetentionPeriod": 7,
        "enabledCloudwatchLogsExports": ["audit", "error", "slowquery"],
    },
)

CASES = (
    Cases(
        rule="rds-custom-parameter-group",
        base=CLUSTER,
        violating=(
            ({"dbClusterParameterGroupName": ABSENT}, "dbClusterParameterGroupName is not set"),
            ({"dbClusterParameterGroupName": "default.aurora-postgresql16"}, "AWS's default"),
        ),
    ),
    Cases(
        rule="rds-custom-parameter-group",
        base=INSTANCE,
        violating=(({"parameterGroupName": ABSENT}, "parameterGroupName is not set"),),
    ),
    Cases(
        rule="rds-log-exports",
        base=INSTANCE,
        fine=({"engine": "custom-oracle-ee", "enabledCloudwatchLogsExports": []},),
        violating=(
            ({"enabledCloudwatchLogsExports": ["error"]}, "lacks audit, slowquery"),
            ({"enabledCloudwatchLogsExports": ABSENT}, "lacks audit, error, slowquery"),
        ),
        undetermined=({"engine": UNKNOWN}, {"enabledCloudwatchLogsExports": UNKNOWN}),
    ),
    Cases(
        rule="rds-enhanced-monitoring",
        base=INSTANCE,
        violating=(
            ({"monitoringInterval": 0}, "monitoringInterval is 0, less than 1"),
            ({"monitoringRoleArn": ABSENT}, "monitoringRoleArn is not set"),
        ),
        undetermined=({"monitoringInterval": UNKNOWN},),
    ),
    Cases(
        rule="rds-enhanced-monitoring",
        base=CLUSTER.but(
            {"engine": "postgres", "monitoringInterval": 60, "monitoringRoleArn": UNKNOWN}
        ),
        violating=(({"monitoringInterval": ABSENT}, "less than 1"),),
        not_applicable=(({"engine": "aurora-mysql"}, "instances of an Aurora cluster"),),
    ),
    Cases(
        rule="rds-auto-minor-version-upgrade",
        base=INSTANCE,
        fine=({"autoMinorVersionUpgrade": True},),
        violating=(({"autoMinorVersionUpgrade": False}, "autoMinorVersionUpgrade is false"),),
        undetermined=({"autoMinorVersionUpgrade": UNKNOWN},),
    ),
    Cases(
        rule="rds-engine-version-supported",
        base=CLUSTER,
        fine=({"engineVersion": "19.1"}, {"engineVersion": ABSENT}, {"engine": "oracle-ee"}),
        violating=(({"engineVersion": "15.4"}, "below what AWS patches for aurora-postgresql"),),
        undetermined=({"engineVersion": UNKNOWN}, {"engine": UNKNOWN}),
    ),
    Cases(
        rule="rds-backup-retention",
        base=CLUSTER,
        violating=(
            ({"backupRetentionPeriod": 5}, "backupRetentionPeriod is 5, less than 7"),
            ({"backupRetentionPeriod": ABSENT}, "backupRetentionPeriod is 1, less than 7"),
        ),
        undetermined=({"backupRetentionPeriod": UNKNOWN},),
    ),
    Cases(
        rule="rds-backup-retention",
        base=INSTANCE,
        violating=(({"backupRetentionPeriod": ABSENT}, "is 0, less than 7"),),
        not_applicable=(({"replicateSourceDb": UNKNOWN}, "replica"),),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
