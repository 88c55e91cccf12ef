"""Values that nobody chooses: made by pulumi-random, encrypted in the state."""

import pulumi
import pulumi_random as random

#: RDS refuses `/`, `@`, `"` and space; pg8000 and PyMySQL take all of these.
_PASSWORD_SPECIAL = "!#$%&*()-_=+[]{}<>:?"  # noqa: S105 - an alphabet, not a password
_PASSWORD_LENGTH = 32
#: The only special characters that ElastiCache takes in an AUTH token, and half its longest length.
_TOKEN_SPECIAL = "!&#$^<>-"  # noqa: S105 - an alphabet, not a token
_TOKEN_LENGTH = 64
#: 64 letters and digits: more than 256 bits, for HMAC signing keys and API keys.
_KEY_LENGTH = 64
#: Each class of characters at least this often (PCI DSS 8.3.6).
_LEAST_OF_CLASS = 2


def password(logical_name: str, parent: pulumi.Resource) -> pulumi.Output[str]:
    """A database password."""
    return _value(logical_name, parent, _PASSWORD_LENGTH, _PASSWORD_SPECIAL)


def auth_token(logical_name: str, parent: pulumi.Resource) -> pulumi.Output[str]:
    """An AUTH token of a cache."""
    return _value(logical_name, parent, _TOKEN_LENGTH, _TOKEN_SPECIAL)


def key(logical_name: str, parent: pulumi.Resource) -> pulumi.Output[str]:
    """A key of letters and digits."""
    return _value(logical_name, parent, _KEY_LENGTH, None)


def _value(
    logical_name: str, parent: pulumi.Resource, length: int, special: str | None
) -> pulumi.Output[str]:
    return random.RandomPassword(
        logical_name,
        length=length,
        special=special is not None,
        override_special=special,
        min_lower=_LEAST_OF_CLASS,
        min_upper=_LEAST_OF_CLASS,
        min_numeric=_LEAST_OF_CLASS,
        min_special=0 if special is None else _LEAST_OF_CLASS,
        opts=pulumi.ResourceOptions(parent=parent, additional_secret_outputs=["result"]),
    ).result
