import json

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
