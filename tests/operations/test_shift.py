"""Callers of the functions are led to new code by CodeDeploy, on AWS as moto has it."""

import io
import json
import zipfile
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from moto import mock_aws
from moto.codedeploy.models import codedeploy_backends

from operations import cli, outputs, shift
from operations.aws import Clients, clients
from operations.errors import OperationError
from tests.support.shifted import FACTS, REGION, TARGETS

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/any"


@pytest.fixture(scope="module")
def asked() -> Clients:
    """One session for all tests: boto3 reads the descriptions of its services for each."""
    with mock_aws():
        found = clients(REGION)
        for service in ("codedeploy", "iam", "lambda"):
            found(service)
    return found


@pytest.fixture
def aws(asked: Clients) -> Generator[Clients]:
    """Two functions with versions 1 and 2, whose callers reach version 1."""
    with mock_aws(config={"lambda": {"use_docker": False}}):
        role = asked("iam").create_role(RoleName="any", AssumeRolePolicyDocument="{}")
        asked("codedeploy").create_application(
            applicationName=TARGETS[0].application, computePlatform="Lambda"
        )
        for target in TARGETS:
            _function(asked("lambda"), target.function, role["Role"]["Arn"])
            asked("codedeploy").create_deployment_group(
                applicationName=target.application,
                deploymentGroupName=target.group,
                serviceRoleArn=ROLE,
            )
        yield asked


def _function(client: Any, name: str, role: str) -> None:
    for body in ("1", "2"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("handler.py", body)
        code = packed.getvalue()
        if body == "1":
            client.create_function(
                FunctionName=name,
                Runtime="python3.13",
                Role=role,
                Handler="handler.handler",
                Code={"ZipFile": code},
                Publish=True,
            )
            client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
        else:
            client.update_function_code(FunctionName=name, ZipFile=code, Publish=True)


def deployments() -> dict[str, Any]:
    """What CodeDeploy was asked to do, by deployment group."""
    found = codedeploy_backends[ACCOUNT][REGION].deployments.values()
    return {each.deployment_group_name: each for each in found}


def ends(status: str) -> Callable[[float], None]:
    """Between two looks one deployment comes a step nearer to this end, one after the other."""
    follows = {"Created": "InProgress", "InProgress": status}

    def pause(_: float) -> None:
        each = next(each for each in deployments().values() if each.status in follows)
        each.status = follows[each.status]

    return pause


def shifted(
    asked: Clients, status: str = "Succeeded", *, despite_alarms: bool = False
) -> tuple[int, str]:
    out = io.StringIO()
    result = shift.shift(TARGETS, asked, despite_alarms=despite_alarms, out=out, pause=ends(status))
    return result, out.getvalue()


def test_every_function_is_shifted_and_followed_to_its_end(aws: Clients) -> None:
    status, text = shifted(aws)
    assert status == 0
    ids = {group: each.deployment_id for group, each in deployments().items()}
    first, second = (f"{each.workload}: version 1 → 2, {ids[each.group]}" for each in TARGETS)
    assert text.splitlines() == [
        f"{first}: Created",
        f"{second}: Created",
        f"{first}: InProgress",
        f"{first}: Succeeded",
        f"{second}: InProgress",
        f"{second}: Succeeded",
    ]


def test_codedeploy_learns_the_alias_and_both_versions(aws: Clients) -> None:
    shifted(aws)
    revision = deployments()[TARGETS[0].group].revision
    assert revision["revisionType"] == "AppSpecContent"
    assert json.loads(revision["appSpecContent"]["content"]) == {
        "version": 0.0,
        "Resources": [
            {
                "payment-validation": {
                    "Type": "AWS::Lambda::Function",
                    "Properties": {
                        "Name": "function-payment-validation-prod",
                        "Alias": "live",
                        "CurrentVersion": "1",
                        "TargetVersion": "2",
                    },
                }
            }
        ],
    }


@pytest.mark.parametrize("despite", [True, False])
def test_alarms_are_ignored_only_when_told_so(aws: Clients, *, despite: bool) -> None:
    shifted(aws, despite_alarms=despite)
    override = deployments()[TARGETS[0].group].override_alarm_configuration
    assert override == ({"enabled": False} if despite else None)


def test_what_is_live_already_is_left_alone(aws: Clients) -> None:
    aws("lambda").update_alias(FunctionName=TARGETS[0].function, Name="live", FunctionVersion="2")
    status, text = shifted(aws)
    assert status == 0
    assert text.startswith("payment-validation: version 2 is live already\n")
    assert deployments().keys() == {TARGETS[1].group}


def test_nothing_is_started_while_a_function_shares_its_traffic(aws: Clients) -> None:
    aws("lambda").update_alias(
        FunctionName=TARGETS[1].function,
        Name="live",
        RoutingConfig={"AdditionalVersionWeights": {"2": 0.1}},
    )
    with pytest.raises(OperationError, match=r"processing-prod:live shares .*10% to version 2"):
        shifted(aws)
    assert not deployments()


def test_an_older_version_than_the_live_one_is_not_shifted_to(aws: Clients) -> None:
    old = [replace(TARGETS[0], version="0")]
    with pytest.raises(OperationError, match=r"is version 1, newer than 0.*Run pulumi up again"):
        shift.shift(old, aws, despite_alarms=False, out=io.StringIO(), pause=ends("Succeeded"))


def test_a_refusal_says_what_is_under_way(aws: Clients) -> None:
    found = [TARGETS[0], replace(TARGETS[1], group="gone")]
    with pytest.raises(OperationError, match=r"refuses to shift .*does not exist") as caught:
        shift.shift(found, aws, despite_alarms=False, out=io.StringIO(), pause=ends("Succeeded"))
    assert "payment-validation goes on; to lead it back: aws deploy stop-dep" in str(caught.value)


def test_a_refusal_of_the_first_leaves_nothing_under_way(aws: Clients) -> None:
    found = [replace(TARGETS[0], group="gone")]
    with pytest.raises(OperationError, match="Nothing was started"):
        shift.shift(found, aws, despite_alarms=False, out=io.StringIO(), pause=ends("Succeeded"))


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (
            {
                "errorInformation": {"code": "ALARM_ACTIVE", "message": "An alarm is on"},
                "rollbackInfo": {"rollbackDeploymentId": "d-BACK"},
            },
            "Stopped: An alarm is on; d-BACK leads it back to version 1\n",
        ),
        ({}, "Stopped: no reason given; nothing leads it back; where it stands: aws lambda get-al"),
    ],
)
def test_what_went_back_is_told_with_its_reason(
    aws: Clients, facts: dict[str, object], text: str
) -> None:
    def asked(service: str) -> Any:
        return Told(aws(service), facts) if service == "codedeploy" else aws(service)

    status, said = shifted(asked, "Stopped")
    assert status == 1
    assert f"transaction-processing: {text}" in said


class Told:
    """CodeDeploy, with what moto leaves out of the facts about a deployment."""

    def __init__(self, client: Any, facts: dict[str, object]) -> None:
        self.create_deployment = client.create_deployment
        self._client, self._facts = client, facts

    def get_deployment(self, **asked: str) -> dict[str, Any]:
        info = self._client.get_deployment(**asked)["deploymentInfo"]
        return {"deploymentInfo": {**info, **self._facts}}


def test_an_interrupted_watch_says_that_the_shift_goes_on(aws: Clients) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    out = io.StringIO()
    with pytest.raises(KeyboardInterrupt):
        shift.shift(TARGETS, aws, despite_alarms=False, out=out, pause=interrupt)
    assert out.getvalue().count("--auto-rollback-enabled") == 2


def test_the_command_asks_pulumi_what_was_deployed_last(
    aws: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Path]] = []

    def fetch(stack: str, folder: Path) -> dict[str, str]:
        asked.append((stack, folder))
        return FACTS

    for target in TARGETS:
        aws("lambda").update_alias(FunctionName=target.function, Name="live", FunctionVersion="2")
    monkeypatch.setattr(outputs, "fetch", fetch)
    result = CliRunner().invoke(cli.main, ["shift", "prod", "--function", "payment-validation"])
    assert (result.exit_code, result.stdout) == (
        0,
        "payment-validation: version 2 is live already\n",
    )
    assert asked == [("prod", Path.cwd())]


def test_nothing_to_shift_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outputs, "fetch", lambda stack, _: {"stack": stack, "region": REGION})
    result = CliRunner().invoke(cli.main, ["shift", "dev"])
    assert result.exit_code == 0
    assert "'dev' lead callers to new code at once" in result.stdout
