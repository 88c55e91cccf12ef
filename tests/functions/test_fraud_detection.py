from types import SimpleNamespace
from typing import Any

import fraud_detection
import pytest
from payments import aws

from tests.support.leaks import LeakDetector, captured_output
from tests.support.payment_documents import VISA, tokenised_document

CONTEXT = SimpleNamespace(aws_request_id="invocation-0001")


def call(document: dict[str, Any], context: object = CONTEXT) -> Any:
    with captured_output() as output:
        answer = fraud_detection.handler(document, context)
    LeakDetector(VISA).check("fraud detection", answer, output.getvalue())
    return answer


@pytest.fixture
def with_table(function_environment: pytest.MonkeyPatch, _aws: None) -> None:
    aws.client("dynamodb").create_table(
        TableName="transactions-test",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "transaction_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "transaction_id", "AttributeType": "S"}],
    )
    function_environment.setenv("TRANSACTIONS_TABLE", "transactions-test")


@pytest.mark.usefixtures("with_table")
def test_a_tokenised_payment_is_scored_with_reasons_that_add_up() -> None:
    answer = call(tokenised_document(ip_country="BR"))
    assert answer["score"] == sum(reason["points"] for reason in answer["reasons"])
    assert answer["decision"] in {"approve", "review", "decline"}
    assert "country_mismatch" in {reason["signal"] for reason in answer["reasons"]}


@pytest.mark.usefixtures("with_table")
def test_a_card_number_in_the_event_is_refused_and_not_repeated() -> None:
    answer = call(tokenised_document(card={"number": VISA}, customer_id=VISA))
    assert (answer["status"], answer["correlation_id"]) == (422, "invocation-0001")


@pytest.mark.usefixtures("function_environment")
def test_a_stack_without_counters_is_misconfigured() -> None:
    answer = call(tokenised_document())
    assert (answer["status"], answer["type"]) == (500, "urn:payments:problem:misconfigured")
    assert "a score needs a past" in answer["detail"]


@pytest.mark.usefixtures("function_environment")
def test_an_invocation_without_a_context_gets_an_id_of_its_own() -> None:
    assert len(call({}, None)["correlation_id"]) == 32
