"""What is particular to payments in DynamoDB: items, keys, and errors of the service."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from hypothesis import given
from hypothesis import strategies as st
from payments.state import State
from payments.store.dynamodb import DynamoDbStore
from payments.store.items import SHARDS, claim_item, payment_item, shard, status
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


def test_a_payment_waits_under_due_and_then_lies_under_its_state() -> None:
    payment = recorded_payment()
    number = shard(payment.transaction_id)
    assert status(payment) == f"due#{number}"
    asked = payment.moved(State.AUTHORISING, at=1, attempt_id="a")
    unpublished = asked.moved(State.CAPTURED, at=2, attempt_id="b", unpublished=True)
    assert status(unpublished) == f"due#{number}"
    assert status(unpublished.published(at=3, attempt_id="c")) == f"captured#{number}"


def test_only_the_claim_expires_and_only_the_payment_is_indexed() -> None:
    payment = recorded_payment()
    record, claim = payment_item(payment), claim_item(payment)
    assert "expires_at" not in record
    week_after = payment.key_expires_at // 1000 + 7 * 86_400
    assert claim["expires_at"] == {"N": str(week_after)}
    assert claim.keys() == {"transaction_id", "claimed_by", "expires_at"}
    assert record["timestamp"] == {"N": str(payment.created_at)}


@given(st.text(min_size=1, max_size=40))
def test_every_payment_lies_in_one_of_the_shards_that_are_read(name: str) -> None:
    assert shard(name) in range(SHARDS)


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (client_error("ThrottlingException"), "ThrottlingException"),
        (ClientError({}, "Operation"), "an error without a code"),
        (EndpointConnectionError(endpoint_url="https://x"), "EndpointConnectionError"),
    ],
)
def test_an_outage_names_its_kind_and_quotes_nothing(error: Exception, shown: str) -> None:
    store = DynamoDbStore(Failing(error), TABLE)
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


def test_a_payment_that_vanished_is_an_outage(dynamodb: Any) -> None:
    with pytest.raises(StoreUnavailableError, match="tx_aaaa is not recorded"):
        DynamoDbStore(dynamodb, TABLE).replace(recorded_payment(version=2))


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
        DynamoDbStore(Contended(), TABLE).claim(recorded_payment())


def test_a_transaction_cancelled_for_another_reason_is_an_outage() -> None:
    error = client_error(
        "TransactionCanceledException", CancellationReasons=[{"Code": "ThrottlingError"}]
    )
    with pytest.raises(StoreUnavailableError, match="TransactionCanceledException"):
        DynamoDbStore(Failing(error), TABLE).claim(recorded_payment())
