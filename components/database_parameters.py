"""Server parameters: TLS for every connection, and an audit log without card data."""

from dataclasses import dataclass

from settings.database import Engine, Kind


@dataclass(frozen=True, slots=True)
class Parameter:
    """One server parameter.

    Attributes:
        name: as the engine calls it.
        value: always text.
        static: whether it counts only after a restart; a new server starts with it.
    """

    name: str
    value: str
    static: bool = False

    @property
    def apply_method(self) -> str:
        """When RDS applies it."""
        return "pending-reboot" if self.static else "immediate"


_POSTGRES = (
    Parameter("rds.force_ssl", "1"),
    Parameter("ssl_min_protocol_version", "TLSv1.2"),
    Parameter("log_connections", "1"),
    Parameter("log_disconnections", "1"),
    Parameter("log_statement", "ddl"),
    Parameter("shared_preload_libraries", "pg_stat_statements,pgaudit", static=True),
    # Reads are audited table by table: pgaudit logs what the role rds_pgaudit was granted.
    Parameter("pgaudit.log", "ddl,role,write"),
    Parameter("pgaudit.role", "rds_pgaudit"),
    # Statements are logged with placeholders; bound values may be personal data (PCI DSS 3.3, 3.4).
    Parameter("pgaudit.log_parameter", "0"),
)
_MYSQL = (
    Parameter("require_secure_transport", "ON"),
    Parameter("tls_version", "TLSv1.2,TLSv1.3", static=True),
    Parameter("server_audit_logging", "1"),
    Parameter("server_audit_events", "CONNECT,QUERY_DCL,QUERY_DDL,QUERY_DML"),
    Parameter("slow_query_log", "1"),
    Parameter("long_query_time", "1"),
    # The general log holds every statement with its values (PCI DSS 3.3, 3.4).
    Parameter("general_log", "0"),
)
_PARAMETERS: dict[Engine, tuple[Parameter, ...]] = {"postgres": _POSTGRES, "mysql": _MYSQL}

#: Logs that each kind exports to CloudWatch; the name of the log is the end of its group's name.
_EXPORTS: dict[Kind, tuple[str, ...]] = {
    "aurora_postgresql": ("postgresql",),
    "aurora_mysql": ("audit", "error", "general", "slowquery"),
    "rds_postgres": ("postgresql", "upgrade"),
}


def parameters(engine: Engine) -> tuple[Parameter, ...]:
    """What the platform sets on a server of `engine` (PCI DSS 4.2.1, 10.2.1)."""
    return _PARAMETERS[engine]


def log_exports(kind: Kind) -> tuple[str, ...]:
    """The logs that RDS delivers to CloudWatch."""
    return _EXPORTS[kind]


def log_group_names(kind: Kind, identifier: str) -> tuple[str, ...]:
    """The names RDS gives the groups of those logs; it never writes to any other."""
    folder = "instance" if kind == "rds_postgres" else "cluster"
    return tuple(f"/aws/rds/{folder}/{identifier}/{log}" for log in log_exports(kind))
