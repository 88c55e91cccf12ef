"""Secrets Manager with one secret."""

import json
from typing import Any

SECRET_ARN = "arn:aws:secretsmanager:us-west-2:123456789012:secret:payments-test"


class SecretsDouble:
    """Answers with one JSON document and counts how often it is read."""

    def __init__(self, **document: object) -> None:
        self.reads = 0
        self.hold(**document)

    def hold(self, **document: object) -> None:
        self.text = json.dumps(document)

    def get_secret_value(self, **request: Any) -> dict[str, Any]:
        assert request == {"SecretId": SECRET_ARN}
        self.reads += 1
        return {"SecretString": self.text}
