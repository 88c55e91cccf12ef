"""Request documents and proxy events, as callers and API Gateway write them."""

import json
from typing import Any

VISA = "4111111111111111"


def payment_document(**changes: Any) -> dict[str, Any]:
    """A valid payment request; `card` entries are given as `card={"cvv": …}`."""
    document: dict[str, Any] = {
        "merchant_id": "merchant-1",
        "customer_id": "customer-1",
        "reference": "order-1",
        "amount_minor": 1250,
        "currency": "EUR",
        "card": {"number": VISA, "expiry_month": 12, "expiry_year": 2028, "cvv": "123"},
        "device_id": "device-1",
        "country": "DE",
        "ip_country": "DE",
    }
    card = changes.pop("card", {})
    document |= changes
    if isinstance(card, dict):
        document["card"] |= card
    else:
        document["card"] = card
    return document


def tokenised_document(**changes: Any) -> dict[str, Any]:
    """A valid tokenised payment, as fraud detection takes it."""
    document = payment_document()
    del document["card"]
    return document | {"card_token": "tok_" + "Ab1_" * 10 + "xyz"} | changes


def rest_event(
    method: str, path: str, body: object = None, *, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """An event of a REST API; a body that is no text is sent as JSON."""
    return {
        "resource": path,
        "path": path,
        "httpMethod": method,
        "headers": {"Content-Type": "application/json", **(headers or {})},
        "body": body if body is None or isinstance(body, str) else json.dumps(body),
        "isBase64Encoded": False,
        "requestContext": {"requestId": "rest-request-0001", "stage": "prod"},
    }


def http_event(
    method: str, path: str, body: object = None, *, stage: str = "$default"
) -> dict[str, Any]:
    """An event of an HTTP API, whose raw path has the stage unless it is the default one."""
    raw_path = path if stage == "$default" else f"/{stage}{path}"
    return {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": raw_path,
        "headers": {"content-type": "application/json"},
        "body": body if body is None or isinstance(body, str) else json.dumps(body),
        "isBase64Encoded": False,
        "requestContext": {
            "requestId": "http-request-0001",
            "stage": stage,
            "http": {"method": method, "path": raw_path},
        },
    }
