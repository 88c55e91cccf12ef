from datetime import timedelta
from typing import Any

import pytest

from operations.smoke import data
from operations.smoke.fact import Deployed

ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:login-a1b2c3"


class Answers:
    """Secrets Manager and KMS, as far as one secret goes."""

    def __init__(self, secret: dict[str, Any]) -> None:
        self._secret = secret

    def describe_secret(self, **_: str) -> dict[str, Any]:
        return {"Name": "login", **self._secret}

    def describe_key(self, *, KeyId: str) -> dict[str, Any]:  # noqa: N803 - the API's name
        return {"KeyMetadata": {"KeyManager": "AWS" if "alias/aws/" in KeyId else "CUSTOMER"}}


@pytest.mark.parametrize(
    ("secret", "problems"),
    [
        ({"KmsKeyId": "k", "RotationEnabled": True}, []),
        ({"KmsKeyId": "k"}, ["rotation is False, expected True"]),
        ({"RotationEnabled": True}, ["manager of the key is 'AWS', expected 'CUSTOMER'"]),
        ({"KmsKeyId": "k", "PrimaryRegion": "us-east-1"}, []),
        ({"KmsKeyId": "k", "PrimaryRegion": "eu-west-1"}, ["rotation is False, expected True"]),
    ],
)
def test_a_secret_is_under_a_customer_key_and_rotated_in_its_own_region(
    secret: dict[str, Any], problems: list[str]
) -> None:
    site = Deployed({}, lambda _: Answers(secret), timedelta())
    found = [fact.problem for fact in data.secret(site, ARN) if not fact.holds]
    assert found == problems
