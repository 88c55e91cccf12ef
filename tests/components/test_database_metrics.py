"""What is watched about a database."""

from dataclasses import replace
from typing import Any

import pytest

from components.context import Context
from settings.database import Kind
from tests.support.databases import (
    built,
    made,
)


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


@pytest.mark.parametrize(
    ("readers", "max_readers", "watched"), [(0, None, False), (0, 2, True), (1, None, True)]
)
def test_a_writer_alone_has_nobody_behind_it(
    ctx: Context,
    readers: int,
    max_readers: int | None,
    watched: bool,  # noqa: FBT001 - a row of the table
) -> None:
    built(ctx, readers=readers, max_readers=max_readers)
    assert ("rds-replica-lag" in {alarm.purpose for alarm in made[-1].alarms}) is watched


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


@pytest.mark.parametrize(
    ("kind", "latencies"),
    [
        ("aurora_postgresql", {"CommitLatency", "ReadLatency", "WriteLatency"}),
        ("aurora_mysql", {"CommitLatency", "SelectLatency", "DMLLatency"}),
        ("rds_postgres", {"ReadLatency", "WriteLatency"}),
    ],
)
def test_the_dashboard_shows_the_latencies_that_the_engine_has(
    ctx: Context, kind: Kind, latencies: set[str]
) -> None:
    built(ctx, kind)
    (widget,) = (found for found in made[-1].widgets if found.title == "Database: latency")
    assert {metric.name for metric in widget.metrics} == latencies
