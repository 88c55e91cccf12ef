"""Requests are led to green tasks by configuration, once somebody in the group can answer."""

import io
import json
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import CliRunner
from moto import mock_aws

from operations import cli, green
from operations.aws import clients
from operations.errors import OperationError

REGION = "us-west-2"
#: Stands for the Pulumi CLI: prints the outputs, keeps what it was asked, ends `up` with a status.
PULUMI = """#!/bin/sh
echo "$@" >> asked
case "$1" in
  stack) cat outputs.json ;;
  up) exit {status} ;;
esac
"""


@pytest.fixture(scope="module")
def vpc() -> Generator[str]:
    """One for all tests: moto takes seconds to make the network of a region."""
    with mock_aws():
        yield boto3.client("ec2", REGION).create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]


@pytest.fixture
def groups(vpc: str) -> Generator[dict[str, str]]:
    """A blue group with a task and a green one without, by color."""
    balancers = boto3.client("elbv2", REGION)
    found = {
        color: balancers.create_target_group(
            Name=f"tg-{color}", Protocol="HTTPS", Port=8443, VpcId=vpc, TargetType="ip"
        )["TargetGroups"][0]["TargetGroupArn"]
        for color in ("blue", "green")
    }
    register(found["blue"])
    yield found
    for group in found.values():
        balancers.delete_target_group(TargetGroupArn=group)


def register(group: str) -> None:
    boto3.client("elbv2", REGION).register_targets(
        TargetGroupArn=group, Targets=[{"Id": "10.0.0.10", "Port": 8443}]
    )


def outputs_of(groups: dict[str, str]) -> dict[str, str]:
    arns = {f"target_group_arns.{color}": arn for color, arn in groups.items()}
    return {"stack": "web", "region": REGION, **arns}


@pytest.fixture
def pulumi(
    tmp_path: Path, groups: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Path]:
    """`pulumi(status)`: a stack with these groups, whose update ends with a status."""

    def install(status: int = 0) -> Path:
        program = tmp_path / "bin" / "pulumi"
        program.parent.mkdir()
        program.write_text(PULUMI.format(status=status))
        program.chmod(0o755)
        printed = {"region": REGION, "target_group_arns": groups}
        (tmp_path / "outputs.json").write_text(json.dumps(printed))
        monkeypatch.setenv("PATH", f"{program.parent}:/bin:/usr/bin")
        monkeypatch.chdir(tmp_path)
        return tmp_path / "asked"

    return install


def test_the_weight_is_set_and_brought_about_once_green_can_answer(
    pulumi: Callable[..., Path], groups: dict[str, str]
) -> None:
    asked = pulumi()
    register(groups["green"])
    result = CliRunner().invoke(cli.main, ["green", "web", "10"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("green gets 10 %.")
    assert "make shift STACK=web GREEN=0" in result.stdout
    assert asked.read_text().splitlines()[1:] == [
        "config set --stack web --path payments:loadBalancer.deploy.greenWeight 10",
        "up --stack web --policy-pack policy",
    ]


def test_nothing_is_set_while_green_cannot_answer(pulumi: Callable[..., Path]) -> None:
    asked = pulumi()
    result = CliRunner().invoke(cli.main, ["green", "web", "10"])
    assert result.exit_code == 2
    assert "10 % of the requests would be answered with 503" in result.stderr
    assert "nothing is registered" in result.stderr
    assert len(asked.read_text().splitlines()) == 1


def test_an_update_that_was_declined_is_told(pulumi: Callable[..., Path], tmp_path: Path) -> None:
    pulumi(status=255)
    out = io.StringIO()
    assert green.run("web", 0, folder=tmp_path, out=out) == 1
    assert out.getvalue().startswith("pulumi up ended with status 255. If payments:loadBalancer")
    assert "is 0 in Pulumi.web.yaml now" in out.getvalue()


def test_blue_cannot_leave_everything_to_nobody(groups: dict[str, str]) -> None:
    with pytest.raises(OperationError, match=r"100 % .* green group"):
        green.answerable(outputs_of(groups), 100, clients(REGION))


def test_a_group_without_a_share_may_be_empty(groups: dict[str, str]) -> None:
    green.answerable(outputs_of(groups), 0, clients(REGION))


def test_sick_targets_are_told_with_their_state(groups: dict[str, str]) -> None:
    def asked(_: str) -> Any:
        return Sick()

    with pytest.raises(OperationError, match=r"of the 2 targets in the blue .*\(unhealthy\)"):
        green.answerable(outputs_of(groups), 10, asked)


class Sick:
    """Load balancers whose targets fail their health check."""

    def describe_target_health(self, **_: str) -> dict[str, Any]:
        sick = {"TargetHealth": {"State": "unhealthy"}}
        return {"TargetHealthDescriptions": [sick, sick]}


def test_a_stack_that_has_no_weights_says_which_do() -> None:
    def asked(service: str) -> Any:
        raise AssertionError(service)

    with pytest.raises(OperationError, match=r"'prod' has no weights to set.*rolling"):
        green.answerable({"stack": "prod", "region": REGION}, 10, asked)


@pytest.mark.parametrize("percent", ["-1", "101", "half"])
def test_a_share_is_a_percentage(percent: str) -> None:
    result = CliRunner().invoke(cli.main, ["green", "web", "--", percent])
    assert result.exit_code == 2
