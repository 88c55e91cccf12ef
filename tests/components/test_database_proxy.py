"""The connection pool: TLS only, one secret, and what clients connect to."""

from typing import cast

import pytest

from components.context import Context
from settings.database import Kind
from tests.support.databases import (
    KINDS,
    PATTERN,
    built,
    server,
)

PROXY = "aws:rds/proxy:Proxy"
LOGS = "aws:cloudwatch/logGroup:LogGroup"


@pytest.mark.parametrize("kind", KINDS)
def test_a_proxy_takes_tls_only_and_reads_one_secret(ctx: Context, kind: Kind) -> None:
    state = built(ctx, kind, proxy=True)
    proxy = state.one(PROXY).inputs
    assert proxy["requireTls"] is True
    assert proxy["debugLogging"] is False
    assert proxy["vpcSecurityGroupIds"] == ["sg-proxy"]
    assert proxy["engineFamily"] == ("MYSQL" if kind == "aurora_mysql" else "POSTGRESQL")
    policy = str(state.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    assert PATTERN in policy
    assert "kms:" not in policy
    (auth,) = cast("list[dict[str, str]]", proxy["auths"])
    assert auth["secretArn"] == "arn:secret"
    target = state.one("aws:rds/proxyTarget:ProxyTarget")
    name = "dbInstanceIdentifier" if kind == "rds_postgres" else "dbClusterIdentifier"
    assert target.inputs[name] == "rds-payments-test"
    assert server(state).urn in target.dependencies
    assert state.one(LOGS, "proxy").inputs["name"] == "/aws/rds/proxy/proxy-payments-test"


def test_clients_connect_to_the_proxy_when_there_is_one(ctx: Context) -> None:
    state = built(ctx, proxy=True)
    outputs = state.one("payments:index:Database").outputs
    assert outputs["host"] == state.one(PROXY).outputs["endpoint"]
    assert outputs["writer_endpoint"] == server(state).outputs["endpoint"]


def test_clients_connect_to_the_writer_when_there_is_no_proxy(ctx: Context) -> None:
    outputs = built(ctx).one("payments:index:Database").outputs
    assert outputs["host"] == outputs["writer_endpoint"]
