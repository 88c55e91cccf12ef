"""Moto's Secrets Manager without HTTP: a tenth of the time, for the ten thousand calls made here.

botocore still checks the arguments and reads the answers; requests are not signed, sent, routed
and parsed as if they had come over a network. The tests of the handler take the whole way.
"""

from types import SimpleNamespace
from typing import Any

import boto3
from botocore.parsers import create_parser
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.exceptions import JsonRESTError
from moto.core.utils import camelcase_to_underscores
from moto.secretsmanager.responses import SecretsManagerResponse

REGION = "eu-west-1"

_parser = create_parser("json")


def secrets_manager_client() -> Any:
    """A client of moto's Secrets Manager; inside `mock_aws` only."""
    client = boto3.client("secretsmanager", region_name=REGION)
    client.meta.events.register("before-call.secrets-manager.*", _answer)
    return client


def _answer(*, model: Any, params: Any, **_: Any) -> tuple[SimpleNamespace, dict[str, Any]]:
    """Answer in botocore's place: what `before-call` returns is not sent any more."""
    called = SecretsManagerResponse()
    called.region, called.current_account = REGION, DEFAULT_ACCOUNT_ID
    called.body, called.querystring, called.uri_match = params["body"], {}, None
    status = 200
    try:
        body = getattr(called, camelcase_to_underscores(model.name))()
    except JsonRESTError as error:
        status, body = error.code, error.description
    answer = {"status_code": status, "headers": {}, "body": body.encode()}
    return SimpleNamespace(status_code=status), _parser.parse(answer, model.output_shape)
