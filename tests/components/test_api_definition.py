"""The API's routes, contract, log lines and preflight answers."""

import json

import pytest

from components import api_definition
from components.api_definition import (
    LINK_ROUTES,
    definition_digest,
    function_routes,
    http_log_format,
    methods_at,
    preflight_template,
    request_schema,
    rest_log_format,
)
from settings.api import ApiSettings

BOTH = {"payment-validation": "v", "transaction-processing": "t"}


def test_the_routes_are_those_of_the_documents_and_a_health_check() -> None:
    found = {(route.method, route.path): name for route, name in function_routes(BOTH)}
    assert found == {
        ("POST", "validate"): "v",
        ("POST", "process"): "t",
        ("GET", "health"): "v",
    }


def test_payments_are_validated_and_processing_asks_for_an_idempotency_key() -> None:
    routes = {route.path: route for route, _ in function_routes(BOTH)}
    assert routes["validate"].takes_payment
    assert routes["process"].takes_payment
    assert not routes["health"].takes_payment
    assert [path for path, route in routes.items() if route.idempotent_by_key] == ["process"]


def test_a_stack_without_functions_has_no_function_routes() -> None:
    assert function_routes({}) == ()


def test_the_load_balancer_serves_every_other_path() -> None:
    assert [(route.method, route.path) for route in LINK_ROUTES] == [
        ("GET", "{proxy+}"),
        ("POST", "{proxy+}"),
    ]
    assert [route.name for route in LINK_ROUTES] == ["get-service", "post-service"]


def test_the_contract_is_the_functions_own_schema_in_the_draft_that_api_gateway_reads() -> None:
    schema = json.loads(request_schema())
    assert schema["$schema"] == "http://json-schema.org/draft-04/schema#"
    assert "card" in schema["required"]


@pytest.mark.parametrize("log_format", [rest_log_format, http_log_format])
def test_the_access_log_holds_no_body_path_query_or_header(log_format: object) -> None:
    assert callable(log_format)
    fields = json.loads(log_format())
    asked = {"requestId", "ip", "requestTime", "httpMethod", "status", "protocol", "responseLength"}
    assert asked <= fields.keys()
    values = set(fields.values())
    forbidden = ("body", "$context.path", "querystring", "header", "authorizer")
    assert not [value for value in values if any(word in value for word in forbidden)]


def test_the_http_api_logs_the_fields_of_its_document() -> None:
    assert json.loads(http_log_format())["routeKey"] == "$context.routeKey"


def test_a_deployment_follows_every_change_of_the_definition() -> None:
    base = (ApiSettings(), BOTH, "")
    digests = {
        definition_digest(*base),
        definition_digest(ApiSettings(cors_origins=("https://a.example.com",)), BOTH, ""),
        definition_digest(ApiSettings(), {}, ""),
        definition_digest(ApiSettings(), BOTH, "pay.example.com"),
    }
    assert len(digests) == 4
    assert definition_digest(*base) == definition_digest(*base)


def test_a_preflight_names_the_methods_of_its_path() -> None:
    routes = [route for route, _ in function_routes(BOTH)]
    assert methods_at(routes, "process") == ("POST", "OPTIONS")
    assert methods_at(LINK_ROUTES, "{proxy+}") == ("GET", "POST", "OPTIONS")


def test_a_preflight_repeats_only_known_origins() -> None:
    template = preflight_template(["https://b.example.com", "https://a.example.com"])
    assert '#set($allowed = ["https://a.example.com", "https://b.example.com"])' in template
    assert "#if($allowed.contains($origin)" in template


@pytest.mark.parametrize("header", ["origin", "Origin"])
def test_a_preflight_finds_the_origin_however_the_browser_writes_the_header(header: str) -> None:
    assert f'$input.params("{header}")' in preflight_template(["https://a.example.com"])


@pytest.mark.parametrize(
    "changed", ["REFUSALS", "refusal_headers", "preflight_template", "CORS_HEADERS"]
)
def test_a_deployment_follows_what_the_program_itself_answers(
    monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    before = definition_digest(ApiSettings(), BOTH, "")
    others = {"CORS_HEADERS": ("x-new",), "REFUSALS": ()}
    other = others.get(changed, lambda *_: "new")
    monkeypatch.setattr(api_definition, changed, other)
    assert definition_digest(ApiSettings(), BOTH, "") != before
