from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from operations import gameday, outputs
from operations.aws import ClientError, clients
from operations.errors import OperationError
from operations.smoke import entry

REGION = "us-east-1"
ARN = f"arn:aws:rds:{REGION}:123456789012"
ENDPOINT = "writer.example.com"
THROTTLED = ClientError({"Error": {"Code": "Throttling", "Message": "slow"}}, "DescribeDBInstances")


class Around:
    """A clock that only moves while one waits, and a name that moves with the writer."""

    def __init__(self, addresses: Callable[[float], str]) -> None:
        self.seconds = 0.0
        self._addresses = addresses

    def surroundings(self) -> gameday.Surroundings:
        return gameday.Surroundings(
            now=lambda: self.seconds,
            pause=self._pause,
            resolve=lambda _: self._addresses(self.seconds),
        )

    def _pause(self, seconds: float) -> None:
        self.seconds += seconds


def moving(seconds: float) -> str:
    return "10.0.0.1" if seconds < 3 else "10.0.0.2"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A stack of a cluster with a writer and a reader."""
    with mock_aws():
        rds = clients(REGION)("rds")
        rds.create_db_cluster(
            DBClusterIdentifier="c",
            Engine="aurora-postgresql",
            MasterUsername="dbadmin",
            MasterUserPassword="made-up-password",
        )
        for name in ("one", "two"):
            rds.create_db_instance(
                DBInstanceIdentifier=name,
                DBClusterIdentifier="c",
                DBInstanceClass="db.r6g.large",
                Engine="aurora-postgresql",
            )
        found = {
            "stack": "dev",
            "region": REGION,
            "database_arn": f"{ARN}:cluster:c",
            "rds_cluster_endpoint": ENDPOINT,
        }
        outputs.write(found, tmp_path)
        yield tmp_path


def fail_over(
    folder: Path, addresses: Callable[[float], str] = moving, **given: Any
) -> tuple[int, str]:
    out = StringIO()
    status = gameday.run(
        "dev",
        folder=folder,
        out=out,
        around=Around(addresses).surroundings(),
        **{"confirmed": "dev", "limit_seconds": 60, **given},
    )
    return status, out.getvalue()


def changed(folder: Path, **values: str) -> None:
    outputs.write(outputs.load("dev", folder) | values, folder)


def test_how_long_each_step_took_is_told(folder: Path) -> None:
    status, told = fail_over(folder)
    assert status == 0
    assert "after   0.0 s: another server writes (one -> two)" in told
    assert "after   3.0 s: its name leads there (10.0.0.1 -> 10.0.0.2)" in told
    assert told.endswith("health check: 0 of 4 without an answer\n")


def test_a_name_that_does_not_follow_in_time_is_told(folder: Path) -> None:
    status, told = fail_over(folder, lambda _: "10.0.0.1", limit_seconds=5)
    assert status == 1
    assert told.endswith("not within 5 s: its name leads there\n")


def test_nothing_is_failed_over_without_the_name_of_the_stack(folder: Path) -> None:
    with pytest.raises(OperationError, match="add --yes-fail-over dev"):
        fail_over(folder, confirmed="prod")
    (cluster,) = clients(REGION)("rds").describe_db_clusters()["DBClusters"]
    assert [m["IsClusterWriter"] for m in cluster["DBClusterMembers"]] == [True, False]


def test_what_is_not_healthy_before_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(folder, service_url="https://payments.example.com")
    monkeypatch.setattr(entry, "answer_of", lambda *_: 503)
    with pytest.raises(OperationError, match="does not answer its health check before"):
        fail_over(folder)


def test_answers_that_failed_meanwhile_are_counted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(folder, service_url="https://payments.example.com")
    answers = iter([200, 503, 503, 200])
    monkeypatch.setattr(entry, "answer_of", lambda *_: next(answers, 200))
    status, told = fail_over(folder)
    assert (status, told.splitlines()[-1]) == (0, "health check: 2 of 4 without an answer")


def test_a_health_check_that_never_answers_again_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(folder, service_url="https://payments.example.com")
    answers = iter([200])
    monkeypatch.setattr(entry, "answer_of", lambda *_: next(answers, 503))
    status, told = fail_over(folder, limit_seconds=6)
    assert status == 1
    assert told.endswith("not within 6 s: the health check answers\n")


def test_what_aws_refuses_meanwhile_does_not_end_the_watch(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(folder, database_arn=f"{ARN}:db:i", api_endpoint="https://payments.example.com")
    rds = Throttled()
    monkeypatch.setattr(gameday, "clients", lambda _: lambda _: rds)
    answers = iter([True, False, True])

    def api(*_: object) -> Iterator[Any]:
        if not next(answers, True):
            raise THROTTLED
        yield from ()

    monkeypatch.setattr(entry, "api", api)
    status, told = fail_over(folder)
    assert status == 0
    assert "after   1.0 s: another server writes (us-east-1a -> us-east-1b)" in told
    assert told.endswith("health check: 1 of 4 without an answer\n")


def test_a_stack_without_a_database_has_nothing_to_fail_over(folder: Path) -> None:
    outputs.write({"stack": "dev", "region": REGION}, folder)
    with pytest.raises(OperationError, match="exports no database_arn"):
        fail_over(folder)


def test_a_name_without_an_address_is_refused_before(folder: Path) -> None:
    def unknown(_: float) -> str:
        raise OSError

    with pytest.raises(OperationError, match=r"c is busy, or writer\.example\.com has no address"):
        fail_over(folder, unknown)


class Standby:
    """RDS, as far as one instance with a standby goes."""

    def __init__(self) -> None:
        self.zone = "us-east-1a"

    def describe_db_instances(self, **_: str) -> Any:
        return {"DBInstances": [{"DBInstanceStatus": "available", "AvailabilityZone": self.zone}]}

    def reboot_db_instance(self, *, DBInstanceIdentifier: str, ForceFailover: bool) -> None:  # noqa: N803 - the API's names
        assert (DBInstanceIdentifier, ForceFailover) == ("i", True)
        self.zone = "us-east-1b"

    def describe_events(self, **asked: Any) -> Any:
        assert asked["SourceType"] == "db-instance"
        at = datetime(2026, 11, 22, 10, 30, 5, tzinfo=UTC)
        return {"Events": [{"Date": at, "Message": "Multi-AZ failover completed"}]}


class Throttled(Standby):
    """RDS that is asked too often once it has begun."""

    def __init__(self) -> None:
        super().__init__()
        self._asked = 0

    def describe_db_instances(self, **asked: str) -> Any:
        self._asked += 1
        if self._asked == 2:
            raise THROTTLED
        return super().describe_db_instances(**asked)


def test_an_instance_fails_over_to_its_standby(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(folder, database_arn=f"{ARN}:db:i")
    rds = Standby()
    monkeypatch.setattr(gameday, "clients", lambda _: lambda _: rds)
    status, told = fail_over(folder)
    assert status == 0
    assert "another server writes (us-east-1a -> us-east-1b)" in told
    assert "10:30:05 Multi-AZ failover completed" in told


def test_the_real_clock_and_names_are_the_default() -> None:
    around = gameday.Surroundings()
    assert around.resolve("127.0.0.1") == "127.0.0.1"
    assert around.now() <= around.now()
