"""Settings of the database tier."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from settings.block import Block
from settings.engine_versions import DATABASE, is_major, major, retired
from settings.global_database import GlobalDatabaseSettings
from settings.insights import Insights, insights_problems
from settings.problem import Problem
from settings.sizing import ACU_CEILING, Sizing
from settings.windows import DailyWindow, WeeklyWindow, window_problems

Kind = Literal["aurora_postgresql", "aurora_mysql", "rds_postgres"]
RdsEngine = Literal["aurora-postgresql", "aurora-mysql", "postgres"]
Engine = Literal["postgres", "mysql"]

_RDS_ENGINES: dict[Kind, RdsEngine] = {
    "aurora_postgresql": "aurora-postgresql",
    "aurora_mysql": "aurora-mysql",
    "rds_postgres": "postgres",
}
#: Newest listed version of a long-lived line: PostgreSQL 17, Aurora MySQL 3.10 (LTS).
_DEFAULT_VERSIONS: dict[Kind, str] = {
    "aurora_postgresql": "17.11",
    "aurora_mysql": "8.0.mysql_aurora.3.10.6",
    "rds_postgres": "17.11",
}
_PORTS: dict[Engine, int] = {"postgres": 5432, "mysql": 3306}
#: RDS reserves these on PostgreSQL; on any engine they are the names an intruder tries first.
_DEFAULT_ACCOUNTS = {"admin", "administrator", "master", "postgres", "rdsadmin", "root"}

#: Settings that mean nothing for one of the two families.
_ONLY_RDS = {"storage_gb", "max_storage_gb", "storage_type", "multi_az"}
_ONLY_AURORA = {"min_acu", "max_acu", "readers", "max_readers", "global_database"}

Acu = Annotated[float, Field(ge=0.5, le=ACU_CEILING, multiple_of=0.5)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
#: RDS for MySQL allows 16 characters.
User = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,15}$")]
InstanceClass = Annotated[str, StringConstraints(pattern=r"^db\.[a-z0-9-]+\.[a-z0-9]+$")]


class DatabaseSettings(Block):
    """A relational database that only the platform reaches, and only over TLS."""

    about: ClassVar[str] = (
        "An Aurora cluster or an RDS instance with forced TLS, audit log and customer keys."
    )

    kind: Kind = Field(
        description="`aurora_postgresql`, `aurora_mysql` or `rds_postgres`. Changing it replaces "
        "the database.",
    )
    engine_version: str | None = Field(
        default=None,
        description="Engine version: exact, such as `17.11`, or a major alone, such as `17` "
        "(Aurora MySQL: `8.0`), of which RDS chooses the minor version. A retired one is refused. "
        "RDS installs newer minor versions in the maintenance window: a major alone agrees with "
        "all of them; instead of an exact version write the one that runs before the next refresh, "
        "since a server never goes back. Default: the newest of a long-lived line.",
    )
    allow_major_version_upgrade: bool = Field(
        default=False,
        description="Whether a change of `engineVersion` may go to another major version. It then "
        "happens at once, with an outage of minutes and no way back but a restore: try it on a "
        "clone, and turn this off again afterwards.",
    )
    name: Name = Field(
        default="payments",
        description="Name of the database inside the server. Changing it replaces the database.",
    )
    username: User = Field(
        default="dbadmin",
        description="Master user, at most 16 characters; default accounts such as `admin` are "
        "refused (PCI DSS 2.2.2). Changing it replaces the database.",
    )
    instance_class: InstanceClass | None = Field(
        default=None,
        description="Size of every instance, such as `db.r6g.xlarge`. Default: Serverless v2 for "
        "Aurora, `db.m7g.large` for RDS.",
    )
    min_acu: Acu | None = Field(
        default=None,
        description="Lowest Serverless v2 capacity, units of 2 GiB in halves, 0.5 to 256. "
        "Default: a quarter of what targetTpm needs.",
    )
    max_acu: Acu | None = Field(
        default=None,
        description="Highest Serverless v2 capacity, units. Refused when it cannot carry "
        "targetTpm. Default: twice what targetTpm needs.",
    )
    readers: int = Field(
        default=1,
        ge=0,
        le=15,
        description="Aurora readers besides the writer, each in another zone while there are "
        "zones left. With none a lost zone is an outage until AWS makes a new writer.",
    )
    max_readers: int | None = Field(
        default=None,
        ge=1,
        le=15,
        description="Aurora adds readers up to this number when they are busy. Default: never.",
    )
    multi_az: bool = Field(
        default=True,
        description="Whether an RDS instance has a standby in another zone.",
    )
    storage_gb: int = Field(
        default=100,
        ge=20,
        le=65_536,
        description="Storage of an RDS instance, GB; it can grow but never shrink.",
    )
    max_storage_gb: int | None = Field(
        default=None,
        ge=20,
        le=65_536,
        description="RDS grows the storage by itself up to this size, GB. Default: never.",
    )
    storage_type: Literal["gp2", "gp3"] = Field(
        default="gp3", description="Storage of an RDS instance; gp2's speed depends on its size."
    )
    backup_days: int = Field(
        default=35,
        ge=7,
        le=35,
        description="Days of automatic backups, the reach of a point-in-time restore; 35 is the "
        "most RDS keeps.",
    )
    backup_window: DailyWindow = Field(
        default="03:00-04:00", description="When backups run each day, UTC."
    )
    maintenance_window: WeeklyWindow = Field(
        default="mon:04:00-mon:05:00",
        description="When AWS may patch each week, UTC; must not overlap the backup window.",
    )
    proxy: bool = Field(
        default=False,
        description="Whether an RDS Proxy pools connections: functions share them, and a failover "
        "is shorter for clients.",
    )
    global_database: GlobalDatabaseSettings | None = Field(
        default=None,
        description="The Aurora global database that the cluster belongs to, for the loss of a "
        "whole region. Default: none, the cluster stands alone.",
    )
    performance_insights_days: int = Field(
        default=7,
        description="Days of Performance Insights: 7 (free), a multiple of 31 up to 713, or 731.",
    )
    insights: Insights = Field(
        default="standard",
        description="CloudWatch Database Insights; `advanced` needs at least 465 days of "
        "Performance Insights.",
    )

    @property
    def engine(self) -> Engine:
        """The wire protocol: what clients and the rotation speak."""
        return "mysql" if self.kind == "aurora_mysql" else "postgres"

    @property
    def rds_engine(self) -> RdsEngine:
        """The engine's name in RDS."""
        return _RDS_ENGINES[self.kind]

    @property
    def aurora(self) -> bool:
        """Whether it is a cluster."""
        return self.kind != "rds_postgres"

    @property
    def serverless(self) -> bool:
        """Whether the instances are Serverless v2."""
        return self.aurora and self.instance_class is None

    @property
    def version(self) -> str:
        """The engine version, given or default."""
        return self.engine_version or _DEFAULT_VERSIONS[self.kind]

    @property
    def port(self) -> int:
        """The server's TCP port."""
        return _PORTS[self.engine]

    @property
    def family(self) -> str:
        """The parameter group family."""
        return f"{self.rds_engine}{self.version if self.major_alone else major(self.version)}"

    @property
    def major_alone(self) -> bool:
        """Whether the version names no minor version."""
        return is_major(DATABASE, self.rds_engine, self.version)

    @property
    def joins(self) -> bool:
        """Whether the cluster is a copy that another region's cluster feeds."""
        return self.global_database is not None and self.global_database.primary_region is not None

    def acu_range(self, sizing: Sizing) -> tuple[float, float]:
        """Lowest and highest Serverless v2 capacity; what is given bounds what is derived."""
        if self.min_acu is not None:
            return self.min_acu, self.max_acu or max(self.min_acu, sizing.max_acu)
        highest = self.max_acu or sizing.max_acu
        return min(sizing.min_acu, highest), highest

    def conflicts(self) -> Iterator[Problem]:
        """Yield what RDS would refuse, and what PCI DSS forbids."""
        yield from retired(
            DATABASE, self.rds_engine, self.version, path="engineVersion", moves_on=True
        )
        if self.username in _DEFAULT_ACCOUNTS:
            reserved = "a reserved word of PostgreSQL on RDS and " * (self.engine == "postgres")
            yield Problem(
                path="username",
                found=repr(self.username),
                rule=f"is {reserved}a default account (PCI DSS 2.2.2)",
                fix="dbadmin",
            )
        yield from window_problems(
            daily=self.backup_window,
            daily_path="backupWindow",
            weekly=self.maintenance_window,
            weekly_path="maintenanceWindow",
        )
        yield from self._capacity()
        yield from insights_problems(self.insights, days=self.performance_insights_days)

    def _capacity(self) -> Iterator[Problem]:
        lower, upper = self.min_acu, self.max_acu
        if lower is not None and upper is not None and lower > upper:
            yield Problem(path="minAcu", found=f"{lower:g}", rule=f"is above maxAcu = {upper:g}")
        if self.max_readers is not None and self.max_readers < self.readers:
            yield Problem(
                path="maxReaders",
                found=str(self.max_readers),
                rule=f"is below readers = {self.readers}",
            )
        if self.max_storage_gb is not None and self.max_storage_gb <= self.storage_gb:
            yield Problem(
                path="maxStorageGb",
                found=str(self.max_storage_gb),
                rule=f"must be above storageGb = {self.storage_gb}",
            )
        without_effect = _ONLY_RDS if self.aurora else _ONLY_AURORA
        if self.aurora and not self.serverless:
            without_effect = without_effect | {"min_acu", "max_acu"}
        for name in sorted(without_effect & self.model_fields_set):
            yield Problem(
                path=type(self).model_fields[name].alias or name,
                found=str(getattr(self, name)),
                rule=f"has no effect on {self.kind} with {self.instance_class or 'its default'} "
                "instances",
                fix="leave it out",
            )
