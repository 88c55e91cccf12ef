import os
from collections.abc import Generator
from typing import Any

import fraud_detection
import payment_validation
import pytest
from payments import aws

REGION = "us-west-2"


@pytest.fixture
def _aws(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Moto in place of AWS, and no client of an earlier test."""
    from moto import mock_aws  # noqa: PLC0415 - half a second that most tests do without

    for name, value in {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }.items():
        monkeypatch.setenv(name, value)
    aws.client.cache_clear()
    with mock_aws():
        yield
    aws.client.cache_clear()


@pytest.fixture
def kms(_aws: None) -> Any:
    return aws.client("kms")


@pytest.fixture
def function_environment(monkeypatch: pytest.MonkeyPatch) -> Generator[pytest.MonkeyPatch]:
    """The least environment of a handler; a test adds to it with the fixture's `setenv`."""
    for name in os.environ.keys() & {"CACHE_HOST", "TRANSACTIONS_TABLE", "DATABASE_ENGINE"}:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ENVIRONMENT", "test")
    forget_services()
    yield monkeypatch
    forget_services()


def forget_services() -> None:
    """Make the handlers read the environment again."""
    payment_validation.services.cache_clear()
    fraud_detection.services.cache_clear()
