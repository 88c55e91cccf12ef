"""One database in two regions: two stacks that the program builds and the policy pack admits."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from offline import previewing
from offline.graph import State
from tests.support.stacks import CLUSTER, FUNCTION, ROLE_POLICY, Graph, inputs

ROOT = Path(__file__).parent.parent.parent
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
GLOBAL = "aws:rds/globalCluster:GlobalCluster"
SECRET = "secret:secret-database-prod-"
PROD: dict[str, Any] = yaml.safe_load((ROOT / "Pulumi.prod.yaml").read_text())["config"]
PRIMARY: dict[str, Any] = {
    "payments:database": PROD["payments:database"] | {"globalDatabase": {"name": "payments"}},
    "payments:secrets": {"mode": "create", "rotationStrategy": "alternating"},
}
RECOVERY: dict[str, Any] = {
    "aws:region": "us-east-1",
    "payments:envSuffix": "recovery",
    "payments:database": {
        "kind": "aurora_postgresql",
        "proxy": True,
        "globalDatabase": {"name": "payments", "primaryRegion": "us-west-2"},
    },
    "payments:secrets": {"mode": "existing", "existingName": "secret-database-prod"},
}


@pytest.fixture(scope="module")
def primary(graph: Graph) -> State:
    return graph("prod", overrides=PRIMARY)


@pytest.fixture(scope="module")
def recovery(graph: Graph) -> State:
    return graph("prod", overrides=RECOVERY)


def test_the_clusters_of_both_regions_meet_in_one_global_database(
    primary: State, recovery: State
) -> None:
    made = primary.one(GLOBAL)
    assert made.inputs["sourceDbClusterIdentifier"] == primary.one(CLUSTER).outputs["arn"]
    copy = recovery.one(CLUSTER).inputs
    assert copy["globalClusterIdentifier"] == made.inputs["globalClusterIdentifier"]
    assert copy["engineVersion"] == primary.one(CLUSTER).inputs["engineVersion"]
    # AWS wants other names in other regions.
    assert copy["clusterIdentifier"] != primary.one(CLUSTER).inputs["clusterIdentifier"]
    assert ":us-east-1:" in str(copy["kmsKeyId"])


def test_payment_code_of_the_copy_reads_the_replica_of_the_secret(recovery: State) -> None:
    found = [
        inputs(function)["environment"]["variables"].get("DATABASE_SECRET_ARN")
        for function in recovery.by_type(FUNCTION)
    ]
    named = [str(arn) for arn in found if arn]
    assert named
    assert all(":us-east-1:" in arn and SECRET in arn for arn in named)
    readers = [p.name for p in recovery.by_type(ROLE_POLICY) if SECRET in str(p.inputs["policy"])]
    assert any("proxy" in name for name in readers)


def test_the_secret_is_rotated_where_its_database_is_written(
    primary: State, recovery: State
) -> None:
    assert any(rotation.name.endswith("-database") for rotation in primary.by_type(ROTATION))
    kept = {rotation.name for rotation in recovery.by_type(ROTATION)}
    assert kept
    assert "rotation-database" not in kept
    policies = [p for p in recovery.by_type(ROLE_POLICY) if "rotation" in p.name]
    assert policies
    assert not [p.name for p in policies if SECRET in str(p.inputs["policy"])]


@pytest.mark.parametrize("changed", [PRIMARY, RECOVERY], ids=["primary", "recovery"])
def test_no_region_violates_a_mandatory_policy(tmp_path: Path, changed: dict[str, Any]) -> None:
    for entry in ROOT.iterdir():
        if not entry.name.startswith("."):
            (tmp_path / entry.name).symlink_to(entry)
    stack = {"config": PROD | changed}
    (tmp_path / "Pulumi.region.yaml").write_text(yaml.safe_dump(stack), encoding="utf-8")
    out = StringIO()
    status = previewing.run(
        "region", state="deployed", as_json=True, policy_config=None, folder=tmp_path, out=out
    )
    found = json.loads(out.getvalue())["policy"]["violations"]
    assert [each for each in found if each["level"] == "mandatory"] == []
    assert status == 0
