"""Counters as items of the DynamoDB table `transactions-{env}`, for a stack without a cache."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types

from payments.aws import answering, error_code
from payments.counters.protocol import Change

_PREFIX: Final = "counter#"
_WHAT: Final = "The transactions table"
_BATCH: Final = 100
"""Keys in one BatchGetItem (AWS, DynamoDB API reference)."""

_OWN: Final = frozenset({"transaction_id", "expires_at"})
"""Attributes of an item that are no counter fields."""


class TableClient(Protocol):
    """The calls of boto3's low-level client that the counters make."""

    def batch_get_item(self, **request: object) -> dict[str, Any]:
        """Read up to a hundred items."""
        ...

    def update_item(self, **request: object) -> dict[str, Any]:
        """Change one item under a condition."""
        ...

    def put_item(self, **request: object) -> dict[str, Any]:
        """Write one item."""
        ...


class TableCounters:
    """`Counters` on the payments table; `expires_at` is its TTL attribute.

    DynamoDB deletes expired items within days, not at once: expiry is judged by the clock here.
    """

    def __init__(self, client: TableClient, table: str) -> None:
        self._client = client
        self._table = table

    def read(self, keys: Sequence[str], *, now: int) -> list[Mapping[str, int]]:
        """Return the fields of every key; see the protocol."""
        found: dict[str, Mapping[str, int]] = {}
        waiting = [{"transaction_id": {"S": _PREFIX + key}} for key in dict.fromkeys(keys)]
        while waiting:
            asked = {self._table: {"Keys": waiting[:_BATCH], "ConsistentRead": True}}
            with answering(_WHAT):
                answer = self._client.batch_get_item(RequestItems=asked)
            for item in answer["Responses"].get(self._table, []):
                if int(item["expires_at"]["N"]) > now:
                    found[item["transaction_id"]["S"]] = _fields(item)
            unread = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
            waiting = [*unread, *waiting[_BATCH:]]
        return [found.get(_PREFIX + key, {}) for key in keys]

    def add(self, changes: Sequence[Change], *, now: int) -> None:
        """Apply every change; see the protocol."""
        for change in changes:
            with answering(_WHAT):
                self._add(change, now)

    def forget_expired(self, *, now: int) -> None:
        """Do nothing: DynamoDB deletes items by their TTL attribute."""

    def _add(self, change: Change, now: int) -> None:
        names = {f"#{n}": field for n, field in enumerate(change.increments)}
        values = {f":{n}": {"N": str(by)} for n, by in enumerate(change.increments.values())}
        added = ", ".join(f"#{n} :{n}" for n in range(len(names)))
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"transaction_id": {"S": _PREFIX + change.key}},
                UpdateExpression=f"SET expires_at = :expires_at ADD {added}",
                ConditionExpression="attribute_not_exists(expires_at) OR expires_at > :now",
                ExpressionAttributeNames=names,
                ExpressionAttributeValues={
                    **values,
                    ":expires_at": {"N": str(change.expires_at)},
                    ":now": {"N": str(now)},
                },
            )
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise
            self._restart(change)

    def _restart(self, change: Change) -> None:
        """Replace a counter that has expired and is not deleted yet."""
        fields = {field: {"N": str(by)} for field, by in change.increments.items()}
        own = {
            "transaction_id": {"S": _PREFIX + change.key},
            "expires_at": {"N": str(change.expires_at)},
        }
        self._client.put_item(TableName=self._table, Item={**fields, **own})


def _fields(item: Mapping[str, Mapping[str, str]]) -> Mapping[str, int]:
    return {name: int(value["N"]) for name, value in item.items() if name not in _OWN}
