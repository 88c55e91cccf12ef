"""How a payment and the claim on its idempotency key lie in the DynamoDB table.

The table has one hash key, `transaction_id`, and two indexes. A second item per payment holds
the claim on its idempotency key, which makes a key unique: its `transaction_id` is `key#` and
the key's digest. Only that item carries the TTL attribute, so that DynamoDB never deletes a
payment (PCI DSS v4.0.1 3.2.1 leaves retention to the owner; deletion must not be an accident).

One hash key of an index takes 1,000 write units a second (AWS, DynamoDB quotas). A status is
therefore spread over as many keys as the stack's load needs: `captured`, `captured#1` and so on.
"""

import zlib
from collections.abc import Mapping
from typing import Final, TypeAlias

from payments.payment import FIELDS, Payment, Value
from payments.state import OPEN

Attribute: TypeAlias = dict[str, str | bool]
Item: TypeAlias = dict[str, Attribute]

DUE: Final = "due"
"""The status of a payment, whatever its state, while work is left on it."""

TTL_MARGIN_SECONDS: Final = 7 * 24 * 3600
"""How long a claim outlives its window: a payment left open keeps its key meanwhile."""

MILLISECONDS: Final = 1000
"""In a second: DynamoDB's TTL counts seconds, payments count milliseconds."""


def claim_id(idempotency_key: str) -> str:
    """The hash key of the item that claims an idempotency key."""
    return f"key#{idempotency_key}"


def shard(transaction_id: str, shards: int) -> int:
    """Which shard of its status a payment lies in; always the same for one number of shards."""
    return zlib.crc32(transaction_id.encode()) % shards


def index_key(status: str, number: int) -> str:
    """The status index's hash key of one shard of a status.

    The first is the plain status: what was written before there were more shards is among what
    is read ever after.
    """
    return f"{status}#{number}" if number else status


def payment_item(payment: Payment, shards: int) -> Item:
    """The payment as a table item, with the keys of both indexes."""
    item = {name: attribute(value) for name, value in payment.to_record().items()}
    status = DUE if payment.state in OPEN or payment.unpublished else payment.state
    item["status"] = {"S": index_key(status, shard(payment.transaction_id, shards))}
    item["timestamp"] = {"N": str(payment.created_at)}
    return item


def claim_item(payment: Payment) -> Item:
    """The item that holds the payment's idempotency key; it is in neither index."""
    ttl = payment.key_expires_at // MILLISECONDS + TTL_MARGIN_SECONDS
    return {
        "transaction_id": {"S": claim_id(payment.idempotency_key)},
        "claimed_by": {"S": payment.transaction_id},
        "expires_at": {"N": str(ttl)},
    }


def attribute(value: Value) -> Attribute:
    """A plain value in DynamoDB's notation."""
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if value is None:
        return {"NULL": True}
    return {"S": value}


def payment_of(item: Mapping[str, Attribute]) -> Payment:
    """The payment that a table item holds."""
    return Payment.from_record({name: _value(item[name]) for name in FIELDS})


def _value(held: Attribute) -> Value:
    ((kind, value),) = held.items()
    return None if kind == "NULL" else value
