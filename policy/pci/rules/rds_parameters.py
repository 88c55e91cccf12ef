"""What databases and their proxies demand of clients: TLS; and what they record: statements."""

from pulumi_policy import Severity

from pci.ground import Ground
from pci.rule import ResourceRule, StackRule
from pci.rules.rds_keys import CLUSTER_INSTANCE, INSTANCE, TOPIC
from pci.subject import Subject
from pci.tls_policies import DATABASE_AUTHORITIES
from pci.values import ABSENT, UNKNOWN, Missing

CLUSTER_PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
PROXY = "aws:rds/proxy:Proxy"
_GROUPS = (CLUSTER_PARAMETERS, PARAMETERS)
_ON = ("1", "on", "true")
_OFF = (ABSENT, "0", "off", "false", "none")
_DATA_STATEMENTS = ("mod", "all")
_OLD_TLS = ("tlsv1", "tlsv1.0", "tlsv1.1")


def _family(group: Subject, *starts: str) -> str | None:
    """The family, if it starts with one of `starts`.

    Aurora reads these parameters from the cluster's group; the group of an Aurora instance has
    none of them, so that nothing is asked of it.
    """
    family = group.props.text("family")
    if isinstance(family, Missing):
        group.undetermined("family")
        return None
    if not family.startswith(starts):
        group.not_applicable("the parameters are another engine's")
    if group.type == PARAMETERS and family.startswith("aurora"):
        group.not_applicable("Aurora reads the parameter from the cluster's group")
    return family


def _parameter(group: Subject, name: str) -> str | Missing:
    """The value of a parameter, in lower case; unknown if any that is unknown could be it."""
    value: str | Missing = Missing.ABSENT
    for block in group.props.blocks("parameters"):
        given = block.text("name")
        if given == name:
            text = block.text("value")
            return text.lower() if isinstance(text, str) else text
        if given is UNKNOWN:
            value = UNKNOWN
    return value


def _require_on(group: Subject, name: str, why: str) -> None:
    value = _parameter(group, name)
    if value is UNKNOWN:
        group.undetermined(f"{name} in parameters")
    elif value not in _ON:
        group.violated(f"parameters do not set {name} to 1: {why}")


@TOPIC.resource_rule(
    "rds-postgres-force-ssl",
    "Refuse connections to PostgreSQL without TLS.",
    types=_GROUPS,
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("4.2.1", "2.2.7"),
    fix='aws.rds.ClusterParameterGroup(..., parameters=[{"name": "rds.force_ssl", "value": "1"}])',
)
def postgres_force_ssl(group: Subject) -> None:
    """PostgreSQL before 15 lets clients choose."""
    if _family(group, "postgres", "aurora-postgresql"):
        _require_on(group, "rds.force_ssl", "clients may connect in plain text")


@TOPIC.resource_rule(
    "rds-mysql-require-secure-transport",
    "Refuse connections to MySQL and MariaDB without TLS.",
    types=_GROUPS,
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("4.2.1", "2.2.7"),
    fix="aws.rds.ClusterParameterGroup(..., "
    'parameters=[{"name": "require_secure_transport", "value": "ON"}])',
)
def mysql_secure_transport(group: Subject) -> None:
    """MySQL lets clients choose unless told otherwise."""
    if _family(group, "mysql", "aurora-mysql", "mariadb"):
        _require_on(group, "require_secure_transport", "clients may connect in plain text")


@TOPIC.resource_rule(
    "rds-mysql-min-tls-version",
    "Let databases negotiate TLS 1.2 or newer.",
    types=_GROUPS,
    ground=Ground.TRANSPORT,
    severity=Severity.MEDIUM,
    requirements=("4.2.1", "12.3.3"),
    fix="aws.rds.ClusterParameterGroup(..., "
    'parameters=[{"name": "tls_version", "value": "TLSv1.2,TLSv1.3"}])',
)
def min_tls_version(group: Subject) -> None:
    """PostgreSQL calls it `ssl_min_protocol_version`; what is not set is new enough."""
    family = _family(group, "postgres", "aurora-postgresql", "mysql", "aurora-mysql", "mariadb")
    if family is None:
        return
    name = "ssl_min_protocol_version" if "postgres" in family else "tls_version"
    value = _parameter(group, name)
    if value is UNKNOWN:
        group.undetermined(f"{name} in parameters")
    elif value is not ABSENT and set(str(value).replace(" ", "").split(",")) & set(_OLD_TLS):
        group.violated(f"parameters let {name} be older than TLS 1.2")


@TOPIC.resource_rule(
    "rds-modern-ca",
    "Let databases show a certificate of an authority that RDS keeps up.",
    types=(INSTANCE, CLUSTER_INSTANCE),
    ground=Ground.TRANSPORT,
    severity=Severity.MEDIUM,
    requirements=("4.2.1.1", "4.2.1"),
    fix='aws.rds.ClusterInstance(..., ca_cert_identifier="rds-ca-rsa2048-g1")',
)
def modern_authority(database: Subject) -> None:
    """Without one RDS takes its default, which it keeps up."""
    if database.props.has("caCertIdentifier"):
        database.require_one_of(
            "caCertIdentifier", DATABASE_AUTHORITIES, "clients that verify it will not connect"
        )


@TOPIC.resource_rule(
    "rds-proxy-requires-tls",
    "Refuse connections to database proxies without TLS.",
    types=(PROXY,),
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("4.2.1",),
    fix="aws.rds.Proxy(..., require_tls=True)",
)
def proxy_requires_tls(proxy: Subject) -> None:
    """The proxy decides for its clients, whatever the database behind it demands."""
    proxy.require_true("requireTls", "clients may connect in plain text")


@TOPIC.resource_rule(
    "rds-proxy-no-debug-logging",
    "Write no statement that passes a database proxy to its log.",
    types=(PROXY,),
    ground=Ground.SECRETS,
    severity=Severity.HIGH,
    requirements=("3.3.1", "3.5.1"),
    fix="aws.rds.Proxy(..., debug_logging=False)",
)
def proxy_no_debug_logging(proxy: Subject) -> None:
    """Debug logs hold the text of statements, with their values (RDS user guide, "RDS Proxy")."""
    proxy.forbid_true("debugLogging", "statements, so what they store, are logged")


@TOPIC.resource_rule(
    "rds-audit-parameters",
    "Record who connects to databases, and what statements do there.",
    types=_GROUPS,
    ground=Ground.LOGGING,
    severity=Severity.HIGH,
    requirements=("10.2.1",),
    fix='aws.rds.ClusterParameterGroup(..., parameters=[{"name": "pgaudit.log", "value": "ddl"}])',
)
def audit_parameters(group: Subject) -> None:
    """RDS for MySQL and MariaDB audit through an option group, not through parameters."""
    family = _family(group, "postgres", "aurora-postgresql", "aurora-mysql")
    if family is None:
        return
    if family.startswith("aurora-mysql"):
        _require_on(group, "server_audit_logging", "nobody can say who read what")
        _require_audit_events(group)
        return
    connections = _parameter(group, "log_connections")
    if connections is UNKNOWN:
        group.undetermined("log_connections in parameters")
    elif connections in _OFF:
        group.violated("parameters do not set log_connections: nobody can say who was there")
    classes, statements = (_parameter(group, name) for name in ("pgaudit.log", "log_statement"))
    if statements in _DATA_STATEMENTS or (isinstance(classes, str) and classes != "none"):
        return
    if UNKNOWN in (classes, statements):
        group.undetermined("pgaudit.log in parameters")
    elif statements == "ddl":
        group.violated("parameters record definitions only: nobody can say who changed data")
    else:
        group.violated("parameters set neither pgaudit.log nor log_statement: nothing is recorded")


def _require_audit_events(group: Subject) -> None:
    """Who connects, and any kind of statement; `QUERY` stands for all kinds (Aurora user guide)."""
    chosen = _parameter(group, "server_audit_events")
    if chosen is UNKNOWN:
        group.undetermined("server_audit_events in parameters")
        return
    events = [] if chosen is ABSENT else [event.strip() for event in chosen.split(",")]
    if "connect" not in events:
        group.violated("server_audit_events lack CONNECT: nobody can say who was there")
    if not any(event == "table" or event.startswith("query") for event in events):
        group.violated("server_audit_events name no statements: nobody can say who did what")


RULES: tuple[ResourceRule | StackRule, ...] = (
    postgres_force_ssl,
    mysql_secure_transport,
    min_tls_version,
    modern_authority,
    proxy_requires_tls,
    proxy_no_debug_logging,
    audit_parameters,
)
