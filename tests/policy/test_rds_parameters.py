from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res


def parameters(*pairs: tuple[str, object]) -> dict[str, object]:
    return {"parameters": [{"name": name, "value": value} for name, value in pairs]}


def audited(events: str) -> dict[str, object]:
    return parameters(("server_audit_logging", 1), ("server_audit_events", events))


POSTGRES = Res(
    kind="aws:rds/clusterParameterGroup:ClusterParameterGroup",
    props={
        "family": "aurora-postgresql16",
        **parameters(("rds.force_ssl", "1"), ("log_connections", "1"), ("pgaudit.log", "ddl")),
    },
)
MYSQL = Res(
    kind="aws:rds/clusterParameterGroup:ClusterParameterGroup",
    props={
        "family": "aurora-mysql8.0",
        **parameters(
            ("require_secure_transport", "ON"),
            ("server_audit_logging", 1),
            ("server_audit_events", "CONNECT,QUERY_DML"),
        ),
    },
)
RDS_POSTGRES = Res(kind="aws:rds/parameterGroup:ParameterGroup", props=POSTGRES.props)

CASES = (
    Cases(
        rule="rds-postgres-force-ssl",
        base=POSTGRES,
        violating=(
            (parameters(("rds.force_ssl", "0")), "do not set rds.force_ssl to 1"),
            ({"parameters": ABSENT}, "plain text"),
        ),
        undetermined=(
            {"family": UNKNOWN},
            {"family": ABSENT},
            {"parameters": UNKNOWN},
            parameters((UNKNOWN, "1")),
            parameters(("rds.force_ssl", UNKNOWN)),
        ),
        not_applicable=(({"family": "mysql8.4"}, "another engine's"),),
    ),
    Cases(
        rule="rds-postgres-force-ssl",
        base=RDS_POSTGRES.but({"family": "postgres16"}),
        violating=((parameters(("rds.force_ssl", 0)), "plain text"),),
        not_applicable=(({"family": "aurora-postgresql16"}, "the cluster's group"),),
    ),
    Cases(
        rule="rds-mysql-require-secure-transport",
        base=MYSQL,
        fine=(parameters(("require_secure_transport", "1")),),
        violating=((parameters(("require_secure_transport", "OFF")), "require_secure_transport"),),
        undetermined=({"parameters": UNKNOWN}, {"family": UNKNOWN}),
        not_applicable=(({"family": "postgres16"}, "another engine's"),),
    ),
    Cases(
        rule="rds-mysql-min-tls-version",
        base=MYSQL,
        fine=(parameters(("tls_version", "TLSv1.2,TLSv1.3")), {"parameters": ABSENT}),
        violating=((parameters(("tls_version", "TLSv1.1, TLSv1.2")), "tls_version"),),
        undetermined=({"parameters": UNKNOWN}, {"family": UNKNOWN}),
        not_applicable=(({"family": "oracle-ee-19"}, "another engine's"),),
    ),
    Cases(
        rule="rds-mysql-min-tls-version",
        base=POSTGRES,
        fine=(parameters(("ssl_min_protocol_version", "TLSv1.2")),),
        violating=((parameters(("ssl_min_protocol_version", "TLSv1")), "older than TLS 1.2"),),
    ),
    Cases(
        rule="rds-proxy-requires-tls",
        base=Res(kind="aws:rds/proxy:Proxy", props={"requireTls": True}),
        violating=(
            ({"requireTls": False}, "requireTls is false"),
            ({"requireTls": ABSENT}, "requireTls is not set"),
        ),
        undetermined=({"requireTls": UNKNOWN},),
    ),
    Cases(
        rule="rds-modern-ca",
        base=Res(
            kind="aws:rds/clusterInstance:ClusterInstance",
            props={"caCertIdentifier": "rds-ca-ecc384-g1"},
        ),
        fine=({"caCertIdentifier": ABSENT},),
        violating=(({"caCertIdentifier": "rds-ca-2019"}, "caCertIdentifier is none of"),),
        undetermined=({"caCertIdentifier": UNKNOWN},),
    ),
    Cases(
        rule="rds-proxy-no-debug-logging",
        base=Res(kind="aws:rds/proxy:Proxy", props={"debugLogging": False}),
        fine=({"debugLogging": ABSENT},),
        violating=(({"debugLogging": True}, "debugLogging is true"),),
        undetermined=({"debugLogging": UNKNOWN},),
    ),
    Cases(
        rule="rds-audit-parameters",
        base=POSTGRES,
        fine=(
            parameters(("log_connections", "on"), ("log_statement", "mod")),
            # Since PostgreSQL 18 it lists what is recorded of a connection.
            parameters(("log_connections", "receipt,authorization"), ("pgaudit.log", "write")),
        ),
        violating=(
            (
                parameters(("log_connections", 1), ("pgaudit.log", "none")),
                "neither pgaudit.log nor log_statement",
            ),
            (
                parameters(("log_connections", 1), ("pgaudit.log", "")),
                "neither pgaudit.log nor log_statement",
            ),
            (
                parameters(
                    ("log_connections", 1), ("pgaudit.log", "none"), ("log_statement", "ddl")
                ),
                "record definitions only",
            ),
            (parameters(("log_statement", "mod")), "do not set log_connections"),
            (
                parameters(("log_connections", "0"), ("log_statement", "mod")),
                "nobody can say who was there",
            ),
            ({"parameters": ABSENT}, "nothing is recorded"),
        ),
        undetermined=({"parameters": UNKNOWN}, {"family": UNKNOWN}),
        not_applicable=(({"family": "mysql8.4"}, "another engine's"),),
    ),
    Cases(
        rule="rds-audit-parameters",
        base=MYSQL,
        fine=(audited("QUERY,CONNECT"), audited("CONNECT, TABLE")),
        violating=(
            (parameters(("server_audit_logging", 0)), "server_audit_logging"),
            (audited("CONNECT"), "name no statements"),
            (audited("QUERY"), "lack CONNECT"),
            (audited(""), "name no statements"),
            (parameters(("server_audit_logging", 1)), "lack CONNECT"),
        ),
        undetermined=({"parameters": UNKNOWN}, audited(UNKNOWN)),
    ),
)


def test_parameters_demand_tls_and_audit(case: Case) -> None:
    case()
