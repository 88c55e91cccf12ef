"""What a global database asks of the stacks of its regions.

Source: the Aurora guide, requirements and limitations of global databases, and limitations of
password management with Secrets Manager.
"""

from collections.abc import Iterator

from settings.database import DatabaseSettings
from settings.problem import Problem
from settings.stack import Settings

#: The least Serverless v2 capacity of a cluster in a global database, units.
_LEAST_ACU = 8
#: The memory-optimised instance families; a global database has no other.
_FAMILIES = ("db.r", "db.x")


def global_database(settings: Settings) -> Iterator[Problem]:
    """A cluster that AWS would not take into a global database, or that would not fit it."""
    database = settings.database
    if database is None or database.global_database is None or not database.aurora:
        return
    yield from _members(settings, database)
    if database.joins:
        yield from _copies(settings, database)


def _members(settings: Settings, database: DatabaseSettings) -> Iterator[Problem]:
    if settings.secrets is not None and settings.secrets.mode == "rds_managed":
        yield Problem(
            path="secrets.mode",
            found=repr(settings.secrets.mode),
            rule="is not possible with database.globalDatabase: RDS manages no password of a "
            "cluster in a global database",
            fix="existing where the cluster joins, else create",
        )
    if database.instance_class is not None and not database.instance_class.startswith(_FAMILIES):
        yield Problem(
            path="database.instanceClass",
            found=repr(database.instance_class),
            rule="is not memory-optimised, as a global database asks",
            fix="a db.r class, or leave it out for Serverless v2",
        )
    lowest, _ = database.acu_range(settings.sizing)
    if database.serverless and lowest < _LEAST_ACU:
        yield Problem(
            path="database.minAcu",
            found=f"{lowest:g}",
            rule=f"is below the {_LEAST_ACU} units that a global database asks of its clusters",
            fix=f"{_LEAST_ACU}, with maxAcu no lower",
        )
    if database.major_alone:
        yield Problem(
            path="database.engineVersion",
            found=repr(database.version),
            rule="lets each region choose a minor version, and the clusters of a global database "
            "run the same one",
            fix="an exact version, the same in every region",
        )
    if database.allow_major_version_upgrade:
        yield Problem(
            path="database.allowMajorVersionUpgrade",
            found="True",
            rule="upgrades one cluster; those of a global database are upgraded together",
            fix="leave it out, and upgrade with aws rds modify-global-cluster",
        )


def _copies(settings: Settings, database: DatabaseSettings) -> Iterator[Problem]:
    """What only a region with a writer can have."""
    primary = database.global_database and database.global_database.primary_region
    if primary == settings.region:
        yield Problem(
            path="database.globalDatabase.primaryRegion",
            found=repr(primary),
            rule="is aws:region itself: a global database has one cluster a region",
            fix="leave it out in the stack that makes the global database",
        )
    if settings.secrets is not None and settings.secrets.mode == "create":
        yield Problem(
            path="secrets.mode",
            found=repr(settings.secrets.mode),
            rule=f"makes a password, and the users of this cluster are those of {primary}",
            fix="existing, with existingName the replica of that region's secret",
        )
    if settings.secrets is not None and settings.secrets.rotation_strategy != "single":
        yield Problem(
            path="secrets.rotationStrategy",
            found=repr(settings.secrets.rotation_strategy),
            rule=f"creates users, and this cluster only reads what {primary} writes",
            fix="single",
        )
    if database.max_readers is not None:
        yield Problem(
            path="database.maxReaders",
            found=str(database.max_readers),
            rule="has no effect: Aurora does not scale the readers of a cluster that joins",
            fix="leave it out, and set readers",
        )
