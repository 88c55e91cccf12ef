"""The database in its three kinds: placed, encrypted, audited, protected and watched alike."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

import pulumi
import pytest

from components.context import Context
from components.database import Database, DatabaseArgs
from offline.errors import ProgramError
from offline.graph import Resource, Secret, State, run
from settings.database import DatabaseSettings, Kind

CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"
INSTANCE = "aws:rds/instance:Instance"
PROXY = "aws:rds/proxy:Proxy"
EVENTS = "aws:rds/eventSubscription:EventSubscription"
PARAMETERS = (
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    "aws:rds/parameterGroup:ParameterGroup",
)
LOGS = "aws:cloudwatch/logGroup:LogGroup"
TARGET = "aws:appautoscaling/target:Target"
PATTERN = "arn:aws:secretsmanager:us-west-2:123456789012:secret:secret-database-test-??????"
KINDS: tuple[Kind, ...] = ("aurora_postgresql", "aurora_mysql", "rds_postgres")
made: list[Database] = []
Build = Callable[..., State]


def built(
    ctx: Context,
    kind: Kind = "aurora_postgresql",
    *,
    managed: bool = False,
    proxy: bool = False,
    deployed: bool = True,
    **settings: object,
) -> State:
    block = DatabaseSettings.model_validate({"kind": kind, **settings})

    def program() -> None:
        args = DatabaseArgs(
            context=ctx,
            settings=block,
            subnet_ids=["subnet-1", "subnet-2", "subnet-3"],
            security_group_id="sg-database",
            proxy_security_group_id="sg-proxy" if proxy else None,
            key_arn="arn:database",
            secrets_key_arn="arn:secrets",
            logs_key_arn="arn:logs",
            topic_arn="arn:topic",
            password=None if managed else pulumi.Output.secret("planted"),
            secret_arn=None if managed else "arn:secret",
            secret_pattern=PATTERN,
        )
        made.append(Database("database", args))

    return run(program, deployed=deployed)


def server(state: State) -> Resource:
    (found,) = state.by_type(CLUSTER, INSTANCE)
    return found


def parameters(state: State) -> dict[str, str]:
    (group,) = state.by_type(*PARAMETERS)
    listed = cast("list[Mapping[str, str]]", group.inputs["parameters"])
    return {parameter["name"]: parameter["value"] for parameter in listed}


@pytest.mark.parametrize("kind", KINDS)
def test_storage_and_insights_are_under_the_customer_key(ctx: Context, kind: Kind) -> None:
    state = built(ctx, kind)
    for found in (server(state), *state.by_type(MEMBER)):
        assert found.inputs["performanceInsightsEnabled"] is True
        assert found.inputs["performanceInsightsKmsKeyId"] == "arn:database"
    assert server(state).inputs["storageEncrypted"] is True
    assert server(state).inputs["kmsKeyId"] == "arn:database"


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_outside_the_vpc_reaches_the_server(ctx: Context, kind: Kind) -> None:
    state = built(ctx, kind)
    for found in state.by_type(MEMBER, INSTANCE):
        assert found.inputs["publiclyAccessible"] is False
    assert server(state).inputs["vpcSecurityGroupIds"] == ["sg-database"]
    group = state.one("aws:rds/subnetGroup:SubnetGroup")
    assert group.inputs["subnetIds"] == ["subnet-1", "subnet-2", "subnet-3"]
    assert server(state).inputs["dbSubnetGroupName"] == group.inputs["name"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_password_reaches_the_server_and_not_the_state(ctx: Context, kind: Kind) -> None:
    inputs = server(built(ctx, kind)).inputs
    name = "passwordWo" if kind == "rds_postgres" else "masterPasswordWo"
    assert isinstance(inputs[name], Secret)
    assert inputs[f"{name}Version"] == 1
    assert not {"password", "masterPassword", "manageMasterUserPassword"} & inputs.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_a_password_that_rds_manages_is_under_the_secrets_key(ctx: Context, kind: Kind) -> None:
    state = built(ctx, kind, managed=True)
    inputs = server(state).inputs
    assert inputs["manageMasterUserPassword"] is True
    assert inputs["masterUserSecretKmsKeyId"] == "arn:secrets"
    assert not [
        name for name in inputs if name.lower().endswith(("passwordwo", "passwordwoversion"))
    ]


@pytest.mark.parametrize("deployed", [False, True])
def test_the_managed_secrets_arn_is_known_once_it_exists(ctx: Context, deployed: bool) -> None:  # noqa: FBT001 - both states
    def program() -> None:
        built_inside = DatabaseSettings(kind="rds_postgres")
        args = DatabaseArgs(
            context=ctx,
            settings=built_inside,
            subnet_ids=[],
            security_group_id="sg",
            key_arn="k",
            secrets_key_arn="k",
            logs_key_arn="k",
            topic_arn="t",
            password=None,
            secret_arn=None,
            secret_pattern=PATTERN,
        )
        pulumi.export("secret", Database("database", args).secret_arn)

    found = run(program, deployed=deployed).stack_outputs["secret"]
    assert ("arn:" in str(found)) is deployed


@pytest.mark.parametrize("kind", KINDS)
def test_iam_may_authenticate_and_extended_support_is_never_billed(
    ctx: Context, kind: Kind
) -> None:
    inputs = server(built(ctx, kind)).inputs
    assert inputs["iamDatabaseAuthenticationEnabled"] is True
    assert inputs["engineLifecycleSupport"] == "open-source-rds-extended-support-disabled"


@pytest.mark.parametrize("kind", ["aurora_postgresql", "rds_postgres"])
def test_postgresql_forces_tls_and_audits_without_bound_values(ctx: Context, kind: Kind) -> None:
    found = parameters(built(ctx, kind))
    assert found["rds.force_ssl"] == "1"
    assert found["ssl_min_protocol_version"] == "TLSv1.2"
    assert "pgaudit" in found["shared_preload_libraries"]
    assert found["pgaudit.log"] == "ddl,role,write"
    assert found["pgaudit.log_parameter"] == "0"


def test_mysql_forces_tls_and_audits_without_the_general_log(ctx: Context) -> None:
    found = parameters(built(ctx, "aurora_mysql"))
    assert found["require_secure_transport"] == "ON"
    assert found["tls_version"] == "TLSv1.2,TLSv1.3"
    assert found["server_audit_logging"] == "1"
    assert found["slow_query_log"] == "1"
    assert found["general_log"] == "0"


@pytest.mark.parametrize(
    ("kind", "family"),
    [
        ("aurora_postgresql", "aurora-postgresql17"),
        ("aurora_mysql", "aurora-mysql8.0"),
        ("rds_postgres", "postgres17"),
    ],
)
def test_the_server_uses_the_platforms_own_parameter_group(
    ctx: Context, kind: Kind, family: str
) -> None:
    state = built(ctx, kind)
    (group,) = state.by_type(*PARAMETERS)
    assert group.inputs["family"] == family
    name = "parameterGroupName" if kind == "rds_postgres" else "dbClusterParameterGroupName"
    assert server(state).inputs[name] == group.inputs["name"] == "params-database-test"


def test_static_parameters_wait_for_a_restart(ctx: Context) -> None:
    (group,) = built(ctx, "aurora_mysql").by_type(*PARAMETERS)
    listed = cast("list[Mapping[str, str]]", group.inputs["parameters"])
    methods = {parameter["name"]: parameter["applyMethod"] for parameter in listed}
    assert methods["tls_version"] == "pending-reboot"
    assert methods["require_secure_transport"] == "immediate"


@pytest.mark.parametrize(
    ("kind", "groups"),
    [
        ("aurora_postgresql", ["/aws/rds/cluster/rds-payments-test/postgresql"]),
        (
            "aurora_mysql",
            [
                f"/aws/rds/cluster/rds-payments-test/{log}"
                for log in ("audit", "error", "general", "slowquery")
            ],
        ),
        (
            "rds_postgres",
            [f"/aws/rds/instance/rds-payments-test/{log}" for log in ("postgresql", "upgrade")],
        ),
    ],
)
def test_log_groups_have_the_names_rds_writes_to_and_exist_before_it(
    ctx: Context, kind: Kind, groups: list[str]
) -> None:
    state = built(ctx, kind)
    found = state.by_type(LOGS)
    assert [group.inputs["name"] for group in found] == groups
    exported = cast("list[str]", server(state).inputs["enabledCloudwatchLogsExports"])
    assert [name.rpartition("/")[2] for name in groups] == exported
    for group in found:
        assert group.inputs["kmsKeyId"] == "arn:logs"
        assert group.urn in server(state).dependencies
    assert made[-1].log_group_names == tuple(groups)


@pytest.mark.parametrize("kind", KINDS)
def test_the_operating_system_is_monitored(ctx: Context, kind: Kind) -> None:
    state = built(ctx, kind)
    role = state.one("aws:iam/role:Role")
    for found in (server(state), *state.by_type(MEMBER)):
        assert found.inputs["monitoringInterval"] == 60
        assert found.inputs["monitoringRoleArn"] == role.outputs["arn"]
    assert "monitoring.rds.amazonaws.com" in str(role.inputs["assumeRolePolicy"])


def test_members_stand_in_different_zones_and_the_writer_is_promoted_first(ctx: Context) -> None:
    members = built(ctx, readers=3).by_type(MEMBER)
    assert [
        (m.inputs["identifier"], m.inputs["availabilityZone"], m.inputs["promotionTier"])
        for m in members
    ] == [
        ("rds-payments-1-test", "us-west-2a", 0),
        ("rds-payments-2-test", "us-west-2b", 1),
        ("rds-payments-3-test", "us-west-2c", 2),
        ("rds-payments-4-test", "us-west-2a", 3),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_servers_have_a_current_certificate_authority_and_patch_themselves(
    ctx: Context, kind: Kind
) -> None:
    for found in built(ctx, kind).by_type(MEMBER, INSTANCE):
        assert found.inputs["caCertIdentifier"] == "rds-ca-rsa2048-g1"
        assert found.inputs["autoMinorVersionUpgrade"] is True


@pytest.mark.parametrize("kind", KINDS)
def test_snapshots_carry_the_tags_of_their_server(ctx: Context, kind: Kind) -> None:
    for found in built(ctx, kind).by_type(CLUSTER, MEMBER, INSTANCE):
        assert found.inputs["copyTagsToSnapshot"] is True


def test_serverless_capacity_follows_the_load(ctx: Context) -> None:
    inputs = server(built(ctx)).inputs
    assert inputs["serverlessv2ScalingConfiguration"] == {"minCapacity": 0.5, "maxCapacity": 4.0}
    assert built(ctx).by_type(MEMBER)[0].inputs["instanceClass"] == "db.serverless"


def test_a_given_class_has_no_serverless_capacity(ctx: Context) -> None:
    state = built(ctx, instance_class="db.r6g.xlarge")
    assert "serverlessv2ScalingConfiguration" not in server(state).inputs
    assert {m.inputs["instanceClass"] for m in state.by_type(MEMBER)} == {"db.r6g.xlarge"}


def test_readers_come_and_go_with_their_load(ctx: Context) -> None:
    state = built(ctx, readers=2, max_readers=5)
    target = state.one(TARGET)
    assert target.inputs["resourceId"] == "cluster:rds-payments-test"
    assert (target.inputs["minCapacity"], target.inputs["maxCapacity"]) == (2, 5)
    assert {member.urn for member in state.by_type(MEMBER)} <= set(target.dependencies)
    policy = cast(
        "dict[str, Any]",
        state.one("aws:appautoscaling/policy:Policy").inputs[
            "targetTrackingScalingPolicyConfiguration"
        ],
    )
    metric = policy["predefinedMetricSpecification"]["predefinedMetricType"]
    assert metric == "RDSReaderAverageCPUUtilization"


def test_without_a_limit_readers_stay_as_many(ctx: Context) -> None:
    assert built(ctx).by_type(TARGET) == ()


def test_an_instance_is_what_its_document_says(ctx: Context) -> None:
    inputs = server(
        built(
            ctx,
            "rds_postgres",
            engine_version="14.24",
            instance_class="db.t3.micro",
            storage_gb=20,
            storage_type="gp2",
            backup_days=7,
        )
    ).inputs
    assert (inputs["engine"], inputs["engineVersion"]) == ("postgres", "14.24")
    assert (inputs["instanceClass"], inputs["allocatedStorage"]) == ("db.t3.micro", 20)
    assert (inputs["storageType"], inputs["multiAz"]) == ("gp2", True)
    assert (inputs["dbName"], inputs["username"]) == ("payments", "dbadmin")
    assert inputs["backupRetentionPeriod"] == 7


def test_a_cluster_is_what_its_document_says(ctx: Context) -> None:
    state = built(ctx, "aurora_mysql", name="paymentdb", min_acu=0.5, max_acu=2.0)
    inputs = server(state).inputs
    assert (inputs["engine"], inputs["engineMode"]) == ("aurora-mysql", "provisioned")
    assert (inputs["databaseName"], inputs["masterUsername"]) == ("paymentdb", "dbadmin")
    assert inputs["serverlessv2ScalingConfiguration"] == {"minCapacity": 0.5, "maxCapacity": 2.0}
    assert (inputs["backupRetentionPeriod"], inputs["port"]) == (35, 3306)
    assert inputs["preferredBackupWindow"] == "03:00-04:00"
    assert inputs["preferredMaintenanceWindow"] == "mon:04:00-mon:05:00"
    assert len(state.by_type(MEMBER)) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_an_ephemeral_database_goes_without_manual_steps(ctx: Context, kind: Kind) -> None:
    found = server(built(ctx, kind))
    assert found.inputs["deletionProtection"] is False
    assert found.inputs["skipFinalSnapshot"] is True
    assert found.inputs["deleteAutomatedBackups"] is True
    assert "finalSnapshotIdentifier" not in found.inputs
    assert not found.options.protect


@pytest.mark.parametrize("kind", KINDS)
def test_a_retained_database_is_protected_and_leaves_a_snapshot(
    retained_ctx: Context, kind: Kind
) -> None:
    state = built(retained_ctx, kind)
    found = server(state)
    assert found.inputs["deletionProtection"] is True
    assert found.inputs["skipFinalSnapshot"] is False
    assert found.inputs["deleteAutomatedBackups"] is False
    assert found.inputs["finalSnapshotIdentifier"] == "rds-final-snapshot-test"
    assert found.inputs["applyImmediately"] is False
    assert all(r.options.protect for r in (found, *state.by_type(MEMBER)))


@pytest.mark.parametrize("kind", KINDS)
def test_operators_hear_of_failovers_failures_and_changes(ctx: Context, kind: Kind) -> None:
    found = built(ctx, kind).by_type(EVENTS)
    categories = {
        e.inputs["sourceType"]: cast("list[str]", e.inputs["eventCategories"]) for e in found
    }
    assert {e.inputs["snsTopic"] for e in found} == {"arn:topic"}
    assert {"maintenance", "configuration change", "failure"} <= set(categories["db-instance"])
    assert categories["db-parameter-group"] == ["configuration change"]
    assert categories["db-security-group"] == ["configuration change", "failure"]
    assert ("db-cluster" in categories) is (kind != "rds_postgres")


@pytest.mark.parametrize("kind", KINDS)
def test_a_proxy_takes_tls_only_and_reads_one_secret(ctx: Context, kind: Kind) -> None:
    state = built(ctx, kind, proxy=True)
    proxy = state.one(PROXY).inputs
    assert proxy["requireTls"] is True
    assert proxy["debugLogging"] is False
    assert proxy["vpcSecurityGroupIds"] == ["sg-proxy"]
    assert proxy["engineFamily"] == ("MYSQL" if kind == "aurora_mysql" else "POSTGRESQL")
    policy = str(state.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    assert PATTERN in policy
    assert "kms:" not in policy
    (auth,) = cast("list[dict[str, str]]", proxy["auths"])
    assert auth["secretArn"] == "arn:secret"
    target = state.one("aws:rds/proxyTarget:ProxyTarget")
    name = "dbInstanceIdentifier" if kind == "rds_postgres" else "dbClusterIdentifier"
    assert target.inputs[name] == "rds-payments-test"
    assert server(state).urn in target.dependencies
    assert state.one(LOGS, "proxy").inputs["name"] == "/aws/rds/proxy/proxy-payments-test"


def test_clients_connect_to_the_proxy_when_there_is_one(ctx: Context) -> None:
    state = built(ctx, proxy=True)
    outputs = state.one("payments:index:Database").outputs
    assert outputs["host"] == state.one(PROXY).outputs["endpoint"]
    assert outputs["writer_endpoint"] == server(state).outputs["endpoint"]


def test_clients_connect_to_the_writer_when_there_is_no_proxy(ctx: Context) -> None:
    outputs = built(ctx).one("payments:index:Database").outputs
    assert outputs["host"] == outputs["writer_endpoint"]


def test_a_password_without_its_secret_is_an_error(ctx: Context) -> None:
    def program() -> None:
        args = DatabaseArgs(
            context=ctx,
            settings=DatabaseSettings(kind="rds_postgres"),
            subnet_ids=[],
            security_group_id="sg",
            key_arn="k",
            secrets_key_arn="k",
            logs_key_arn="k",
            topic_arn="t",
            password="planted",
            secret_arn=None,
            secret_pattern=PATTERN,
        )
        Database("database", args)

    with pytest.raises(ProgramError, match="got a password but no secret_arn"):
        run(program)


@pytest.mark.parametrize(
    ("kind", "extra", "arn"),
    [
        ("aurora_postgresql", {"rds-replica-lag", "rds-capacity"}, "cluster:rds-payments-test"),
        ("rds_postgres", {"rds-storage"}, "db:rds-payments-test"),
    ],
)
def test_load_and_room_raise_alarms_on_the_server(
    ctx: Context, kind: Kind, extra: set[str], arn: str
) -> None:
    built(ctx, kind)
    alarms = {alarm.purpose: alarm for alarm in made[-1].alarms}
    assert alarms.keys() == {"rds-cpu", "rds-connections", *extra}
    assert alarms["rds-cpu"].threshold == 80
    assert alarms["rds-connections"].threshold == 100
    dimension = "DBInstanceIdentifier" if kind == "rds_postgres" else "DBClusterIdentifier"
    assert {name for alarm in alarms.values() for name in alarm.metric.dimensions} == {dimension}
    assert made[-1].arn == f"arn:aws:rds:us-west-2:123456789012:{arn}"


def test_a_cluster_of_a_given_class_has_no_capacity_alarm(ctx: Context) -> None:
    built(ctx, instance_class="db.r6g.xlarge")
    assert "rds-capacity" not in {alarm.purpose for alarm in made[-1].alarms}


def test_more_payments_in_flight_may_hold_more_connections(ctx: Context) -> None:
    busy = replace(ctx, sizing=replace(ctx.sizing, target_tpm=100_000))
    built(busy)
    alarm = next(alarm for alarm in made[-1].alarms if alarm.purpose == "rds-connections")
    assert alarm.threshold == 1_000


@pytest.mark.parametrize(
    ("settings", "metric"),
    [
        ({"kind": "aurora_postgresql"}, "ServerlessDatabaseCapacity"),
        ({"kind": "aurora_postgresql", "instance_class": "db.r6g.xlarge"}, "FreeableMemory"),
        ({"kind": "rds_postgres"}, "FreeStorageSpace"),
    ],
)
def test_the_dashboard_shows_load_connections_and_room(
    ctx: Context, settings: dict[str, Any], metric: str
) -> None:
    built(ctx, **settings)
    names = [m.name for widget in made[-1].widgets for m in widget.metrics]
    assert {"CPUUtilization", "DatabaseConnections", metric} <= set(names)


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_preview_registers_the_same_resources(ctx: Context, kind: Kind) -> None:
    new = built(ctx, kind, managed=True, proxy=True, deployed=False)
    deployed = built(ctx, kind, managed=True, proxy=True)
    assert new.type_counts == deployed.type_counts
