"""Structured JSON logs in which no card number and no secret can stand."""

import json
import logging
import os
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any, Final

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from payments.masking import scrub

_TIMESTAMP: Final = "%Y-%m-%dT%H:%M:%S.%FZ"
"""RFC 3339 in UTC; `%F` is powertools' directive for milliseconds."""


class MaskingFormatter(LambdaPowertoolsFormatter):
    """Scrubs the whole record, message, extra keys, exception texts and stack, as it is written."""

    def __init__(self) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType] - powertools types **kwargs loosely
            datefmt=_TIMESTAMP,
            utc=True,
            # ASCII, so that half a surrogate pair from a caller cannot break the stream.
            json_serializer=partial(json.dumps, default=str, separators=(",", ":")),
        )

    def serialize(self, log: Any) -> str:  # noqa: ANN401 - powertools' own signature
        """Return the record as one line of JSON."""
        return super().serialize(scrub(log))  # pyright: ignore[reportArgumentType] - a scrubbed mapping is a mapping


@cache
def logger() -> Logger:
    """Return the function's logger: named by POWERTOOLS_SERVICE_NAME, at LOG_LEVEL."""
    named = os.environ.get("LOG_LEVEL", "").upper()
    level = logging.getLevelNamesMapping().get(named, logging.INFO)
    made = Logger(level=level, logger_formatter=MaskingFormatter())
    # Powertools lets the level that Lambda itself is set to win over the one it is given.
    made.registered_handler.setLevel(level)
    return made


@contextmanager
def correlated(correlation_id: str) -> Generator[None]:
    """Put `correlation_id` on every record that this thread logs inside."""
    logger().thread_safe_append_keys(correlation_id=correlation_id)
    try:
        yield
    finally:
        logger().thread_safe_remove_keys(["correlation_id"])
