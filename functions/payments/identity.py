"""New ids of transactions, of attempts on them and of requests."""

import secrets
from typing import Final

TRANSACTION_PREFIX: Final = "tx_"

_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")
"""Ids are written in sixteen letters: digits in a row could read as a card number to the masks."""


def new_transaction_id() -> str:
    """Return a new transaction id: 128 random bits, 35 characters."""
    return TRANSACTION_PREFIX + _new_id()


def new_attempt_id() -> str:
    """Return a new id for one attempt to write: 128 random bits, 32 characters."""
    return _new_id()


def new_correlation_id() -> str:
    """Return a new id for a request that brought none: 128 random bits, 32 characters."""
    return _new_id()


def _new_id() -> str:
    return secrets.token_hex(16).translate(_LETTERS)
