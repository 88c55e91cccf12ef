"""What the processing function needs of AWS, made in moto, and what it left there."""

import json
from collections.abc import Callable
from typing import Any

import transaction_processing
from payments.idempotency import HEADER

from tests.support.payment_documents import payment_document, rest_event
from tests.support.server_process import DatabaseServer

KEY = "order-key-0001"
STREAM = "payments-test"


class ProcessingStack:
    """Keys, a stream, a topic with a queue behind it, and the table of the caller."""

    def __init__(self, client: Callable[[str], Any], *, table: str) -> None:
        self.table = table
        self._client = client
        kms = client("kms")
        self._seal_key = kms.create_key()["KeyMetadata"]["Arn"]
        mac_key = kms.create_key(KeyUsage="GENERATE_VERIFY_MAC", KeySpec="HMAC_256")
        self._token_key = mac_key["KeyMetadata"]["Arn"]
        client("kinesis").create_stream(StreamName=STREAM, ShardCount=1)
        self._topic = client("sns").create_topic(Name="failed-transactions-test")["TopicArn"]
        self._queue = client("sqs").create_queue(QueueName="failed")["QueueUrl"]
        client("sns").subscribe(
            TopicArn=self._topic,
            Protocol="sqs",
            Endpoint="arn:aws:sqs:us-west-2:123456789012:failed",
            Attributes={"RawMessageDelivery": "true"},
        )

    def remove(self) -> None:
        """Take away what holds data of a test."""
        self._client("kinesis").delete_stream(StreamName=STREAM)
        self._client("sns").delete_topic(TopicArn=self._topic)
        self._client("sqs").delete_queue(QueueUrl=self._queue)

    def environment(self) -> dict[str, str]:
        return {
            "ENVIRONMENT": "test",
            "TRANSACTIONS_TABLE": self.table,
            "CARD_ENCRYPTION_KEY": self._seal_key,
            "CARD_TOKEN_KEY": self._token_key,
            "STREAM_NAME": STREAM,
            "FAILED_TRANSACTIONS_TOPIC_ARN": self._topic,
            "ACQUIRER_URL": "simulator",
        }

    def database_environment(self, server: DatabaseServer) -> dict[str, str]:
        """The variables of a stack whose payments are in this server."""
        login = json.dumps({"username": server.username, "password": server.password})
        secret = self._client("secretsmanager").create_secret(
            Name=f"database-{server.port}", SecretString=login
        )
        return {
            "DATABASE_ENGINE": "postgres",
            "DATABASE_HOST": server.host,
            "DATABASE_PORT": str(server.port),
            "DATABASE_NAME": server.dbname,
            "DATABASE_SECRET_ARN": secret["ARN"],
        }

    def items(self) -> list[dict[str, Any]]:
        """Everything in the table."""
        return self._client("dynamodb").scan(TableName=self.table)["Items"]

    def streamed(self) -> list[dict[str, Any]]:
        """Every event in the stream."""
        kinesis = self._client("kinesis")
        (shard,) = kinesis.list_shards(StreamName=STREAM)["Shards"]
        iterator = kinesis.get_shard_iterator(
            StreamName=STREAM, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        records = kinesis.get_records(ShardIterator=iterator)["Records"]
        return [json.loads(record["Data"]) for record in records]

    def notified(self) -> list[dict[str, Any]]:
        """Every message of the topic that was not read yet."""
        answer = self._client("sqs").receive_message(
            QueueUrl=self._queue, MaxNumberOfMessages=10, WaitTimeSeconds=0
        )
        return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


def post(document: object = None, *, key: str | None = KEY) -> dict[str, Any]:
    headers = {} if key is None else {HEADER: key}
    event = rest_event("POST", "/process", document or payment_document(), headers=headers)
    answer = transaction_processing.handler(event, None)
    return {**answer, "body": json.loads(answer["body"])}
