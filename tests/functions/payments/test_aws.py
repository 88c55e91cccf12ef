import logging
import traceback

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from payments import aws
from payments.problem import UnavailableError

from tests.support.leaks import LeakDetector
from tests.support.payment_documents import VISA


@pytest.mark.usefixtures("_aws")
def test_a_service_has_one_client_with_short_timeouts() -> None:
    client = aws.client("kms")
    assert client is aws.client("kms")
    config = client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (1, 3)
    assert config.retries["total_max_attempts"] == 3


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            ClientError(
                {"Error": {"Code": "ThrottlingException", "Message": f"too many {VISA}"}}, "Encrypt"
            ),
            "ThrottlingException",
        ),
        (ClientError({}, "Encrypt"), "unknown"),
        (ReadTimeoutError(endpoint_url=f"https://kms/{VISA}"), "ReadTimeoutError"),
    ],
)
def test_an_aws_error_becomes_a_problem_with_its_code_and_without_its_text(
    error: Exception, reason: str
) -> None:
    told = pytest.raises(UnavailableError, match=rf"The key did not answer \({reason}\)")
    with told as raised, aws.answering("The key"):
        raise error
    LeakDetector(VISA).check("traceback", *traceback.format_exception(raised.value))


@pytest.mark.usefixtures("_aws")
def test_no_library_logs_the_requests_that_hold_card_data(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LOG_LEVEL=DEBUG makes Lambda set the root logger to it, which libraries inherit."""
    for library in ("botocore", "urllib3"):
        monkeypatch.setattr(logging.getLogger(library), "level", logging.NOTSET)
    aws.session.cache_clear()
    aws.client.cache_clear()
    with caplog.at_level(logging.DEBUG):
        kms = aws.client("kms")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        kms.encrypt(KeyId=key, Plaintext=VISA.encode())
    LeakDetector(VISA).check("logs", caplog.text)
