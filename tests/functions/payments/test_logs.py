import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from payments import logs

from tests.support.leaks import LeakDetector, captured_output
from tests.support.payment_documents import VISA


@pytest.fixture
def output() -> Iterator[StringIO]:
    with captured_output() as stream:
        yield stream


def test_a_record_is_one_line_of_json_with_the_correlation_id(output: StringIO) -> None:
    with logs.correlated("request-1"):
        logs.logger().info("inside")
    logs.logger().info("outside")
    inside, outside = (json.loads(line) for line in output.getvalue().splitlines())
    assert inside["correlation_id"] == "request-1"
    assert inside["message"] == "inside"
    assert inside["timestamp"].endswith("Z")
    assert "correlation_id" not in outside


def test_no_record_keeps_a_card_number_or_a_security_code(output: StringIO) -> None:
    logger = logs.logger()
    logger.info("paid with %s", VISA)
    logger.info({"card": {"number": 1, "cvv": "739"}})
    logger.info("extra", extra={"items": [int(VISA)], "card": {"cvv": "739"}})
    logger.info(json.dumps({"body": json.dumps({"cvv": "739", "number": VISA})}))
    with logs.correlated(VISA):
        # In a mapping: pytest's own copy of a record must be text that can be encoded.
        logger.warning({"note": "\ud83d half a character"})
    LeakDetector(VISA).check("log", output.getvalue())
    assert "739" not in output.getvalue()
    assert r"\ud83d half a character" in output.getvalue()


def test_no_exception_text_keeps_a_card_number(output: StringIO) -> None:
    def charge() -> None:
        error = KeyError(VISA)
        error.add_note(f"while charging {VISA}")
        raise error

    def fail() -> None:
        try:
            charge()
        except KeyError as error:
            raise ValueError(f"bad card {VISA}") from error

    try:
        fail()
    except ValueError:
        logs.logger().exception("failed")
    record = json.loads(output.getvalue())
    assert record["exception_name"] == "ValueError"
    assert "bad card [card number]" in record["exception"]
    LeakDetector(VISA).check("log", output.getvalue())


@pytest.mark.parametrize(
    ("level", "expected"), [("warning", logging.WARNING), ("loud", logging.INFO)]
)
def test_the_level_comes_from_the_environment_and_nonsense_means_info(
    monkeypatch: pytest.MonkeyPatch, level: str, expected: int
) -> None:
    monkeypatch.setenv("LOG_LEVEL", level)
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", f"test-{level}")
    logs.logger.cache_clear()
    assert logs.logger().log_level == expected
    logs.logger.cache_clear()


def test_the_level_holds_although_lambda_itself_is_set_to_info(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_LOG_LEVEL", "INFO")
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "test-quiet")
    logs.logger.cache_clear()
    with captured_output() as output:
        logs.logger().warning("a warning")
        logs.logger().error("an error")
    logs.logger.cache_clear()
    assert [json.loads(line)["message"] for line in output.getvalue().splitlines()] == ["an error"]
