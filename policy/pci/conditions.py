"""Which conditions of a policy statement narrow who its principal `*` is.

AWS calls a statement public unless a condition fixes a caller's identity, account, organisation,
network or source to values without wildcards (S3 "The meaning of public", IAM Access Analyzer).
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from pci.values import Value

_OPERATORS = frozenset(
    {
        "stringequals",
        "stringequalsignorecase",
        "stringlike",
        "arnequals",
        "arnlike",
        "ipaddress",
    }
)
_KEYS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
#: Reaching a file system through a mount target takes a place in its VPC (EFS, "Block public
#: access"); the value is a flag.
_MOUNT_TARGET = "elasticfilesystem:accessedviamounttarget"


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator with one key; names are in lower case, IAM ignores case.

    Attributes:
        operator: such as `stringequals`, with its set qualifier and `ifexists`.
        key: such as `aws:sourceaccount`.
        values: any of them may match.
    """

    operator: str
    key: str
    values: tuple[str, ...]

    @property
    def is_plaintext(self) -> bool:
        """Whether it holds exactly for requests without TLS."""
        return (
            self.operator in ("bool", "boolifexists")
            and self.key == "aws:securetransport"
            and [value.lower() for value in self.values] == ["false"]
        )

    @property
    def limits_callers(self) -> bool:
        """Whether it narrows the callers to some that its author knows."""
        if self.key == _MOUNT_TARGET:
            return self.operator == "bool" and [v.lower() for v in self.values] == ["true"]
        # ForAllValues and …IfExists also hold when the key is not there at all.
        operator = self.operator.removeprefix("foranyvalue:")
        return (
            operator in _OPERATORS
            and self.key in _KEYS
            and bool(self.values)
            and all(_is_narrow(value) for value in self.values)
        )


def limits_callers(conditions: Iterable[Condition]) -> bool:
    """Whether any of the conditions does: all of them have to hold."""
    return any(condition.limits_callers for condition in conditions)


def parse_conditions(value: Value) -> tuple[Condition, ...]:
    """The conditions of a statement; what has no shape of a condition limits nothing."""
    if not isinstance(value, dict):
        return ()
    return tuple(
        Condition(operator.lower(), key.lower(), texts(listed))
        for operator, keys in value.items()
        if isinstance(keys, dict)
        for key, listed in keys.items()
    )


def texts(value: Value) -> tuple[str, ...]:
    """A text or a list of texts, as IAM allows both; flags and numbers count as their text."""
    values = value if isinstance(value, list) else [value]
    return tuple(
        str(one).lower() if isinstance(one, bool) else str(one)
        for one in values
        if isinstance(one, bool | int | float | str)
    )


def _is_narrow(value: str) -> bool:
    if "/" in value and not value.startswith("arn:"):
        try:
            return ipaddress.ip_network(value, strict=False).prefixlen > 0
        except ValueError:
            pass
    if value.startswith("arn:"):
        account = value.split(":")[4:5]
        # Buckets have no account in their ARN; for everything else it has to be written out.
        return (
            bool(account)
            and "*" not in account[0]
            and "?" not in account[0]
            and (bool(account[0]) or not value.rsplit(":", maxsplit=1)[-1].startswith("*"))
        )
    return not value.startswith(("*", "?"))
