import json
from typing import Any

import payment_validation
import pytest
from payments import aws
from payments.idempotency import scoped
from payments.tokenised import TokenisedPayment

from tests.support.leaks import captured_output
from tests.support.payment_documents import http_event, payment_document, rest_event

TABLE = "transactions-test"


def call(event: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    with captured_output():
        answer: Any = payment_validation.handler(event, None)
    return answer["statusCode"], json.loads(answer["body"])


@pytest.fixture
def with_past(function_environment: pytest.MonkeyPatch, kms: Any) -> None:
    """A stack with a table; validation may use the key of card tokens and no other."""
    key = kms.create_key(KeyUsage="GENERATE_VERIFY_MAC", KeySpec="HMAC_256")["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/card-token-test", TargetKeyId=key)
    aws.client("dynamodb").create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "transaction_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "transaction_id", "AttributeType": "S"}],
    )
    for name, value in {
        "TRANSACTIONS_TABLE": TABLE,
        "CARD_TOKEN_KEY": "alias/card-token-test",
    }.items():
        function_environment.setenv(name, value)


@pytest.mark.usefixtures("function_environment")
@pytest.mark.parametrize("event", [rest_event, http_event])
def test_a_valid_payment_shows_issuer_number_and_last_four_alone(event: Any) -> None:
    assert call(event("POST", "/validate", payment_document())) == (
        200,
        {
            "valid": True,
            "reference": "order-1",
            "amount": "12.50 EUR",
            "card": {"scheme": "visa", "bin": "411111", "last_four": "1111"},
        },
    )


@pytest.mark.usefixtures("function_environment")
def test_an_invalid_payment_is_a_problem_with_every_field() -> None:
    document = payment_document(currency="XXX", card={"cvv": "1"})
    status, problem = call(rest_event("POST", "/validate", document))
    assert status == 422
    assert {error["field"] for error in problem["errors"]} == {"currency", "card.cvv"}


@pytest.mark.usefixtures("function_environment")
def test_malformed_json_is_a_problem() -> None:
    status, problem = call(rest_event("POST", "/validate", '{"card":'))
    assert (status, problem["type"]) == (400, "urn:payments:problem:malformed-request")


@pytest.mark.usefixtures("function_environment")
def test_health_answers_with_the_environment() -> None:
    assert call(rest_event("GET", "/health")) == (200, {"status": "ok", "environment": "test"})


def test_a_missing_environment_is_a_problem_until_it_is_set(
    function_environment: pytest.MonkeyPatch,
) -> None:
    function_environment.delenv("ENVIRONMENT")
    status, problem = call(rest_event("GET", "/health"))
    assert (status, problem["type"]) == (500, "urn:payments:problem:misconfigured")
    assert problem["errors"] == [
        {"field": "ENVIRONMENT", "code": "missing", "detail": "is not set"}
    ]
    function_environment.setenv("ENVIRONMENT", "test")
    assert call(rest_event("GET", "/health"))[0] == 200


@pytest.mark.usefixtures("with_past")
def test_a_payment_that_was_processed_is_a_duplicate_except_for_its_own_retry() -> None:
    event = rest_event("POST", "/validate", payment_document())
    assert call(event)[0] == 200
    assert call(event)[0] == 200, "validation records nothing"
    record_payment("key-00001")
    status, problem = call(event)
    assert (status, problem["errors"][0]["code"]) == (422, "duplicate")
    event["headers"]["Idempotency-Key"] = "key-00001"
    assert call(event)[0] == 200


def record_payment(key: str) -> None:
    using = payment_validation.services()
    request = payment_validation.validate(
        payment_document(), limits=using.limits, now=using.clock()
    )
    assert using.tokeniser is not None
    assert using.activity is not None
    payment = TokenisedPayment.of(request, using.tokeniser.tokenise(request.card))
    using.activity.record(payment, holder=scoped("merchant-1", key))


@pytest.mark.usefixtures("with_past")
def test_an_unreachable_store_is_a_problem_that_may_pass() -> None:
    aws.client("dynamodb").delete_table(TableName=TABLE)
    status, problem = call(rest_event("POST", "/validate", payment_document()))
    assert status == 503
    assert "ResourceNotFoundException" in problem["detail"]
