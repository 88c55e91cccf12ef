"""Generated passwords, within what each service accepts."""

import secrets
import string
from typing import Final

LENGTH: Final = 32
"""Characters; more than the 12 of PCI DSS 8.3.6, within the 41 of RDS for MySQL."""

DATABASE_SYMBOLS: Final = "!#$%&*()-_=+[]{}<>:?"
"""Everything that needs no escape in a URL's host part and that RDS takes: it refuses / @ " and
the space in a master password."""

CACHE_SYMBOLS: Final = "!&#$^<>-"
"""The only symbols that ElastiCache accepts in an AUTH token."""


def generate_password(symbols: str, *, length: int = LENGTH) -> str:
    """Return a random password with at least one small and capital letter, digit and symbol.

    Drawing again until all four kinds are there keeps every allowed password equally likely.
    """
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits, symbols)
    alphabet = "".join(kinds)
    while True:
        password = "".join(secrets.choice(alphabet) for _ in range(length))
        if all(any(character in kind for character in password) for kind in kinds):
            return password
