"""What is particular to payments in DynamoDB: items, keys, and errors of the service."""

import json
from collections import Counter
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from hypothesis import given
from hypothesis import strategies as st
from payments.fraud.model import shipped_model
from payments.identity import new_attempt_id, new_transaction_id
from payments.payment import Payment
from payments.state import State
from payments.store.dynamodb import DynamoDbStore
from payments.store.items import claim_item, index_key, payment_item, shard
from payments.store.protocol import StoreUnavailableError

from tests.functions.processing.conftest import TABLE
from tests.support.payment_doubles import recorded_payment

ANSWER = {"ResponseMetadata": {}}


class Failing:
    """A client whose every call fails in the same way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        def call(**_: object) -> None:
            raise self._error

        return call


def client_error(code: str, **extra: object) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "quotes 4242"}, **extra}, "Operation")


def status(payment: Payment, shards: int = 1) -> object:
    return payment_item(payment, shards)["status"]["S"]


def claim_many(store: DynamoDbStore, count: int, **changes: object) -> list[Payment]:
    """Payments that are due, a millisecond apart, the oldest first."""
    return [
        store.claim(
            recorded_payment(
                transaction_id=f"tx_{number}",
                idempotency_key=f"key-{number}",
                created_at=number,
                **{"lease_until": 0, **changes},
            )
        )
        for number in range(count)
    ]


def test_a_payment_waits_under_due_and_then_lies_under_its_state() -> None:
    payment = recorded_payment()
    assert status(payment) == "due"
    asked = payment.moved(State.AUTHORISING, at=1, attempt_id="a")
    unpublished = asked.moved(State.CAPTURED, at=2, attempt_id="b", unpublished=True)
    assert status(unpublished) == "due"
    assert status(unpublished.published(at=3, attempt_id="c")) == "captured"


def test_shards_are_numbered_and_the_first_is_the_plain_status() -> None:
    assert [index_key("captured", number) for number in range(3)] == [
        "captured",
        "captured#1",
        "captured#2",
    ]
    payment = recorded_payment()
    assert status(payment, 50) == index_key("due", shard(payment.transaction_id, 50))


def test_only_the_claim_expires_and_only_the_payment_is_indexed() -> None:
    payment = recorded_payment()
    record, claim = payment_item(payment, 1), claim_item(payment)
    assert "expires_at" not in record
    week_after = payment.key_expires_at // 1000 + 7 * 86_400
    assert claim["expires_at"] == {"N": str(week_after)}
    assert claim.keys() == {"transaction_id", "claimed_by", "expires_at"}
    assert record["timestamp"] == {"N": str(payment.created_at)}


@given(st.text(min_size=1, max_size=40), st.integers(1, 200))
def test_every_payment_lies_in_one_of_the_shards_that_are_read(name: str, shards: int) -> None:
    assert shard(name, shards) in range(shards)


def test_the_shard_of_a_payment_is_the_same_in_every_process() -> None:
    assert [shard("tx_aaaa", shards) for shards in (4, 27, 200)] == [1, 13, 41]


def test_payments_spread_evenly_over_the_shards() -> None:
    found = Counter(shard(new_transaction_id(), 8) for _ in range(8_000))
    assert len(found) == 8
    assert max(found.values()) < 1_200


def test_a_record_is_within_the_two_units_that_it_is_planned_with() -> None:
    longest = recorded_payment(
        transaction_id=new_transaction_id(),
        attempt_id=new_attempt_id(),
        **dict.fromkeys(("merchant_id", "customer_id", "reference", "device_id"), "x" * 64),
        correlation_id="x" * 64,
        card_token="tok_" + "x" * 43,
        card_ciphertext="x" * 256,
        fraud_reasons=json.dumps(dict.fromkeys(shipped_model().signals, -100)),
        authorisation_code="x" * 64,
        outcome_reason="x" * 64,
    )
    item = payment_item(longest, 200)
    assert sum(len(name) + len(str(*held.values())) for name, held in item.items()) <= 2 * 1024


@pytest.mark.parametrize("shards", [1, 4])
def test_what_is_due_is_read_page_by_page_and_merged_by_age(dynamodb: Any, shards: int) -> None:
    store = DynamoDbStore(dynamodb, TABLE, shards=shards)
    due = claim_many(store, 20)
    assert list(store.due(0, 3)) == due[:3]
    for payment in due[:18]:  # more than the first page of any shard
        store.replace(payment.moved(State.AUTHORISING, at=1, attempt_id="a", lease_until=60))
    assert list(store.due(1, 3)) == due[18:]
    assert len(store.due(60, 50)) == 20


def test_more_shards_find_what_fewer_have_written(dynamodb: Any) -> None:
    few, many = (DynamoDbStore(dynamodb, TABLE, shards=shards) for shards in (2, 7))
    older = claim_many(few, 12)
    assert list(many.due(0, 50)) == older
    moved = older[3].moved(State.AUTHORISING, at=1, attempt_id="a")
    many.replace(moved)
    assert set(many.due(0, 50)) == {*older, moved} - {older[3]}


def test_a_record_that_cannot_be_read_does_not_hide_the_others(
    dynamodb: Any, caplog: pytest.LogCaptureFixture
) -> None:
    store = DynamoDbStore(dynamodb, TABLE, shards=1)
    first, second, third = claim_many(store, 3)
    for payment, changes in (
        (first, {"state": {"S": "refunded"}}),
        (second, {"version": {"S": "two"}}),
    ):
        dynamodb.put_item(TableName=TABLE, Item=payment_item(payment, 1) | changes)
    lacking = payment_item(first, 1) | {"transaction_id": {"S": "tx_lacking"}}
    del lacking["currency"]
    dynamodb.put_item(TableName=TABLE, Item=lacking)
    assert list(store.due(0, 10)) == [third]
    said = [vars(record) for record in caplog.records]
    assert {(line["transaction_id"], line["why"]) for line in said} == {
        ("tx_0", "ValueError"),
        ("tx_1", "ValueError"),
        ("tx_lacking", "KeyError"),
    }


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (client_error("ThrottlingException"), "ThrottlingException"),
        (ClientError({}, "Operation"), "an error without a code"),
        (EndpointConnectionError(endpoint_url="https://x"), "EndpointConnectionError"),
    ],
)
def test_an_outage_names_its_kind_and_quotes_nothing(error: Exception, shown: str) -> None:
    store = DynamoDbStore(Failing(error), TABLE, shards=1)
    payment = recorded_payment()
    for call in (
        lambda: store.claim(payment),
        lambda: store.replace(payment),
        lambda: store.get("tx_a"),
        lambda: store.find("a" * 64, 0),
        lambda: store.due(0, 1),
    ):
        with pytest.raises(StoreUnavailableError, match=shown) as caught:
            call()
        assert "4242" not in str(caught.value)


def test_a_write_that_failed_is_an_outage_also_when_reading_works(dynamodb: Any) -> None:
    payment = DynamoDbStore(dynamodb, TABLE, shards=1).claim(recorded_payment())

    class ReadOnly(Failing):
        def get_item(self, **request: Any) -> Any:
            return dynamodb.get_item(**request)

    with pytest.raises(StoreUnavailableError, match="ThrottlingException"):
        DynamoDbStore(ReadOnly(client_error("ThrottlingException")), TABLE, shards=1).replace(
            payment
        )


def test_a_payment_that_vanished_is_an_outage(dynamodb: Any) -> None:
    with pytest.raises(StoreUnavailableError, match="tx_aaaa is not recorded"):
        DynamoDbStore(dynamodb, TABLE, shards=1).replace(recorded_payment(version=2))


def test_a_key_that_stays_contended_is_an_outage(dynamodb: Any) -> None:
    conflict = client_error(
        "TransactionCanceledException", CancellationReasons=[{"Code": "TransactionConflict"}]
    )

    class Contended:
        def transact_write_items(self, **_: object) -> None:
            raise conflict

        def get_item(self, **request: Any) -> Any:
            return dynamodb.get_item(**request)

    with pytest.raises(StoreUnavailableError, match="stayed contended"):
        DynamoDbStore(Contended(), TABLE, shards=1).claim(recorded_payment())


def test_a_transaction_cancelled_for_another_reason_is_an_outage() -> None:
    error = client_error(
        "TransactionCanceledException", CancellationReasons=[{"Code": "ThrottlingError"}]
    )
    with pytest.raises(StoreUnavailableError, match="TransactionCanceledException"):
        DynamoDbStore(Failing(error), TABLE, shards=1).claim(recorded_payment())
