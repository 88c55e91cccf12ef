"""Server parameters and logs: forced TLS, an audit log, exact group names."""

from collections.abc import Mapping
from typing import cast

import pytest

from components.context import Context
from settings.database import Kind
from tests.support.databases import (
    PARAMETERS,
    built,
    made,
    parameters,
    server,
)

LOGS = "aws:cloudwatch/logGroup:LogGroup"


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
    assert server(state).inputs[name] == group.inputs["name"]
    assert group.inputs["name"] == f"params-{family.replace('.', '-')}-test"


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
