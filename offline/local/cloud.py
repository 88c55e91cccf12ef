"""AWS on this machine: moto behind HTTP, with the stack's tables, streams, topics and keys.

moto's own server needs Flask and answers several requests at once, which its services do not
survive; this one hands requests to moto in this process, one at a time.
"""

import json
import re
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import boto3  # pyright: ignore[reportMissingTypeStubs] - boto3 ships no types
import requests
from moto import mock_aws

from offline.local.plan import LocalPlan

#: Accepted by moto, and by nothing else.
CREDENTIALS: Final = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}

#: Where a signature names region and service (AWS Signature Version 4, credential scope).
_SCOPE: Final = re.compile(
    r"Credential=[^/]+/\d{8}/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)/"
)
#: Headers that belong to one connection.
_HOPPING: Final = frozenset({"connection", "content-length", "host", "transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Cloud:
    """Where AWS answers, and for which region."""

    endpoint: str
    region: str

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients' types at run time
        """A client of a service."""
        return boto3.client(  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - boto3 ships no types
            service,
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        )

    def environment(self) -> dict[str, str]:
        """The variables that lead an AWS SDK here."""
        return {
            **CREDENTIALS,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
        }

    def keep_secret(self, name: str, document: Mapping[str, object]) -> str:
        """Store a secret; its ARN."""
        secrets = self.client("secretsmanager")
        return secrets.create_secret(Name=name, SecretString=json.dumps(document))["ARN"]


@contextmanager
def local_cloud(plan: LocalPlan) -> Generator[Cloud]:
    """AWS with what the plan's functions use, until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Relay)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        with mock_aws():
            cloud = Cloud(f"http://127.0.0.1:{server.server_port}", plan.region)
            _create(cloud, plan)
            yield cloud
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Relay(BaseHTTPRequestHandler):
    """Hands a request on to the service that it was signed for."""

    protocol_version = "HTTP/1.1"
    _one_at_a_time = threading.Lock()

    def do_POST(self) -> None:
        """Ask moto, which stands where `requests` would go out to AWS."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        scope = _SCOPE.search(self.headers.get("Authorization") or "")
        if scope is None:
            self.send_error(403, "the request is not signed")
            return
        url = f"https://{scope['service']}.{scope['region']}.amazonaws.com{self.path}"
        with self._one_at_a_time:
            answer = requests.post(url, data=body, headers=_kept(self.headers), timeout=10)
        self.send_response(answer.status_code)
        for name, value in _kept(answer.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing: the functions log what they do."""


def _kept(headers: Message | Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in _HOPPING}


def _create(cloud: Cloud, plan: LocalPlan) -> None:
    dynamodb, kinesis, sns = (cloud.client(name) for name in ("dynamodb", "kinesis", "sns"))
    for table in plan.tables:
        dynamodb.create_table(**table_request(table))
    for stream in plan.streams:
        kinesis.create_stream(StreamName=stream, ShardCount=1)
    for topic in plan.topics:
        sns.create_topic(Name=topic)
    kms = cloud.client("kms")
    used = {value for function in plan.functions for value in function.environment.values()}
    for alias in sorted(plan.keys.keys() & used):
        key = plan.keys[alias]
        made = kms.create_key(
            KeyUsage=key.get("keyUsage", "ENCRYPT_DECRYPT"),
            KeySpec=key.get("customerMasterKeySpec", "SYMMETRIC_DEFAULT"),
        )
        kms.create_alias(AliasName=alias, TargetKeyId=made["KeyMetadata"]["KeyId"])


def table_request(table: Mapping[str, Any]) -> dict[str, Any]:
    """The CreateTable request for the inputs of a table resource."""
    request: dict[str, Any] = {
        "TableName": table["name"],
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _key_schema(table),
        "AttributeDefinitions": [
            {"AttributeName": each["name"], "AttributeType": each["type"]}
            for each in table["attributes"]
        ],
    }
    indexes = [
        {
            "IndexName": index["name"],
            "KeySchema": _key_schema(index),
            "Projection": {"ProjectionType": index["projectionType"]},
        }
        for index in table.get("globalSecondaryIndexes", ())
    ]
    return request | ({"GlobalSecondaryIndexes": indexes} if indexes else {})


def _key_schema(keyed: Mapping[str, Any]) -> list[dict[str, str]]:
    kinds = {"hashKey": "HASH", "rangeKey": "RANGE"}
    return [
        {"AttributeName": keyed[name], "KeyType": kind}
        for name, kind in kinds.items()
        if keyed.get(name)
    ]
