import json
import subprocess
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from click.testing import CliRunner

from operations import cli
from operations.errors import OperationError
from operations.preflight import planned, run
from operations.preflight.checks import addresses, concurrency, log_role, throttle, zones
from operations.preflight.planned import Planned, read
from operations.smoke.fact import Fact

EIP = "aws:ec2/eip:Eip"
FUNCTION = "aws:lambda/function:Function"
METHODS = "aws:apigateway/methodSettings:MethodSettings"
STAGE = "aws:apigatewayv2/stage:Stage"
REST = "aws:apigateway/restApi:RestApi"
ACCOUNT = "aws:apigateway/account:Account"
RECORD = "aws:route53/record:Record"
LIMITS = {"rateLimit": 10_000.0, "burstLimit": 5_000}


def asked(**answers: Mapping[str, object]) -> Callable[[str], Any]:
    """Clients that answer `method=answer`; an exception is raised."""

    def answering(answer: object) -> Callable[..., object]:
        def method(**_: str) -> object:
            if isinstance(answer, Exception):
                raise answer
            return answer

        return method

    client = SimpleNamespace(**{name: answering(answer) for name, answer in answers.items()})
    return lambda _: client


def refusal(code: str) -> Any:
    return ClientError({"Error": {"Code": code}}, "operation")


def stack(**resources: list[dict[str, Any]]) -> Planned:
    tokens = {"eip": EIP, "function": FUNCTION, "methods": METHODS, "stage": STAGE, "rest": REST,
              "account": ACCOUNT, "record": RECORD}  # fmt: skip
    return Planned("us-east-1", {tokens[name]: found for name, found in resources.items()})


def eips(count: int) -> list[dict[str, Any]]:
    return [{"tags": {"Name": f"eip-nat-{number}-prod"}} for number in range(1, count + 1)]


def address(name: str) -> dict[str, Any]:
    return {"Tags": [{"Key": "Name", "Value": name}]}


@pytest.mark.parametrize(
    ("present", "free"),
    [
        ([], 3),
        ([address("other"), {}], 3),
        ([address("other"), {}, {}], 2),
        ([address("eip-nat-1-prod"), address("eip-nat-2-prod"), address("eip-nat-3-prod")], 3),
    ],
)
def test_addresses_that_the_stack_has_are_its_own(present: list[Any], free: int) -> None:
    clients = asked(
        get_service_quota={"Quota": {"Value": 5.0}}, describe_addresses={"Addresses": present}
    )
    assert list(addresses(stack(eip=eips(3)), clients)) == [
        Fact("Elastic IP addresses", "room for 3", 3, free)
    ]


@pytest.mark.parametrize(
    ("own", "unreserved", "free"),
    [
        (refusal("ResourceNotFoundException"), 1_000, 837),
        (refusal("ResourceNotFoundException"), 900, 800),
        ({"ReservedConcurrentExecutions": 400}, 163, 837),
        ({}, 300, 200),
    ],
)
def test_a_hundred_runs_stay_for_everybody(own: Any, unreserved: int, free: int) -> None:
    functions = [
        {"name": "processing", "reservedConcurrentExecutions": 834.0},
        {"name": "rotation", "reservedConcurrentExecutions": 3.0},
        {"name": "unlimited"},
    ]
    clients = asked(
        get_account_settings={"AccountLimit": {"UnreservedConcurrentExecutions": unreserved}},
        get_function_concurrency=own,
    )
    (fact,) = concurrency(stack(function=functions), clients)
    assert (fact.what, fact.expected, fact.found) == ("room for 837", 837, free)


def test_what_lambda_refuses_is_not_taken_for_an_answer() -> None:
    clients = asked(
        get_account_settings={"AccountLimit": {"UnreservedConcurrentExecutions": 1_000}},
        get_function_concurrency=refusal("AccessDeniedException"),
    )
    functions = [{"name": "processing", "reservedConcurrentExecutions": 1}]
    with pytest.raises(ClientError, match="AccessDenied"):
        list(concurrency(stack(function=functions), clients))


@pytest.mark.parametrize(
    ("name", "key"), [("methods", "settings"), ("stage", "defaultRouteSettings")]
)
@pytest.mark.parametrize(("rate", "holds"), [(3_334, True), (10_001, False)])
def test_an_api_admits_no_more_than_its_account(
    name: str,
    key: str,
    rate: int,
    holds: bool,  # noqa: FBT001 - a row of the table
) -> None:
    stages = [{key: {"throttlingRateLimit": rate, "throttlingBurstLimit": 5_000}}]
    clients = asked(get_account={"throttleSettings": LIMITS})
    found = {fact.resource: fact.holds for fact in throttle(stack(**{name: stages}), clients)}
    assert found == {
        "API Gateway, requests a second": holds,
        "API Gateway, requests at once": True,
    }


@pytest.mark.parametrize(
    ("account", "holds"), [({"cloudwatchRoleArn": "arn:role"}, True), ({}, False)]
)
def test_a_rest_api_needs_the_accounts_log_role(
    account: dict[str, str],
    holds: bool,  # noqa: FBT001 - a row of the table
) -> None:
    (fact,) = log_role(stack(rest=[{}]), asked(get_account=account))
    assert fact.holds is holds
    assert not list(log_role(stack(rest=[{}], account=[{}]), asked()))


def test_a_zone_that_aws_does_not_know_is_named() -> None:
    records = stack(record=[{"zoneId": "Z1"}, {"zoneId": "Z1"}])
    (there,) = zones(records, asked(get_hosted_zone={}))
    assert there.holds
    (missing,) = zones(records, asked(get_hosted_zone=refusal("NoSuchHostedZone")))
    assert (missing.resource, missing.found) == ("hosted zone Z1", "NoSuchHostedZone")


def test_a_stack_without_needs_asks_for_nothing() -> None:
    empty = Planned("us-east-1", {})
    checks = (addresses, concurrency, throttle, log_role, zones)
    assert not [fact for check in checks for fact in check(empty, asked())]


@pytest.mark.parametrize(("free", "status"), [(5.0, 0), (2.0, 1)])
def test_every_need_is_a_line_and_a_missing_one_a_status(
    monkeypatch: pytest.MonkeyPatch, free: float, status: int
) -> None:
    clients = asked(
        get_service_quota={"Quota": {"Value": free}}, describe_addresses={"Addresses": []}
    )
    monkeypatch.setattr(run, "fetch", lambda *_: stack(eip=eips(3)))
    monkeypatch.setattr(run, "clients", lambda _: clients)
    result = CliRunner().invoke(cli.main, ["preflight", "prod"])
    assert result.exit_code == status
    mark, told = ("✓", "room for 3") if free > 2 else ("✗", "room for 3 is 2, expected 3")
    assert result.stdout.splitlines()[0] == f"{mark} Elastic IP addresses: {told}"
    assert f"prod in us-east-1: {1 - status} of 1 needs are met" in result.stdout


def test_the_needs_are_those_of_the_preview() -> None:
    state = {"type": EIP, "inputs": eips(1)[0]}
    found = read({"outputs": {"region": "us-west-2"}, "steps": [{"newState": state}]})
    assert (found.region, found.of(EIP)) == ("us-west-2", eips(1))


@pytest.mark.parametrize("status", [0, 1])
def test_a_preview_with_a_violated_policy_still_says_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, status: int
) -> None:
    document = json.dumps({"outputs": {"region": "us-west-2"}, "steps": []})
    monkeypatch.setattr(
        subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=status, stdout=document)
    )
    assert planned.fetch("prod", tmp_path).region == "us-west-2"


def test_a_stack_that_does_not_exist_is_said_so_by_the_preview() -> None:
    root = Path(__file__).parent.parent.parent.parent
    with pytest.raises(OperationError, match=r"there is no stack 'nowhere'.*Stacks: "):
        run.run("nowhere", folder=root, out=StringIO())
