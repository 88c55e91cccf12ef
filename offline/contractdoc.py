# ruff: noqa: E501 - a row of a Markdown table is one line
"""The callers' page on payment requests, written from the schema that validates them."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
SCHEMA: Final = ROOT / "functions/payments/payment_request.schema.json"

_HEAD: Final = """\
<!-- Written by `make docs` from functions/payments/payment_request.schema.json: do not edit. -->
# The payments API

| route | does |
|---|---|
| `POST /validate` | judges a payment and records nothing |
| `POST /process` | processes it; needs an `Idempotency-Key` header, new for each payment |
| `GET /health` | says that the function starts with its environment |

## The payment request

One JSON object of at most 16 KiB, `application/json`, with no other fields than these. API Gateway,
where it validates, and the functions use the same schema.

| field | required | type | rule | meaning |
|---|---|---|---|---|
"""

_TAIL: Final = """
Beyond the schema:

| code | field | when |
|---|---|---|
| `characters`, `length`, `check_digit`, `scheme` | `card.number` | letters; not 12 to 19 digits; wrong Luhn digit; no scheme that is accepted |
| `length` | `card.cvv` | not the scheme's number of digits |
| `expired`, `too_far` | `card.expiry_month`, `card.expiry_year` | the month has ended everywhere on Earth; more than 20 years ahead |
| `currency`, `country` | `currency`, `country`, `ip_country` | not in ISO 4217; not in ISO 3166-1 |
| `limit`, `not_accepted` | `amount_minor`, `currency`, `card.number` | above the platform's or the merchant's limit; a currency or scheme that the merchant does not take |
| `daily_amount`, `daily_payments` | `amount_minor`, `customer_id` | beyond what the customer may attempt in a sliding day |
| `duplicate` | `reference` | the same payment came under another `Idempotency-Key` inside the window |
| `card_data` | identifiers, `Idempotency-Key` | the value reads as a card number; it is refused rather than stored |

Limits per merchant and customer are in `functions/payments/limits.json`, in minor units of whatever
currency is used; `MAX_AMOUNT_MINOR` is above them all.

## Answers

`POST /validate` answers 200 with the scheme, the first six and the last four digits of the card; of
a number under 15 digits fewer are shown, so that five or more stay hidden. `POST /process` answers
the same each time that a request is repeated with its key:

| status | `status` of the payment | meaning |
|---|---|---|
| 201 | `captured` | the money was taken |
| 202 | `review` | a person decides; no money was taken yet |
| 202 | `unknown` | the acquirer's answer is outstanding; repeat the request with the same key to see the outcome |

## Problems

Every refusal of the functions is a problem document (RFC 9457, `application/problem+json`) that
lists every problem by field and repeats no card data:

```json
{
  "type": "urn:payments:problem:invalid-payment",
  "title": "The payment is invalid",
  "status": 422,
  "detail": "Correct card.number and send the payment again.",
  "instance": "urn:payments:request:3f0c9a52-7d41",
  "correlation_id": "3f0c9a52-7d41",
  "errors": [
    {"field": "card.number", "code": "check_digit",
     "detail": "has a wrong check digit; look for a typing error"}
  ]
}
```

| status | `type`, after `urn:payments:problem:` | meaning | repeat the request? |
|---|---|---|---|
| 400 | `malformed-request` | the body cannot be read | no |
| 400 | `idempotency-key-required` | the `Idempotency-Key` is missing or malformed | with a key |
| 402 | `payment-declined` | the acquirer declined; `errors` has its reason | no; another way to pay, with a new key |
| 402 | `payment-refused` | the fraud score is too high | no; another way to pay, with a new key |
| 404, 405 | `not-found`, `method-not-allowed` | no such path; no such method there | no |
| 409 | `payment-in-progress`, `concurrent-change` | another delivery of the same request is at work | yes, with the same key, after `Retry-After` |
| 409 | `payment-failed` | the payment was given up and took no money | with a new key |
| 413, 415 | `payload-too-large`, `unsupported-media-type` | the body is too large; it is not JSON | no |
| 422 | `invalid-payment` | the payment breaks the rules above | when corrected |
| 422 | `idempotency-key-reused` | the key belongs to another payment | with a new key |
| 500 | `internal-error`, `misconfigured`, `illegal-move` | a defect, or a misconfigured function | tell the operator the correlation id |
| 503 | `unavailable` | a service did not answer | yes, with the same key, after `Retry-After` |

What a REST API refuses before a function runs is a problem document, too, with `type`, `title`,
`status`, `instance` and `correlation_id`. It has fixed texts and no `errors`, because what API Gateway
could say of a request repeats parts of it:

| status | `type`, after `urn:payments:problem:` | meaning | repeat the request? |
|---|---|---|---|
| 400 | `invalid-body`, `missing-header` | the body does not follow the schema; a required header is missing | when corrected |
| 403 | `unknown-path-or-caller`, `invalid-api-key`, `access-denied` | no such path, or no credentials; no or an unknown API key; the caller may not | with other credentials |
| 403 | `invalid-signature`, `expired-credentials` | the request is signed wrongly, or too late | signed again |
| 403 | `blocked` | the web application firewall blocks it | no |
| 413, 415 | `payload-too-large`, `unsupported-media-type` | the body is too large; it is not JSON | no |
| 429 | `too-many-requests`, `quota-exceeded` | above the rate or the quota of the API key | later |
| 500 | `misconfigured` | a defect of the API | tell the operator the correlation id |
| 502, 504 | `no-answer` | nothing behind the API answered, or not in time; the payment may have been processed | yes, with the same key |
| 4xx, 5xx | `refused`, `failed` | anything else, without `status` | no; yes, with the same key |

An HTTP API checks no schema and no header: there the functions list every problem. What it refuses
itself is `{"message": …}`, which AWS does not let an API change.

A caller's `X-Correlation-Id` of 8 to 64 letters, digits or `. _ = -` is kept; otherwise API
Gateway's request id is used. It is in the answer, in every log line and in the stream's events.
"""


def contract_page(schema_file: Path = SCHEMA) -> str:
    """Return the page in Markdown."""
    schema: dict[str, Any] = json.loads(schema_file.read_text(encoding="utf-8"))
    return _HEAD + "".join(_rows(schema, "")) + _TAIL


def _rows(schema: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, entry in schema["properties"].items():
        required = "yes" if name in schema["required"] else "no"
        cells = (f"`{prefix}{name}`", required, entry["type"], _rule(entry), entry["description"])
        yield f"| {' | '.join(cells)} |\n"
        if "properties" in entry:
            yield from _rows(entry, f"{prefix}{name}.")


def _rule(entry: Mapping[str, Any]) -> str:
    if "pattern" in entry:
        return f"`{entry['pattern']}`"
    if "minimum" in entry:
        return f"{entry['minimum']} to {entry['maximum']}"
    if "minLength" in entry:
        return f"{entry['minLength']} to {entry['maxLength']} characters"
    return ""
