"""How a payment and the claim on its idempotency key lie in the DynamoDB table.

The table has one hash key, `transaction_id`, and two indexes. A second item per payment holds
the claim on its idempotency key, which makes a key unique: its `transaction_id` is `key#` and
the key's digest. Only that item carries the TTL attribute, so that DynamoDB never deletes a
payment (PCI DSS v4.0.1 3.2.1 leaves retention to the owner; deletion must not be an accident).
"""

import zlib
from collections.abc import Mapping
from typing import Final, TypeAlias

from payments.payment import FIELDS, Payment, Value
from payments.state import OPEN

Attribute: TypeAlias = dict[str, str | bool]
Item: TypeAlias = dict[str, Attribute]

SHARDS: Final = 8
"""Index partitions per status: one takes 1,000 writes a second (AWS, DynamoDB quotas), and
100,000 transactions a minute make three index writes each at 1,667 a second."""

TTL_MARGIN_SECONDS: Final = 7 * 24 * 3600
"""How long a claim outlives its window: a payment left open keeps its key meanwhile."""

MILLISECONDS: Final = 1000
"""In a second: DynamoDB's TTL counts seconds, payments count milliseconds."""


def claim_id(idempotency_key: str) -> str:
    """The hash key of the item that claims an idempotency key."""
    return f"key#{idempotency_key}"


def shard(transaction_id: str) -> int:
    """Which partition of the status index a payment lies in."""
    return zlib.crc32(transaction_id.encode()) % SHARDS


def due_status(number: int) -> str:
    """The status under which one shard's payments wait that somebody has to see to."""
    return f"due#{number}"


def status(payment: Payment) -> str:
    """The status index's hash key: `due` while work is left on the payment, then its state."""
    number = shard(payment.transaction_id)
    if payment.state in OPEN or payment.unpublished:
        return due_status(number)
    return f"{payment.state}#{number}"


def payment_item(payment: Payment) -> Item:
    """The payment as a table item, with the keys of both indexes."""
    item = {name: attribute(value) for name, value in payment.to_record().items()}
    item["status"] = {"S": status(payment)}
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
