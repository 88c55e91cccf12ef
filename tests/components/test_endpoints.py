"""VPC endpoints: private names, and only this account's principals and resources."""

from typing import Any, cast

import pytest

from components.context import Context
from components.endpoints import Endpoints, EndpointsArgs, endpoint_policy
from offline.graph import State, run
from tests.support.recorded import by_sid

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"


@pytest.fixture(scope="module")
def state(ctx: Context) -> State:
    args = EndpointsArgs(
        context=ctx,
        vpc_id="vpc-1",
        subnet_ids=["subnet-1", "subnet-2", "subnet-3"],
        route_table_ids=["rtb-1"],
        security_group_id="sg-1",
        interface_services=("secretsmanager", "ecr.api"),
        gateway_services=("s3", "dynamodb"),
    )
    return run(lambda: Endpoints("endpoints", args))


def statements(ctx: Context, service: str) -> dict[str, dict[str, Any]]:
    return by_sid(endpoint_policy(ctx, service))


def test_interface_endpoints_are_in_every_zone_behind_their_group(state: State) -> None:
    endpoint = state.one(ENDPOINT, "ecr-api").inputs
    assert endpoint["serviceName"] == "com.amazonaws.us-west-2.ecr.api"
    assert endpoint["vpcEndpointType"] == "Interface"
    assert endpoint["subnetIds"] == ["subnet-1", "subnet-2", "subnet-3"]
    assert endpoint["securityGroupIds"] == ["sg-1"]
    assert endpoint["privateDnsEnabled"] is True


def test_gateway_endpoints_are_routes_of_the_private_tier(state: State) -> None:
    endpoint = state.one(ENDPOINT, "s3").inputs
    assert (endpoint["vpcEndpointType"], endpoint["routeTableIds"]) == ("Gateway", ["rtb-1"])
    assert not {"subnetIds", "securityGroupIds"} & endpoint.keys()


def test_every_endpoint_has_a_policy_that_names_the_account(state: State) -> None:
    endpoints = state.by_type(ENDPOINT)
    assert len(endpoints) == 4
    for endpoint in endpoints:
        assert '"aws:PrincipalAccount": "123456789012"' in cast("str", endpoint.inputs["policy"])


@pytest.mark.parametrize(
    ("service", "action"),
    [
        ("secretsmanager", "secretsmanager:*"),
        ("ecr.dkr", "ecr:*"),
        ("kinesis-streams", "kinesis:*"),
        ("monitoring", "cloudwatch:*"),
    ],
)
def test_a_policy_admits_its_own_service_only(ctx: Context, service: str, action: str) -> None:
    found = statements(ctx, service)
    assert found.keys() == {"OwnAccount"}
    assert found["OwnAccount"]["Action"] == [action]


def test_only_image_layers_are_read_from_a_bucket_of_aws(ctx: Context) -> None:
    layers = statements(ctx, "s3")["ImageLayers"]
    assert layers["Action"] == ["s3:GetObject"]
    assert layers["Resource"] == ["arn:aws:s3:::prod-us-west-2-starport-layer-bucket/*"]
