"""New ids of transactions and of attempts on them."""

import secrets
from typing import Final

TRANSACTION_PREFIX: Final = "tx_"

_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")
"""Ids are written in sixteen letters: digits in a row could read as a card number to the masks."""


def new_transaction_id() -> str:
    """Return a new transaction id: 128 random bits, 35 characters."""
    return TRANSACTION_PREFIX + new_attempt_id()


def new_attempt_id() -> str:
    """Return a new id for one attempt to write: 128 random bits, 32 characters."""
    return secrets.token_hex(16).translate(_LETTERS)
