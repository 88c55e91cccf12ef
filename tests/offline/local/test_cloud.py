"""moto behind HTTP, with what a stack defines."""

from collections.abc import Iterator

import pytest
import requests

from offline.local.cloud import CREDENTIALS, Cloud, local_cloud, table_request
from tests.offline.local.archives import TABLE, function_plan, stack_plan

HMAC = {"keyUsage": "GENERATE_VERIFY_MAC", "customerMasterKeySpec": "HMAC_256"}


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    plan = stack_plan(
        function_plan(environment={"KEY": "alias/token", "OTHER": "alias/pan"}),
        tables=(TABLE,),
        streams=("stream-test",),
        topics=("failed-test",),
        keys={"alias/token": HMAC, "alias/pan": {}, "alias/unused": {}},
    )
    with local_cloud(plan) as cloud:
        yield cloud


def test_tables_have_the_stacks_keys_and_indexes(cloud: Cloud) -> None:
    table = cloud.client("dynamodb").describe_table(TableName="transactions-test")["Table"]
    assert table["KeySchema"] == [{"AttributeName": "transaction_id", "KeyType": "HASH"}]
    (index,) = table["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "status-timestamp-index"
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["status", "timestamp"]


def test_a_table_without_indexes_asks_for_none() -> None:
    plain = {"name": "t", "hashKey": "id", "attributes": [{"name": "id", "type": "S"}]}
    assert "GlobalSecondaryIndexes" not in table_request(plain)


def test_streams_and_topics_exist(cloud: Cloud) -> None:
    assert cloud.client("kinesis").list_streams()["StreamNames"] == ["stream-test"]
    (topic,) = cloud.client("sns").list_topics()["Topics"]
    assert topic["TopicArn"] == "arn:aws:sns:eu-west-1:123456789012:failed-test"


def test_the_keys_that_functions_name_are_of_the_stacks_kind(cloud: Cloud) -> None:
    kms = cloud.client("kms")
    names = {each["AliasName"] for each in kms.list_aliases()["Aliases"]}
    assert {"alias/token", "alias/pan"} <= names
    assert "alias/unused" not in names
    assert kms.generate_mac(KeyId="alias/token", Message=b"x", MacAlgorithm="HMAC_SHA_256")["Mac"]
    assert kms.encrypt(KeyId="alias/pan", Plaintext=b"x")["CiphertextBlob"]


def test_a_secret_reads_back(cloud: Cloud) -> None:
    arn = cloud.keep_secret("a-secret", {"password": "x"})
    answer = cloud.client("secretsmanager").get_secret_value(SecretId=arn)
    assert answer["SecretString"] == '{"password": "x"}'


def test_a_signed_request_over_http_reaches_the_service_it_was_signed_for(cloud: Cloud) -> None:
    signed = "AWS4-HMAC-SHA256 Credential=local/20261122/eu-west-1/dynamodb/aws4_request, x"
    headers = {
        "Authorization": signed,
        "X-Amz-Target": "DynamoDB_20120810.ListTables",
        "Content-Type": "application/x-amz-json-1.0",
    }
    requests_session = requests.Session()
    requests_session.trust_env = False
    answer = requests_session.post(cloud.endpoint, headers=headers, data="{}", timeout=10)
    assert answer.json()["TableNames"] == ["transactions-test"]


def test_an_unsigned_request_is_refused(cloud: Cloud) -> None:
    assert requests.post(cloud.endpoint, data="{}", timeout=10).status_code == 403


def test_an_sdk_is_led_here_by_variables_alone(cloud: Cloud) -> None:
    assert cloud.environment() == {
        **CREDENTIALS,
        "AWS_ENDPOINT_URL": cloud.endpoint,
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }
