"""Payments in the DynamoDB table `transactions-{env}`."""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, Protocol, cast

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types
    BotoCoreError,
    ClientError,
)

from payments import logs
from payments.payment import Payment
from payments.store.items import (
    DUE,
    Item,
    claim_id,
    claim_item,
    index_key,
    payment_item,
    payment_of,
)
from payments.store.protocol import StoreUnavailableError, VersionConflictError

STATUS_INDEX: Final = "status-timestamp-index"
CLAIM_ATTEMPTS: Final = 3
"""Claims that lose to an expiring key or to a transaction conflict are tried again this often."""

_CONDITION_FAILED = "ConditionalCheckFailed"


class DynamoDbClient(Protocol):
    """The four calls of boto3's low-level client that the store makes."""

    def get_item(self, **request: object) -> dict[str, Any]:
        """Read one item."""
        ...

    def put_item(self, **request: object) -> dict[str, Any]:
        """Write one item under a condition."""
        ...

    def query(self, **request: object) -> dict[str, Any]:
        """Read a range of an index."""
        ...

    def transact_write_items(self, **request: object) -> dict[str, Any]:
        """Write several items or none."""
        ...


class DynamoDbStore:
    """A `PaymentStore` on one table; see `items` for how records lie in it.

    Args:
        client: boto3's low-level client.
        table: physical name.
        shards: hash keys of each status in the status index. There must never have been more
            while a payment that is still due was written: it would not be found.
    """

    def __init__(self, client: DynamoDbClient, table: str, *, shards: int) -> None:
        self._client = client
        self._table = table
        self._shards = shards

    def claim(self, payment: Payment) -> Payment:
        """Record a new payment unless its idempotency key is held; see the protocol."""
        spent: str | None = None
        for _ in range(CLAIM_ATTEMPTS):
            if self._put_both(payment, spent):
                return payment
            holder = self._holder(payment.idempotency_key)
            if holder is None:
                spent = None
            elif holder.key_is_spent(payment.created_at):
                spent = holder.transaction_id
            else:
                return holder
        raise StoreUnavailableError("the idempotency key stayed contended")

    def replace(self, payment: Payment) -> None:
        """Write the next version of a payment; see the protocol."""
        try:
            self._client.put_item(
                TableName=self._table,
                Item=payment_item(payment, self._shards),
                ConditionExpression="version = :previous",
                ExpressionAttributeValues={":previous": {"N": str(payment.version - 1)}},
            )
        except ClientError as error:
            if _code(error) != "ConditionalCheckFailedException":
                raise _unavailable(error) from error
            current = self.get(payment.transaction_id)
            if current is None:
                raise StoreUnavailableError(
                    f"transaction {payment.transaction_id} is not recorded"
                ) from error
            if current != payment:  # else an earlier try of this very write arrived
                raise VersionConflictError(current) from error
        except BotoCoreError as error:
            raise _unavailable(error) from error

    def get(self, transaction_id: str) -> Payment | None:
        """The payment with this id, as last written."""
        item = self._item(transaction_id)
        return None if item is None else payment_of(item)

    def find(self, idempotency_key: str, now: int) -> Payment | None:
        """The payment that holds this key at `now`, as last written."""
        holder = self._holder(idempotency_key)
        return None if holder is None or holder.key_is_spent(now) else holder

    def due(self, now: int, limit: int) -> Sequence[Payment]:
        """Payments left open or unpublished past their lease; see the protocol."""
        shards = (self._waiting(number, limit) for number in range(self._shards))
        waiting = heapq.merge(*shards, key=lambda payment: payment.created_at)
        return list(islice((payment for payment in waiting if payment.is_due(now)), limit))

    def _put_both(self, payment: Payment, spent: str | None) -> bool:
        """Write payment and claim together; false when the key is held by somebody else."""
        claim: dict[str, object] = {
            "TableName": self._table,
            "Item": claim_item(payment),
            "ConditionExpression": "attribute_not_exists(transaction_id)",
        }
        if spent is not None:
            claim["ConditionExpression"] = "claimed_by = :spent"
            claim["ExpressionAttributeValues"] = {":spent": {"S": spent}}
        record: dict[str, object] = {
            "TableName": self._table,
            "Item": payment_item(payment, self._shards),
            "ConditionExpression": "attribute_not_exists(transaction_id)",
        }
        try:
            self._client.transact_write_items(TransactItems=[{"Put": claim}, {"Put": record}])
        except ClientError as error:
            if _code(error) == "TransactionCanceledException" and _lost(error):
                return False
            raise _unavailable(error) from error
        except BotoCoreError as error:
            raise _unavailable(error) from error
        return True

    def _holder(self, idempotency_key: str) -> Payment | None:
        claim = self._item(claim_id(idempotency_key))
        return None if claim is None else self.get(str(claim["claimed_by"]["S"]))

    def _item(self, transaction_id: str) -> Item | None:
        try:
            answer = self._client.get_item(
                TableName=self._table,
                Key={"transaction_id": {"S": transaction_id}},
                ConsistentRead=True,
            )
        except (ClientError, BotoCoreError) as error:
            raise _unavailable(error) from error
        return answer.get("Item")

    def _waiting(self, number: int, page: int) -> Iterator[Payment]:
        """One shard of what is due, oldest first; the index may lag behind by a moment."""
        start: dict[str, object] = {}
        while True:
            try:
                answer = self._client.query(
                    TableName=self._table,
                    IndexName=STATUS_INDEX,
                    KeyConditionExpression="#status = :status",
                    ExpressionAttributeNames={"#status": "status"},
                    ExpressionAttributeValues={":status": {"S": index_key(DUE, number)}},
                    ScanIndexForward=True,
                    Limit=page,
                    **start,
                )
            except (ClientError, BotoCoreError) as error:
                raise _unavailable(error) from error
            yield from _readable(answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def _readable(items: Sequence[Item]) -> Iterator[Payment]:
    """The payments that the items hold.

    One that another version of the code or a hand has written must not keep all others from
    being settled: it is reported, and stays due.
    """
    for item in items:
        try:
            yield payment_of(item)
        except (KeyError, ValueError) as error:
            logs.logger().error(
                "a payment that is due cannot be read",
                extra={"transaction_id": item["transaction_id"]["S"], "why": type(error).__name__},
            )


def _code(error: ClientError) -> str:
    return _response(error).get("Error", {}).get("Code", "an error without a code")


def _lost(error: ClientError) -> bool:
    """Whether a cancelled transaction lost to another writer, now or a moment ago."""
    codes = {reason.get("Code") for reason in _response(error).get("CancellationReasons", ())}
    return bool(codes & {_CONDITION_FAILED, "TransactionConflict"})


def _response(error: ClientError) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", error.response)  # pyright: ignore[reportUnknownMemberType] - botocore ships no types


def _unavailable(error: ClientError | BotoCoreError) -> StoreUnavailableError:
    """The outage by its code or class alone: messages may quote the item that was written."""
    return StoreUnavailableError(
        _code(error) if isinstance(error, ClientError) else type(error).__name__
    )
