import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payments.contract import (
    contract_problems,
    payment_schema,
    tokenised_problems,
    tokenised_schema,
)

from tests.support.card_strategies import written_cards
from tests.support.leaks import LeakDetector
from tests.support.payment_documents import payment_document

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def test_a_valid_payment_has_no_problems() -> None:
    assert contract_problems(payment_document()) == []


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"merchant_id": 5}, "merchant_id", "type"),
        ({"merchant_id": "-x"}, "merchant_id", "pattern"),
        ({"merchant_id": "m\n"}, "merchant_id", "pattern"),
        ({"reference": "r" * 65}, "reference", "pattern"),
        ({"amount_minor": 0}, "amount_minor", "minimum"),
        ({"amount_minor": 10**12}, "amount_minor", "maximum"),
        ({"amount_minor": True}, "amount_minor", "type"),
        ({"amount_minor": 12.5}, "amount_minor", "type"),
        ({"amount_minor": "1250"}, "amount_minor", "type"),
        ({"currency": "eur"}, "currency", "pattern"),
        ({"country": "Germany"}, "country", "pattern"),
        ({"utc_offset_minutes": 900}, "utc_offset_minutes", "maximum"),
        ({"surprise": 1}, "body", "unknown"),
        ({"card": []}, "card", "type"),
        ({"card": {"number": 4111111111111111}}, "card.number", "type"),
        ({"card": {"number": "4111"}}, "card.number", "minLength"),
        ({"card": {"number": "4" * 101}}, "card.number", "maxLength"),
        ({"card": {"expiry_month": 13}}, "card.expiry_month", "maximum"),
        ({"card": {"cvv": "12"}}, "card.cvv", "pattern"),
        ({"card": {"cvv": "12\u0663"}}, "card.cvv", "pattern"),
        ({"card": {"pin": "1"}}, "card", "unknown"),
    ],
)
def test_one_broken_rule_is_one_problem_of_its_field(
    change: dict[str, Any], field: str, code: str
) -> None:
    problems = contract_problems(payment_document(**change))
    assert [(problem.field, problem.code) for problem in problems] == [(field, code)]


def test_every_missing_field_is_listed() -> None:
    problems = contract_problems({"card": {}})
    assert {problem.field for problem in problems if problem.code == "missing"} == {
        *("merchant_id", "customer_id", "reference", "amount_minor", "currency"),
        *("card.number", "card.expiry_month", "card.expiry_year", "card.cvv"),
    }


@given(JSON)
def test_any_json_is_judged_without_an_error(document: object) -> None:
    assert contract_problems(document)
    assert tokenised_problems(document)


@given(written_cards(), st.sampled_from(["merchant_id", "currency", "note", "number"]))
def test_no_problem_of_the_contract_repeats_card_data(card: tuple[str, str], name: str) -> None:
    digits, text = card
    document = payment_document(**{name: {"deep": text}, text: 1}, card={text: text, "cvv": text})
    problems = contract_problems(document)
    LeakDetector(digits).check("problems", *problems)
    assert problems


def test_an_unknown_name_is_cut_after_it_was_masked_not_before() -> None:
    name = "a" * 50 + "4111111111111111" + "b" * 50
    [problem] = contract_problems(payment_document(**{name: 1}))
    assert problem.detail == f"has unknown fields: {'a' * 50}[card number]b"


def test_the_schema_is_one_that_an_api_model_takes() -> None:
    """API Gateway models are JSON schema draft 4 (AWS, API Gateway developer guide)."""
    schema = payment_schema()
    assert schema["$schema"] == "http://json-schema.org/draft-04/schema#"
    written = json.dumps(schema)
    for newer in ("const", "exclusiveMinimum", "if", "$id", "contains", "propertyNames"):
        assert f'"{newer}"' not in written
    for entry in (
        *schema["properties"].values(),
        *schema["properties"]["card"]["properties"].values(),
    ):
        assert entry["description"].endswith(".")
        re.compile(entry.get("pattern", ""))


def test_the_tokenised_schema_has_a_token_where_the_card_was() -> None:
    schema = tokenised_schema()
    assert "card" not in schema["properties"]
    assert "card" not in schema["required"]
    assert "card_token" in schema["required"]
    assert payment_schema()["properties"].keys() - schema["properties"].keys() == {"card"}
