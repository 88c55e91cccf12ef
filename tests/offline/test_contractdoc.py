import json
import re
from collections.abc import Iterator
from http import HTTPStatus

from payments.answers import PaymentRefusedError
from payments.state import State

from components.api_refusals import REFUSALS
from offline.contractdoc import ROOT, SCHEMA, contract_page
from offline.documents import DOCUMENTS

PAGE = "docs/payments-api.md"


def test_the_page_is_current() -> None:
    assert DOCUMENTS[PAGE] is contract_page
    assert (ROOT / PAGE).read_text(encoding="utf-8") == contract_page(), "run `make docs`"


def test_every_field_of_the_schema_has_a_row_with_its_rule() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    page = contract_page()
    card = schema["properties"]["card"]["properties"]
    for name in (*schema["properties"], *(f"card.{name}" for name in card)):
        assert f"| `{name}` |" in page
    assert "| `card.expiry_month` | yes | integer | 1 to 12 |" in page
    assert "| `card.number` | yes | string | 12 to 100 characters |" in page
    assert "| `country` | no | string | `^[A-Z]{2}$` |" in page


def raised_problems() -> Iterator[tuple[str, str]]:
    """Every status and type that the functions' code writes out."""
    for file in (ROOT / "functions").rglob("*.py"):
        for call in re.finditer(
            r"status=(\d{3}),\s+type=\"([a-z-]+)\"", file.read_text(encoding="utf-8")
        ):
            yield call[1], call[2]


def test_every_problem_that_a_caller_can_meet_has_a_row_with_its_status() -> None:
    of_direct_invocations = {("404", "unknown-task"), ("422", "invalid-tokenised-payment")}
    refused = {
        (str(HTTPStatus.PAYMENT_REQUIRED.value), f"payment-{state}")
        for state in (State.DECLINED, State.REFUSED)
    }
    assert PaymentRefusedError.__doc__ is not None
    assert "(402)" in PaymentRefusedError.__doc__
    rows = [line for line in contract_page().splitlines() if re.match(r"\| [45](\d\d|xx)", line)]
    of_gateway = {
        (str(each.status or each.kind.removeprefix("DEFAULT_").lower()), each.type)
        for each in REFUSALS
    }
    found = {*raised_problems(), *refused, *of_gateway} - of_direct_invocations
    assert len(found) > 15
    for status, kind in found:
        assert any(status in row.split("|")[1] and f"`{kind}`" in row for row in rows), kind
    written = {kind for row in rows for kind in re.findall(r"`([a-z-]+)`", row.split("|")[2])}
    assert written == {kind for _, kind in found}
